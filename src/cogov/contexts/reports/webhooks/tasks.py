"""What comes round again."""

from __future__ import annotations

from datetime import timedelta

from cogov.contexts.reports.models import WebhookMessage
from cogov.kernel.clock import now

KEPT = timedelta(days=30)
"""How long it can be looked up what became of a message: a month's bill of the other side."""


def sweep() -> int:
    """Forget old messages that arrived or were given up; returns how many."""
    old = WebhookMessage.objects.filter(created_at__lt=now() - KEPT).exclude(state=WebhookMessage.State.WAITING)
    return old.delete()[0]
