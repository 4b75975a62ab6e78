"""Who may change bodies, their staff and their responsibilities."""

from __future__ import annotations

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies.tree import snapshot
from cogov.kernel.actors import Actor, Role

URL_CLASSES = {
    "bodies:list": "public",
    "bodies:one": "public",
    "bodies:desk": "staff:admin,security",
    "bodies:desk-add": "staff:admin",
    "bodies:desk-one": "staff:admin",
    "bodies:desk-members": "staff:admin,security",
    "bodies:people": "staff:admin,security",
    "bodies:import": "staff:admin,security,dispatcher",
    "bodies:calendars": "staff:admin,supervisor,leader,dispatcher,auditor",
    "bodies:calendar": "staff:admin,supervisor,leader,dispatcher,auditor",
    "bodies:calendar-add": "staff:admin",
    "bodies:rules": "staff:dispatcher,admin",
    "bodies:rule-add": "staff:dispatcher,admin",
    "bodies:rule": "staff:dispatcher,admin",
}

GUARDIANS = frozenset({Role.ADMIN, Role.SECURITY, Role.AUDITOR})
"""Roles that watch each other: an administrator cannot hand them out, a security officer hands out nothing else."""


def may_edit_body(actor: Actor, body: int | None) -> bool:
    """An administrator edits the bodies below his own; only the machine adds one without a body above."""
    if actor.machine:
        return True
    return any(body in grant.bodies for grant in actor.with_roles(Role.ADMIN))


def may_edit_calendar(actor: Actor, code: str) -> bool:
    """An administrator of every body that names the calendar; one that nobody names is the machine's."""
    if actor.machine:
        return True
    users = [info.id for info in snapshot.get().infos.values() if info.calendar == code]
    return bool(users) and all(may_edit_body(actor, body) for body in users)


def may_appoint(actor: Actor, body: int, role: Role, person: int) -> bool:
    """Nobody appoints himself."""
    if actor.machine:
        return True
    giver = Role.SECURITY if role in GUARDIANS else Role.ADMIN
    return actor.person != person and any(body in grant.bodies for grant in actor.with_roles(giver))


def may_dismiss(actor: Actor, body: int, role: Role) -> bool:
    if actor.machine:
        return True
    giver = Role.SECURITY if role in GUARDIANS else Role.ADMIN
    return any(body in grant.bodies for grant in actor.with_roles(giver))


def may_assign(actor: Actor, area: int, body: int) -> bool:
    """Within one's own area, to bodies of that area: nobody hands work up without those above agreeing."""
    if actor.machine:
        return True
    info = snapshot.get().infos.get(body)
    if info is None:
        return False
    for grant in actor.with_roles(Role.DISPATCHER, Role.ADMIN):
        own = areas.subtree(grant.area)
        if area in own and info.area in own:
            return True
    return False
