"""Writes of emergencies."""

from cogov.contexts.emergencies.actions.calling import acknowledge, call_again
from cogov.contexts.emergencies.actions.plans import PlanDraft, draft_of, retire, save_plan
from cogov.contexts.emergencies.actions.running import (
    declare,
    end,
    hand_over,
    join_report,
    log,
    review,
    show,
    take_command,
)
from cogov.contexts.emergencies.actions.work import finish_task, give_task

__all__ = [
    "PlanDraft",
    "acknowledge",
    "call_again",
    "declare",
    "draft_of",
    "end",
    "finish_task",
    "give_task",
    "hand_over",
    "join_report",
    "log",
    "retire",
    "review",
    "save_plan",
    "show",
    "take_command",
]
