"""The verbs of the reporting loop. Each is atomic, permitted by rule, told in the journal."""

from cogov.contexts.reports.actions.categories import set_category
from cogov.contexts.reports.actions.filing import file_report
from cogov.contexts.reports.actions.handling import add_photos, assign, note, resolve, return_to_dispatch, start
from cogov.contexts.reports.actions.residents import answer, comment, fix, rate, support, withdraw
from cogov.contexts.reports.actions.review import (
    accept,
    ask,
    hide_item,
    merge,
    move,
    part,
    recategorise,
    redact,
    reject,
    restore,
    set_difficulty,
    split,
)
from cogov.contexts.reports.actions.routing import dispatch, dispatch_by_rule
from cogov.contexts.reports.actions.time import ask_time, decide_time, end_pause, withdraw_time
from cogov.contexts.reports.actions.verifying import confirm, reopen

__all__ = [
    "accept",
    "add_photos",
    "answer",
    "ask",
    "ask_time",
    "assign",
    "comment",
    "confirm",
    "decide_time",
    "dispatch",
    "dispatch_by_rule",
    "end_pause",
    "file_report",
    "fix",
    "hide_item",
    "merge",
    "move",
    "note",
    "part",
    "rate",
    "recategorise",
    "redact",
    "reject",
    "reopen",
    "resolve",
    "restore",
    "return_to_dispatch",
    "set_category",
    "set_difficulty",
    "split",
    "start",
    "support",
    "withdraw",
    "withdraw_time",
]
