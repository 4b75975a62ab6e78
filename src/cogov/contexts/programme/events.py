"""Facts about the programme."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("programme.poster_made")
@dataclass(frozen=True)
class PosterMade:
    code: str
    poster_kind: str
    goal: str
    campaign: str
    area: int | None


@event("programme.poster_ended")
@dataclass(frozen=True)
class PosterEnded:
    """It is no longer counted."""


@event("programme.month_told")
@dataclass(frozen=True)
class MonthTold:
    """The monthly report was made; `digest` of what it says."""

    month: int
    digest: str
