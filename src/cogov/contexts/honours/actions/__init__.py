"""Writes of the honours."""

from cogov.contexts.honours.actions.certificates import revoke, show_name
from cogov.contexts.honours.actions.claims import apply, decide, object_to, review
from cogov.contexts.honours.actions.commendations import commend, decline, propose
from cogov.contexts.honours.actions.deeds import forget_deeds, note_deed
from cogov.contexts.honours.actions.rules import set_benefit, set_honour

__all__ = [
    "apply",
    "commend",
    "decide",
    "decline",
    "forget_deeds",
    "note_deed",
    "object_to",
    "propose",
    "review",
    "revoke",
    "set_benefit",
    "set_honour",
    "show_name",
]
