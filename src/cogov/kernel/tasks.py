"""The spine's own jobs."""

from __future__ import annotations

from datetime import timedelta

from cogov.kernel import checkpoints, clocks, search, throttle
from cogov.kernel.clock import now
from cogov.kernel.models import Answer
from cogov.kernel.periodic import periodic

ANSWERS_KEPT = timedelta(days=90)
"""For so long a repeated request gets its first answer: a phone may carry a report for a whole season abroad."""


@periodic(seconds=30)
def tick_clocks() -> bool:
    """Half a minute late is in time for promises counted in hours. After a weekend without workers there are many."""
    return clocks.tick().more


@periodic(seconds=600, by_date=False)
def make_checkpoint() -> None:
    checkpoints.checkpoint()


@periodic(seconds=3600)
def forget_old_answers() -> None:
    Answer.objects.filter(at__lt=now() - ANSWERS_KEPT).delete()


@periodic(seconds=3600)
def forget_full_buckets() -> None:
    throttle.sweep()


@periodic(seconds=600, by_date=False)
def sort_in_what_was_left() -> None:
    search.sort_in_what_was_left()
