"""Who may plan, declare, see and act in an emergency."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.emergencies.models import Call, Duty, Emergency, Plan, Task
from cogov.kernel.actors import Actor, Role

PLANNERS = (Role.SUPERVISOR, Role.LEADER)
"""Who answers for a body keeps its plans, and reviews what became of them."""

DECLARERS = (Role.REVIEWER, Role.SUPERVISOR, Role.LEADER)
"""A reviewer from a report, the supervisor on duty also without one."""

ACTING = (Role.OPERATOR, Role.REVIEWER, Role.DISPATCHER, Role.HANDLER, Role.INSPECTOR, Role.SUPERVISOR, Role.LEADER)
"""Whoever works in a body of the plan sees the log and may add to it."""

READERS = (*ACTING, Role.AUDITOR)

_STAFF = "staff:" + ",".join(READERS)
URL_CLASSES = {
    "emergencies:list": "public",
    "emergencies:one": "public",
    "emergencies:desk": _STAFF,
    "emergencies:room": _STAFF,
    "emergencies:act": _STAFF,
    "emergencies:plans": _STAFF,
    "emergencies:plan": _STAFF,
    "emergencies:plan-add": "staff:supervisor,leader",
    "emergencies:declare": "staff:reviewer,supervisor,leader",
}


def may_plan_for(actor: Actor, body: int) -> bool:
    return actor.machine or any(body in grant.bodies for grant in actor.with_roles(*PLANNERS))


def may_plan(actor: Actor, plan: Plan) -> bool:
    return may_plan_for(actor, plan.body_id)


def may_declare(actor: Actor, plan: Plan) -> bool:
    """Whoever reviews or supervises where the plan holds: in its area, below it, or above it."""
    if actor.machine:
        return True
    home = bodies.body(plan.body_id).area
    below = areas.subtree(home)
    return any(grant.area in below or home in areas.subtree(grant.area) for grant in actor.with_roles(*DECLARERS))


def in_scope(actor: Actor) -> Q:
    """The gate of the desk: emergencies whose plan names a body of mine or me, or which I declared."""
    if actor.machine:
        return Q()
    own = {body for grant in actor.with_roles(*READERS) for body in grant.bodies}
    called = Exists(Call.objects.filter(emergency=OuterRef("pk"), body__in=own))
    on_duty = Exists(Duty.objects.filter(version=OuterRef("version"), person=actor.person))
    return Q(called) | Q(plan__body__in=own) | Q(on_duty) | (Q(declared_by=actor.person) & ~Q(declared_by=None))


def plans_in_scope(actor: Actor) -> Q:
    """Plans that name a body of mine, or that I might declare."""
    if actor.machine:
        return Q()
    own = {body for grant in actor.with_roles(*READERS) for body in grant.bodies}
    here: set[int] = set()
    for grant in actor.with_roles(*DECLARERS):
        here |= areas.subtree(grant.area) | set(areas.area(grant.area).path)
    named = Exists(Duty.objects.filter(version__plan=OuterRef("pk"), body__in=own))
    return Q(body__in=own) | Q(body__area__in=here) | Q(named)


def officers(emergency: Emergency) -> dict[int, tuple[int, ...]]:
    """Duty officers by body, in their order. One query."""
    found: dict[int, list[int]] = {}
    for body, person in Duty.objects.filter(version=emergency.version_id).values_list("body", "person"):
        found.setdefault(body, []).append(person)
    return {body: tuple(people) for body, people in found.items()}


def bodies_of(actor: Actor, emergency: Emergency) -> frozenset[int]:
    """Bodies of the plan for which the actor may speak: own ones and those below, and where he is on duty."""
    listed = officers(emergency)
    own = {body for grant in actor.with_roles(*ACTING) for body in grant.bodies}
    return frozenset(body for body, people in listed.items() if body in own or actor.person in people)


def takes_part(actor: Actor, emergency: Emergency) -> bool:
    return actor.machine or actor.person == emergency.declared_by_id or bool(bodies_of(actor, emergency))


def may_command(actor: Actor, emergency: Emergency) -> bool:
    """A duty officer, or who leads or supervises a body of the plan."""
    return _on_list(actor.person, officers(emergency).values()) or any(
        body in grant.bodies for grant in actor.with_roles(*PLANNERS) for body in officers(emergency)
    )


def commands(actor: Actor, emergency: Emergency) -> bool:
    return actor.person is not None and actor.person == emergency.commander_id


def may_review(actor: Actor, emergency: Emergency) -> bool:
    return may_plan(actor, emergency.plan)


def may_finish(actor: Actor, task: Task) -> bool:
    return commands(actor, task.emergency) or task.body_id in bodies_of(actor, task.emergency)


def _on_list(person: int | None, lists: Iterable[tuple[int, ...]]) -> bool:
    return person is not None and any(person in people for people in lists)
