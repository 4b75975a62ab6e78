"""Writes of mediation."""

from cogov.contexts.mediation.actions.mediating import (
    accept,
    arrange,
    begin,
    decline,
    draft,
    fail,
    follow_up,
    forget_old,
    hand_on,
    invite,
    message,
    note,
)
from cogov.contexts.mediation.actions.parties import Request, ask, join, sign, tell, write

__all__ = [
    "Request",
    "accept",
    "arrange",
    "ask",
    "begin",
    "decline",
    "draft",
    "fail",
    "follow_up",
    "forget_old",
    "hand_on",
    "invite",
    "join",
    "message",
    "note",
    "sign",
    "tell",
    "write",
]
