"""Writes about bodies, members and rules of responsibility."""

from cogov.contexts.bodies.actions.bodies import NewBody, add_bodies, add_body, change_body
from cogov.contexts.bodies.actions.members import appoint, dismiss
from cogov.contexts.bodies.actions.responsibilities import add_rule, change_rule, end_rule

__all__ = [
    "NewBody",
    "add_bodies",
    "add_body",
    "add_rule",
    "appoint",
    "change_body",
    "change_rule",
    "dismiss",
    "end_rule",
]
