"""The steps of an emergency and of its tasks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.contexts.emergencies import rules
from cogov.contexts.emergencies.models import Emergency, State, TaskState
from cogov.kernel.actors import Actor
from cogov.kernel.workflow import Reason, Transition, Workflow


def seen_by_another(actor: Actor, emergency: Emergency) -> Reason:
    """Four eyes: whoever commanded does not review."""
    if emergency.commander_id is not None and emergency.commander_id == actor.person:
        return _("You commanded. Somebody else has to write the review.")
    return None


DECLARED, LED, ENDED = frozenset({State.DECLARED}), frozenset({State.LED}), frozenset({State.ENDED})

WORKFLOW = Workflow(
    "emergencies",
    State,
    [
        Transition("take", _("Take command"), DECLARED, State.LED, rules.may_command),
        Transition("hand_over", _("Hand over command"), LED, State.LED, rules.commands),
        Transition("end", _("Declare it over"), LED, State.ENDED, rules.commands),
        Transition("review", _("Write the review"), ENDED, State.REVIEWED, rules.may_review, guard=seen_by_another),
    ],
)

TASKS = Workflow(
    "emergency_tasks",
    TaskState,
    [Transition("done", pgettext_lazy("task", "Done"), frozenset({TaskState.OPEN}), TaskState.DONE, rules.may_finish)],
)
