"""Writes about bodies, members and rules of responsibility."""

from cogov.contexts.bodies.actions.bodies import NewBody, add_bodies, add_body, change_body
from cogov.contexts.bodies.actions.calendars import Times, add_calendar, change_calendar
from cogov.contexts.bodies.actions.members import appoint, dismiss
from cogov.contexts.bodies.actions.responsibilities import NewRule, add_rule, add_rules, change_rule, end_rule

__all__ = [
    "NewBody",
    "NewRule",
    "Times",
    "add_bodies",
    "add_body",
    "add_calendar",
    "add_rule",
    "add_rules",
    "appoint",
    "change_body",
    "change_calendar",
    "change_rule",
    "dismiss",
    "end_rule",
]
