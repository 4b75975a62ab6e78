"""Working time in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import dates
from django.utils.translation import gettext as _

from cogov.kernel.calendars import DAY, Spans, WorkCalendar


@dataclass(frozen=True, slots=True)
class Opening:
    """Neighbouring days with the same hours: "Monday – Friday", "09:00–12:00, 13:00–17:00"."""

    days: str
    hours: str


def openings(works: WorkCalendar, *, closed: bool = True) -> tuple[Opening, ...]:
    """The week in words; days without hours only with `closed`."""
    runs: list[tuple[int, int, Spans]] = []
    for day, spans in enumerate(works.week):
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], day, spans)
        else:
            runs.append((day, day, spans))
    return tuple(Opening(_days(first, last), _times(spans)) for first, last, spans in runs if spans or closed)


def in_words(works: WorkCalendar) -> str:
    """One line: "Monday – Friday 09:00–12:00, 13:00–17:00"."""
    return "; ".join(f"{one.days} {one.hours}" for one in openings(works, closed=False))


def time_of(minute: int) -> str:
    """Minutes since midnight as "08:30"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(first: int, last: int) -> str:
    names = dates.WEEKDAYS
    return str(names[first]) if first == last else f"{names[first]} – {names[last]}"


def _times(spans: Spans) -> str:
    if not spans:
        return _("closed that day")
    if spans == ((0, DAY),):
        return _("day and night")
    return ", ".join(f"{time_of(start)}–{time_of(end)}" for start, end in spans)
