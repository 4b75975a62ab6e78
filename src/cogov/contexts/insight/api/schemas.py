"""Shapes of the figures. Lengths are in minutes, ages in days, months are numbers like 202611."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field, create_model

from cogov.contexts.insight.facts import COUNTERS

MEANINGS = {
    "late": "Of the open ones those past their promise",
    "verified": "Closed, and verified by somebody other than the handler",
    "told": "Closed by another system's word; in no share",
    "answer_due": "Whose first answer is decided: the whole of `answered`",
    "due": "Whose promise is decided: the whole of `in_time`",
    "told_due": "Of `told` those with a promise",
    "done": "Said to be done at least once: the whole of `reopened`",
    "rated": "The whole of `satisfied`",
    "ended": "Left the backlog in this month, whenever they were filed",
}

CountsOut: type[Schema] = create_model(
    "CountsOut",
    __base__=Schema,
    **{name: (int, Field(ge=0, description=MEANINGS.get(name))) for name in COUNTERS},  # type: ignore[call-overload]
)
"""How many cases, by what is known of them."""


class TallyOut(CountsOut):  # type: ignore[misc,valid-type]
    """Counts with the median and the 90th percentile of the time to a verified result."""

    median_minutes: float | None
    p90_minutes: float | None


class MonthOut(TallyOut):
    month: int


class CutOut(TallyOut):
    code: str


class PartOut(CountsOut):  # type: ignore[misc,valid-type]
    id: int
    name: str


class BandOut(Schema):
    """`to_days` is null in the last one."""

    from_days: int
    to_days: int | None
    cases: int


class BacklogOut(Schema):
    """What is open now."""

    open: int
    late: int
    median_days: int | None
    p90_days: int | None
    oldest_days: int | None
    bands: list[BandOut]


class PrivateOut(Schema):
    """Private cases of the whole city, rounded; from 30 on."""

    about: int
    in_time_percent: int | None


class FiguresOut(Schema):
    scope: str
    name: str
    first_month: int
    last_month: int
    category: str
    as_of: datetime | None
    all: TallyOut
    months: list[MonthOut]
    categories: list[CutOut]
    channels: list[CutOut]
    areas: list[PartOut]
    bodies: list[PartOut]
    backlog: BacklogOut | None
    private: PrivateOut | None
