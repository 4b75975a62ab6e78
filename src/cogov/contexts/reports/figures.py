"""A few honest figures for the front page: each with the time span and the number behind it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.db.models import Count, F, Q

from cogov.contexts.reports.models import Report, State
from cogov.kernel.clock import now

SPAN_DAYS = 30
"""The last month: long enough to be calm, short enough to be today's city."""

KEPT_SECONDS = 60
"""Front pages within a minute share one look at the table."""
REST = 30
"""Times as long as it took to count it is not counted again: a city of ten million counts for two seconds."""
NAME = "reports.overview"

_counting = threading.Lock()


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of the last 30 days. `in_time` of `due`: closed or late, by the promised time."""

    filed: int
    open: int
    closed: int
    due: int
    in_time: int

    @property
    def in_time_percent(self) -> int | None:
        """None below 30 cases: a percentage of a handful says nothing."""
        return round(100 * self.in_time / self.due) if self.due >= 30 else None


def overview() -> Overview:
    """One query at most once a minute in each process; while one thread counts, the others show what was counted."""
    kept: tuple[Overview, float] | None = cache.get(NAME)
    if kept is not None and time.monotonic() < kept[1]:
        return kept[0]
    if not _counting.acquire(blocking=kept is None):
        assert kept is not None
        return kept[0]
    try:
        latest: tuple[Overview, float] | None = cache.get(NAME)
        if latest is not None and latest != kept:
            return latest[0]  # counted while we waited
        began = time.monotonic()
        found = _overview()
        ended = time.monotonic()
        cache.set(NAME, (found, ended + max(KEPT_SECONDS, REST * (ended - began))), None)
        return found
    finally:
        _counting.release()


def _overview() -> Overview:
    at = now()
    span = Report.objects.filter(filed_at__gte=at - timedelta(days=SPAN_DAYS)).exclude(
        state__in=[State.MERGED, State.WITHDRAWN, State.REJECTED]
    )
    done = Q(resolved_at__isnull=False)
    row = span.aggregate(
        filed=Count("pk"),
        open=Count("pk", filter=Q(closed_at=None)),
        closed=Count("pk", filter=Q(closed_at__isnull=False)),
        due=Count("pk", filter=done | Q(due_at__lt=at)),
        in_time=Count("pk", filter=done & Q(resolved_at__lte=F("due_at"))),
    )
    return Overview(**row)
