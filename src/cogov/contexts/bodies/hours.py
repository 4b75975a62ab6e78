"""When a body is open, in words for its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import dates
from django.utils.translation import gettext as _

from cogov.contexts.bodies import facade
from cogov.kernel.calendars import DAY, Spans, calendar
from cogov.kernel.clock import now


@dataclass(frozen=True, slots=True)
class Opening:
    """Neighbouring days with the same hours: "Monday – Friday", "09:00–12:00, 13:00–17:00"."""

    days: str
    hours: str


@dataclass(frozen=True, slots=True)
class Hours:
    """`holidays` says whether public holidays are free."""

    week: tuple[Opening, ...]
    open_now: bool
    holidays: bool


def hours_of(body: int) -> Hours | None:
    """None where no calendar says anything. From memory."""
    code = facade.calendar(body)
    if not code:
        return None
    works = calendar(code)
    runs: list[tuple[int, int, Spans]] = []
    for day, spans in enumerate(works.week):
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    week = tuple(Opening(_days(first, last), _times(spans)) for first, last, spans in runs)
    return Hours(week, works.is_working(now()), bool(works.country))


def _days(first: int, last: int) -> str:
    names = dates.WEEKDAYS
    return str(names[first]) if first == last else f"{names[first]} – {names[last]}"


def _times(spans: Spans) -> str:
    if not spans:
        return _("closed that day")
    if spans == ((0, DAY),):
        return _("day and night")
    return ", ".join(f"{_time(start)}–{_time(end)}" for start, end in spans)


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
