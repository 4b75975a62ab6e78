"""Jobs of the programme that come round again."""

from __future__ import annotations

from cogov.contexts.programme import actions, folding
from cogov.kernel.periodic import periodic

MINUTES = 60  # seconds
HOUR = 3600  # seconds


@periodic(seconds=5 * MINUTES, by_date=False)
def fold() -> None:
    folding.fold()


@periodic(seconds=6 * HOUR)
def tell_months() -> None:
    """On the first morning of a month at the latest."""
    actions.tell_months()
