"""Quiet hours: when a message that is not urgent may leave."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from cogov.contexts.desk.models import Preference


def after(at: datetime, preference: Preference) -> datetime:
    """`at`, or the end of the quiet hours that it falls into. Hours may run over midnight; equal ends mean none.

    Local time of the city; where its clock skips or repeats an hour the later moment counts.
    """
    start, end = preference.quiet_from, preference.quiet_until
    if start is None or end is None or start == end:
        return at
    local = timezone.localtime(at)
    hour = local.time()
    over_midnight = start > end
    within = (hour >= start or hour < end) if over_midnight else start <= hour < end
    if not within:
        return at
    day = local.date() + timedelta(days=1) if over_midnight and hour >= start else local.date()
    return datetime.combine(day, end, tzinfo=local.tzinfo).replace(fold=1)
