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
    split,
)
from cogov.contexts.reports.actions.routing import dispatch, dispatch_by_rule
from cogov.contexts.reports.actions.verifying import confirm, reopen

__all__ = [
    "accept",
    "add_photos",
    "answer",
    "ask",
    "assign",
    "comment",
    "confirm",
    "dispatch",
    "dispatch_by_rule",
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
    "split",
    "start",
    "support",
    "withdraw",
]
