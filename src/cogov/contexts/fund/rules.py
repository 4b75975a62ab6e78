"""Who may do what with the fund. In which circumstances: the guards of fund.workflow.

Three people stand between a wish and the money: who asks, who checks, who approves. An auditor is none of them,
whatever other roles the person holds: who checks the books must not write in them.
"""

from __future__ import annotations

from django.db.models import Q

from cogov.contexts.fund.models import BOOKED, Voucher
from cogov.kernel.actors import Actor, AreaLevel, Role

ASKING = (Role.ADMIN, Role.SUPERVISOR, Role.ORGANISER)
CHECKING = (Role.SUPERVISOR, Role.LEADER)
DECIDING = (Role.LEADER,)
"""Approves the second time, above the limit."""
SETTING = (Role.ADMIN,)
"""Keeps sources, purposes, suppliers, budgets; limits are set by who may not ask: see LIMITING."""
LIMITING = (Role.LEADER,)
READING = (Role.AUDITOR, *dict.fromkeys((*ASKING, *CHECKING)))

_PUBLIC = ("overview", "booked", "booked-one", "data-csv", "data-json")
_AUDIT = ("accounts", "account", "posting")
"""Points of single residents are among them: for auditors alone."""
_READ = f"staff:{','.join(READING)}"
URL_CLASSES: dict[str, str] = {
    **{f"fund:{name}": "public" for name in _PUBLIC},
    **{f"fund:{name}": f"staff:{Role.AUDITOR}" for name in _AUDIT},
    **{
        f"fund:{name}": f"staff:{Role.AUDITOR},{Role.ADMIN},{Role.LEADER}" for name in ("journal-csv", "reconciliation")
    },
    **{f"fund:{name}": _READ for name in ("desk", "vouchers", "voucher", "forecast", "settings")},
    "fund:ask": f"staff:{','.join(ASKING)}",
    "fund:step": f"staff:{','.join(dict.fromkeys((*ASKING, *CHECKING)))}",
    "fund:set": f"staff:{','.join(dict.fromkeys((*SETTING, *LIMITING)))}",
    "fund:reconcile": f"staff:{Role.ADMIN},{Role.LEADER}",
}


def _holds(actor: Actor, body: int, *roles: Role) -> bool:
    if Role.AUDITOR in actor.roles:
        return False
    return any(body in grant.bodies for grant in actor.with_roles(*roles))


def may_ask(actor: Actor, body: int) -> bool:
    """For money that `body` keeps."""
    return actor.person is not None and _holds(actor, body, *ASKING)


def can_check(actor: Actor, voucher: Voucher) -> bool:
    return _holds(actor, voucher.source.body_id, *CHECKING)


def can_approve(actor: Actor, voucher: Voucher) -> bool:
    """A voucher that needs two people is approved by a leader in the end, any other by a supervisor, too."""
    return _holds(actor, voucher.source.body_id, *(DECIDING if voucher.two else CHECKING))


def can_withdraw(actor: Actor, voucher: Voucher) -> bool:
    return actor.person is not None and actor.person == voucher.asked_by_id and may_ask(actor, voucher.source.body_id)


def may_set(actor: Actor, body: int) -> bool:
    return actor.machine or _holds(actor, body, *SETTING)


def may_keep_lists(actor: Actor) -> bool:
    """Purposes and suppliers belong to no single body."""
    return actor.machine or (
        Role.AUDITOR not in actor.roles and any(g.level == AreaLevel.CITY for g in actor.with_roles(*SETTING))
    )


def may_limit(actor: Actor) -> bool:
    """Who sets the limit is not who asks for money."""
    return actor.machine or (
        Role.AUDITOR not in actor.roles
        and not any(actor.with_roles(*ASKING))
        and any(grant.level == AreaLevel.CITY for grant in actor.with_roles(*LIMITING))
    )


def may_reconcile(actor: Actor) -> bool:
    return actor.machine or (Role.AUDITOR not in actor.roles and any(actor.with_roles(Role.ADMIN, Role.LEADER)))


def visible(actor: Actor) -> Q:
    """What is booked is public; what is only asked for is seen by who has to do with that money, and by auditors."""
    if actor.machine or any(grant.level == AreaLevel.CITY for grant in actor.with_roles(Role.AUDITOR)):
        return Q()
    bodies = {body for grant in actor.with_roles(*READING) for body in grant.bodies}
    return Q(state__in=BOOKED) | Q(source__body__in=bodies) if bodies else Q(state__in=BOOKED)
