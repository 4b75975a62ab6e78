"""The steps of a voucher, for all kinds alike. The truth table is in tests/test_workflow.py."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.contexts.fund import rules
from cogov.contexts.fund.models import State, Voucher
from cogov.kernel.actors import Actor
from cogov.kernel.workflow import Reason, Transition, Workflow

WAITING = frozenset({State.ASKED, State.CHECKED})


def _somebody_else(actor: Actor, voucher: Voucher) -> Reason:
    if actor.person is None:
        return _("A person has to approve.")
    if actor.person == voucher.asked_by_id:
        return _("You asked for this yourself. Somebody else has to approve it.")
    if actor.person == voucher.checked_by_id:
        return _("You have approved this already. A second person has to approve it, too.")
    return None


def as_first(actor: Actor, voucher: Voucher) -> Reason:
    if not voucher.two:
        return _("One approval is enough for this amount.")
    return _somebody_else(actor, voucher)


def as_last(actor: Actor, voucher: Voucher) -> Reason:
    """Above the limit there must have been a first approval; below it there is none."""
    if voucher.two and voucher.state != State.CHECKED:
        return _("Above the limit two people approve. The first approval is still missing.")
    return _somebody_else(actor, voucher)


def corrected_by_two(actor: Actor, _voucher: Voucher) -> Reason:
    """Taken only as part of approving a correction, which has had its own people."""
    return None if actor.person is not None else _("A person has to approve.")


WORKFLOW = Workflow(
    "fund",
    State,
    [
        Transition("check", _("Approve first"), frozenset({State.ASKED}), State.CHECKED, rules.can_check, as_first),
        Transition("approve", _("Approve and book"), WAITING, State.BOOKED, rules.can_approve, as_last),
        Transition("refuse", _("Refuse"), WAITING, State.REFUSED, rules.can_check, _somebody_else),
        Transition("withdraw", _("Withdraw"), WAITING, State.WITHDRAWN, rules.can_withdraw),
        Transition(
            "reverse", _("Correct"), frozenset({State.BOOKED}), State.REVERSED, rules.can_check, corrected_by_two
        ),
    ],
)
