"""On the first days of a month the figures of the last one propose whom to commend."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cogov.contexts.honours.actions import propose
from cogov.kernel.clock import now
from cogov.kernel.periodic import periodic


@periodic(seconds=86_400)
def propose_commendations() -> None:
    """Asked again it adds only who is missing, so every day will do."""
    month, start, end = last_month()
    propose(month=month, start=start, end=end)


def last_month() -> tuple[str, datetime, datetime]:
    """As "2026-10" with its first moment and that of the month after, in the city's zone."""
    end = timezone.localtime(now()).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    start = (end - timedelta(days=1)).replace(day=1)
    return start.strftime("%Y-%m"), start, end
