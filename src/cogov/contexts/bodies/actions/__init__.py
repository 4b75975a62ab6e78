"""Writes about bodies, members and rules of responsibility."""

from cogov.contexts.bodies.actions.bodies import NewBody, add_bodies, add_body, change_body
from cogov.contexts.bodies.actions.members import appoint, dismiss
from cogov.contexts.bodies.actions.responsibilities import NewRule, add_rule, add_rules, change_rule, end_rule

__all__ = [
    "NewBody",
    "NewRule",
    "add_bodies",
    "add_body",
    "add_rule",
    "add_rules",
    "appoint",
    "change_body",
    "change_rule",
    "dismiss",
    "end_rule",
]
