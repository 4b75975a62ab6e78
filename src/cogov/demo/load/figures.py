"""The figures of the months that were just told, so that their pages are full from the first visit."""

from __future__ import annotations

from cogov.contexts.insight import facade as insight


def count() -> None:
    """About 0.2 ms a report, and the report of last week for the city."""
    insight.count_all()
    insight.report_weeks()
