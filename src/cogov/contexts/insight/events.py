"""Facts of the figures."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("insight.week_reported")
@dataclass(frozen=True, slots=True)
class WeekReported:
    """The report of a week was made; `digest` is the SHA-256 of what it says."""

    area: int
    week: str
    digest: str
