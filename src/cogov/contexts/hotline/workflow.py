"""The steps of a call, and of a call that is owed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cogov.contexts.hotline import rules
from cogov.contexts.hotline.models import CallBackState, State
from cogov.kernel.workflow import Transition, Workflow

WORKFLOW = Workflow(
    "hotline",
    State,
    [
        Transition("take", _("Take the call"), frozenset({State.RINGING}), State.OPEN, rules.may_take),
        Transition("miss", _("Nobody took it"), frozenset({State.RINGING}), State.MISSED, rules.machine),
        Transition("end", _("End the call"), frozenset({State.OPEN}), State.ENDED, rules.holds),
    ],
)

CALL_BACKS = Workflow(
    "hotline_callbacks",
    CallBackState,
    [
        Transition("claim", _("Take it on"), frozenset({CallBackState.WAITING}), CallBackState.CLAIMED, rules.may_take),
        Transition(
            "put_back", _("Put it back"), frozenset({CallBackState.CLAIMED}), CallBackState.WAITING, rules.holds
        ),
        Transition("done", _("Called back"), frozenset({CallBackState.CLAIMED}), CallBackState.DONE, rules.holds),
    ],
)
