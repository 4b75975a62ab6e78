"""Who may mediate, and who sees what of a case."""

from __future__ import annotations

from django.db.models import Q

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.mediation.models import Case, Party
from cogov.kernel.actors import Actor, Role

MEDIATORS = (Role.HANDLER, Role.SUPERVISOR)
"""People of the committee or street office that mediates."""

_DESK = "staff:handler,supervisor"
URL_CLASSES = {
    "mediation:about": "public",
    "mediation:new": "resident",
    "mediation:mine": "resident",
    "mediation:my-case": "resident",
    "mediation:my-act": "resident",
    "mediation:code": "public",
    "mediation:code-act": "public",
    "mediation:desk": _DESK,
    "mediation:desk-new": _DESK,
    "mediation:case": _DESK,
    "mediation:act": _DESK,
    "mediation:letter": _DESK,
}


def may_mediate(actor: Actor, case: Case) -> bool:
    """One of the body's own people, not a party, and not of the office it is about, its parts or its managers."""
    if actor.machine:
        return True
    own = any(grant.body == case.body_id for grant in actor.with_roles(*MEDIATORS))
    return own and not is_involved(actor, case)


def supervises(actor: Actor, case: Case) -> bool:
    """Sees that there is a case, and who has it; not what is in it."""
    over = any(case.body_id in grant.bodies for grant in actor.with_roles(Role.SUPERVISOR))
    return over and not is_involved(actor, case)


def is_involved(actor: Actor, case: Case) -> bool:
    if actor.person is not None and Party.objects.filter(case=case, person=actor.person).exists():
        return True
    return case.about_body_id is not None and case.about_body_id in shadow(actor)


def shadow(actor: Actor) -> frozenset[int]:
    """Bodies about which the actor learns nothing: own ones, those above and those below them."""
    found: set[int] = set()
    for body in actor.bodies:
        found |= set(bodies.chain(body)) | bodies.subtree(body)
    return frozenset(found)


def mediates(actor: Actor, case: Case) -> bool:
    """The one who has it, still works there, and is not involved."""
    return actor.person is not None and actor.person == case.mediator_id and may_mediate(actor, case)


def machine(actor: Actor, _case: Case) -> bool:
    return actor.machine


def at_desk(actor: Actor) -> Q:
    """The gate of the desk: unassigned ones of one's bodies, one's own, and those that one supervises."""
    if actor.machine:
        return Q()
    here = {grant.body for grant in actor.with_roles(*MEDIATORS)}
    below = {body for grant in actor.with_roles(Role.SUPERVISOR) for body in grant.bodies}
    scope = Q(body__in=here, mediator=None) | Q(body__in=here, mediator=actor.person) | Q(body__in=below)
    involved = Party.objects.filter(person=actor.person).values("case") if actor.person else []
    return scope & ~Q(pk__in=involved) & (Q(about_body=None) | ~Q(about_body__in=shadow(actor)))
