"""Tables of the reporting loop."""

from cogov.contexts.reports.models.api_key import ApiKey
from cogov.contexts.reports.models.category import Category, Difficulty, Kind
from cogov.contexts.reports.models.import_run import ImportRun
from cogov.contexts.reports.models.parts import (
    Assignment,
    Attachment,
    Contact,
    Rating,
    Support,
    Update,
)
from cogov.contexts.reports.models.pending_media import PendingMedia
from cogov.contexts.reports.models.policy import Policy
from cogov.contexts.reports.models.report import CLOSED, OPEN, Outcome, Report, Resolver, State
from cogov.contexts.reports.models.tally import Tally, TallyChange
from cogov.contexts.reports.models.time_request import TimeRequest
from cogov.contexts.reports.models.webhook import WebhookMessage, WebhookSubscription

__all__ = [
    "CLOSED",
    "OPEN",
    "ApiKey",
    "Assignment",
    "Attachment",
    "Category",
    "Contact",
    "Difficulty",
    "ImportRun",
    "Kind",
    "Outcome",
    "PendingMedia",
    "Policy",
    "Rating",
    "Report",
    "Resolver",
    "State",
    "Support",
    "Tally",
    "TallyChange",
    "TimeRequest",
    "Update",
    "WebhookMessage",
    "WebhookSubscription",
]
