"""Reads. Residents see what is public; staff the emergencies and plans of their bodies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.emergencies import rules
from cogov.contexts.emergencies.models import ACTIVE, Call, Duty, Emergency, LogLine, LogPhoto, Plan, PlanVersion, Task
from cogov.contexts.emergencies.snapshot import Active, snapshot
from cogov.contexts.media import facade as media
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Missing

PAGE = 30
"""Rows of a list: emergencies are rare, so a year or two."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the log as a page shows it."""

    row: LogLine
    who: str
    body: str
    photos: list[dict[str, Any]]


def visible_to(actor: Actor) -> QuerySet[Emergency]:
    return Emergency.objects.filter(rules.in_scope(actor)).select_related("plan", "version")


def get(number: int, actor: Actor) -> Emergency:
    """Raises Missing outside the actor's scope. One query."""
    found = visible_to(actor).filter(pk=number).first()
    if found is None:
        raise Missing
    return found


def public() -> QuerySet[Emergency]:
    """What residents may read: never a drill."""
    return Emergency.objects.filter(public_at__isnull=False, drill=False).select_related("plan", "version")


def running(plan: int) -> int | None:
    """The real one of a plan that is not over."""
    rows = Emergency.objects.filter(plan=plan, drill=False, state__in=ACTIVE)
    return rows.values_list("pk", flat=True).first()


def shown_now() -> tuple[Active, ...]:
    """Real ones that residents are told of. From memory."""
    return tuple(one for one in snapshot.get() if one.public and not one.drill)


def calling(actor: Actor) -> tuple[Active, ...]:
    """Those of one's own in which a body still has to acknowledge. From memory."""
    own = {body for grant in actor.with_roles(*rules.ACTING) for body in grant.bodies}
    return tuple(one for one in snapshot.get() if one.waiting & own or actor.person in one.called)


def mine_now(actor: Actor) -> tuple[Active, ...]:
    """Those of one's own that are not over. From memory."""
    own = {body for grant in actor.with_roles(*rules.READERS) for body in grant.bodies}
    return tuple(
        one for one in snapshot.get()
        if one.bodies & own or one.owner in own or actor.person in one.officers or actor.person == one.declared_by
    )  # fmt: skip


def plans(actor: Actor) -> list[PlanVersion]:
    """The newest version of every plan in scope, active ones first. One query."""
    rows = PlanVersion.objects.filter(
        number=F("plan__version"), plan__in=Plan.objects.filter(rules.plans_in_scope(actor))
    )
    return list(rows.select_related("plan").order_by("-plan__active", "pk"))


def plan(number: int, actor: Actor) -> Plan:
    """Raises Missing."""
    found = Plan.objects.filter(rules.plans_in_scope(actor), pk=number).first()
    if found is None:
        raise Missing
    return found


def usable(actor: Actor, categories: Iterable[str] = ()) -> list[PlanVersion]:
    """Plans that the actor may declare; those that name one of the categories first."""
    named = set(categories)
    found = [one for one in plans(actor) if one.plan.active and rules.may_declare(actor, one.plan)]
    return sorted(found, key=lambda one: not named & set(one.categories))


def plan_for(categories: tuple[str, ...], around: tuple[int, ...], trigger: str) -> Plan | None:
    """The plan that this trigger declares here: of the narrowest area, then the oldest. One query."""
    rows = PlanVersion.objects.filter(number=F("plan__version"), plan__active=True, trigger=trigger)
    fitting = []
    for one in rows.select_related("plan").order_by("plan"):
        home = areas.area(bodies.body(one.plan.body_id).area)
        if set(categories) & set(one.categories) and (home.id in around or len(home.path) == 1):
            fitting.append((-len(home.path), one.plan_id, one.plan))
    return min(fitting, key=lambda each: each[:2])[2] if fitting else None


def lines(emergency: Emergency, *, only_public: bool = False) -> list[Line]:
    """Newest first. Four queries; the public sees no names of staff."""
    rows = list(emergency.lines.filter(**({"public": True} if only_public else {})).order_by("-pk"))
    people = {} if only_public else accounts.persons(row.author_id for row in rows if row.author_id)
    photos = _photos(rows)
    return [
        Line(
            row,
            people[row.author_id].name if row.author_id in people else "",
            bodies.name(row.body_id) if row.body_id else "",
            photos.get(row.pk, []),
        )
        for row in rows
    ]


def calls(emergency: Emergency, actor: Actor) -> list[dict[str, Any]]:
    """Each body of the plan with its officers in order, and whether anybody has acknowledged. Three queries."""
    listed = rules.officers(emergency)
    rows = {row.body_id: row for row in Call.objects.filter(emergency=emergency)}
    people = accounts.persons(
        [person for officers in listed.values() for person in officers]
        + [row.acknowledged_by_id for row in rows.values() if row.acknowledged_by_id]
    )
    mine = rules.bodies_of(actor, emergency)
    return [
        {
            "body": bodies.body(body), "call": rows[body], "mine": body in mine,
            "by": _name(people.get(rows[body].acknowledged_by_id or 0)),
            "officers": [people[person].name for person in officers if person in people],
            "called": min(rows[body].rounds, len(officers)),
        }
        for body, officers in listed.items()
        if body in rows
    ]  # fmt: skip


def tasks(emergency: Emergency, actor: Actor) -> list[dict[str, Any]]:
    """Open ones first. One query."""
    mine = rules.bodies_of(actor, emergency)
    leads = rules.commands(actor, emergency)
    rows = Task.objects.filter(emergency=emergency).order_by("-state", "pk")
    return [{"task": row, "body": bodies.name(row.body_id), "may": leads or row.body_id in mine} for row in rows]


def officers(emergency: Emergency) -> list[tuple[str, str]]:
    """(id, name and body) of everybody on the list, for handing over. Two queries."""
    rows = list(Duty.objects.filter(version=emergency.version_id))
    people = accounts.persons(row.person_id for row in rows)
    named = {row.person_id: f"{people[row.person_id].name} · {bodies.name(row.body_id)}" for row in rows
             if row.person_id in people}  # fmt: skip
    return [(str(person), label) for person, label in named.items() if person != emergency.commander_id]


def may_start(actor: Actor) -> bool:
    return any(actor.with_roles(Role.REVIEWER, Role.SUPERVISOR, Role.LEADER))


def _name(card: accounts.PersonCard | None) -> str:
    return card.name if card else ""


def _photos(rows: list[LogLine]) -> dict[int, list[dict[str, Any]]]:
    found = list(LogPhoto.objects.filter(line__in=rows).order_by("pk"))
    cards = {card.id: card for card in media.cards([photo.asset_id for photo in found])}
    by_line: dict[int, list[dict[str, Any]]] = {}
    for photo in found:
        card = cards.get(photo.asset_id)
        if card is not None:
            by_line.setdefault(photo.line_id, []).append(
                {"url": card.page, "thumb": card.thumb, "full": card.full, "width": card.width, "height": card.height,
                 "alt": ""}
            )  # fmt: skip
    return by_line
