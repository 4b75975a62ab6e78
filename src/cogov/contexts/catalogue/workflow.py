"""The steps of an order. The diagram is in docs/states/."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.contexts.catalogue import rules
from cogov.contexts.catalogue.models import OPEN, Order, State
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.workflow import Reason, Transition, Workflow


def in_time(_actor: Actor, order: Order) -> Reason:
    return None if now() < order.expires_at else _("The time to collect has passed. The points go back.")


def over(_actor: Actor, order: Order) -> Reason:
    return _("There is still time to collect it.") if now() < order.expires_at else None


def may_come_back(_actor: Actor, order: Order) -> Reason:
    if order.item.return_days == 0:
        return _("This cannot be brought back.")
    assert order.collected_at is not None
    if now() >= order.collected_at + timedelta(days=order.item.return_days):
        return _("The time to bring it back has passed.")
    return None


def cancellable(actor: Actor, order: Order) -> Reason:
    return in_time(actor, order)


WORKFLOW = Workflow(
    "orders",
    State,
    [
        Transition(
            "ready", _("Ready to collect"), frozenset({State.ORDERED}), State.READY, rules.can_hand_over, in_time
        ),
        Transition(
            "collect",
            pgettext_lazy("goods", "Hand over"),
            frozenset(OPEN),
            State.COLLECTED,
            rules.can_hand_over,
            in_time,
        ),
        Transition("cancel", _("Cancel"), frozenset(OPEN), State.CANCELLED, rules.can_cancel, cancellable),
        Transition("expire", _("Let expire"), frozenset(OPEN), State.EXPIRED, rules.machine, over),
        Transition(
            "return",
            pgettext_lazy("goods", "Take back"),
            frozenset({State.COLLECTED}),
            State.RETURNED,
            rules.can_take_back,
            may_come_back,
        ),
    ],
)
