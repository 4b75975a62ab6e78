"""Tables of the reporting loop."""

from cogov.contexts.reports.models.category import Category, Difficulty, Kind
from cogov.contexts.reports.models.parts import (
    Assignment,
    Attachment,
    Contact,
    Rating,
    Support,
    Update,
)
from cogov.contexts.reports.models.report import CLOSED, OPEN, Outcome, Report, State

__all__ = [
    "CLOSED",
    "OPEN",
    "Assignment",
    "Attachment",
    "Category",
    "Contact",
    "Difficulty",
    "Kind",
    "Outcome",
    "Rating",
    "Report",
    "State",
    "Support",
    "Update",
]
