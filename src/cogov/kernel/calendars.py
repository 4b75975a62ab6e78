"""Working time: which minutes of the year a body works, and arithmetic with them.

A minute is working time when the wall clock of the calendar's zone shows it within the hours of
its day; so an hour that the clocks repeat in autumn counts twice, and one that they skip in spring
not at all. Everything comes in and goes out in UTC.

China's holidays and make-up working days (调休) come from `chinese_calendar`. It knows a year only
once the State Council has announced it, in the November before. For other years the statutory
holidays are taken from `holidays`, without make-up days; this is logged once for each year, and
`provisional` tells pages that a date so far away may still move.
"""

from __future__ import annotations

import logging
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
from chinese_calendar import constants as china
from django.utils.translation import gettext_lazy as _

from cogov.kernel.cached import Snapshot
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.models import Calendar, CalendarVersion, WorkingTime

log = logging.getLogger(__name__)

Spans = tuple[tuple[int, int], ...]
"""Minutes since midnight, from (included) until (excluded), in order."""

DAY = 24 * 60  # minutes
WEEK: tuple[int, ...] = tuple(range(1, 8))  # ISO weekdays, Monday first
MOST_DAYS = 10 * 366  # working days of one sum, for the same reason
MOST_HOURS = 10 * 366 * 24  # of one sum: ten years; any more is a slip of the pen
NOTHING = timedelta(0)
CHINA_YEARS = range(min(china.holidays).year, max(china.holidays).year + 1)


@dataclass(frozen=True)
class WorkCalendar:
    """`week` holds the spans of Monday … Sunday. Closed are `closures` and the holidays of `country`, open `openings`
    and China's make-up working days; one's own dates go before the country's, openings before closures.

    A working day on a weekday without hours has those of the first weekday that has any.
    Raises Invalid for hours, zone or country that cannot be.
    """

    week: tuple[Spans, ...]
    zone: str = "Asia/Shanghai"
    country: str = ""
    closures: frozenset[date] = frozenset()
    openings: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != len(WEEK) or not any(self.week):
            raise Invalid(_("A calendar needs working hours on at least one day of the week."))
        for spans in self.week:
            ends = [0, *(minute for span in spans for minute in span), DAY]
            if ends != sorted(ends) or any(start == end for start, end in spans):
                raise Invalid(_("Working hours must run from earlier to later and not overlap."))
        _zone(self.zone)
        if self.country:
            _statutory(self.country, CHINA_YEARS[0])

    def is_working(self, at: datetime) -> bool:
        local = at.astimezone(_zone(self.zone))
        minute = local.hour * 60 + local.minute
        return any(start <= minute < end for start, end in self.spans(local.date()))

    def next_working(self, at: datetime) -> datetime:
        """The moment itself when it is working time, else the next one that is."""
        start, _end = next(self._working(at))
        return start

    def add_working(self, start: datetime, hours: float) -> datetime:
        """The first moment by which that much working time has passed since `start`; 0 hours give `start` itself.

        About 2 µs for each day passed over. Raises ValueError for negative hours and more than `MOST_HOURS`.
        """
        if not 0 <= hours <= MOST_HOURS:
            raise ValueError(f"{hours} hours of working time cannot be added")
        remaining = timedelta(hours=hours)
        if remaining <= NOTHING or self is ROUND_THE_CLOCK:
            return start.astimezone(UTC) + remaining
        for begin, end in self._working(start):
            if end - begin >= remaining:
                return begin + remaining
            remaining -= end - begin
        raise AssertionError("working time never ends")

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """Closing time of the last of so many working days; the day of `start` itself is not counted.

        As China's Civil Code counts periods (articles 201 and 203). Raises ValueError for less than one day.
        """
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(f"{days} working days cannot be added")
        zone = _zone(self.zone)
        counted, day, closing = 0, start.astimezone(zone).date(), start
        for begin, end in self._working(start):
            local = begin.astimezone(zone).date()
            if local != day and counted == days:
                return closing
            counted, day, closing = counted + (local != day), local, end
        raise AssertionError("working time never ends")

    def working_between(self, a: datetime, b: datetime) -> timedelta:
        """Working time from `a` until `b`; none when `b` comes first."""
        total = NOTHING
        if b <= a:
            return total
        if self is ROUND_THE_CLOCK:
            return b - a
        for begin, end in self._working(a):
            if begin >= b:
                break
            total += min(end, b) - begin
        return total

    def spans(self, day: date) -> Spans:
        """The working minutes of a local day."""
        usual = self.week[day.isoweekday() - 1]
        if self._open_by_rule(day, usual):
            return usual or next(filter(None, self.week))
        return ()

    def provisional(self, day: date) -> bool:
        """Whether the country has not yet announced the working days of that year."""
        return self.country == "CN" and day.year not in CHINA_YEARS

    def _open_by_rule(self, day: date, usual: Spans) -> bool:
        if day in self.openings:
            return True
        if day in self.closures:
            return False
        if self.country == "CN" and day.year in CHINA_YEARS:
            return day in china.workdays or (bool(usual) and day not in china.holidays)
        if self.country and day in _statutory(self.country, day.year):
            return False
        return bool(usual)

    def _working(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of working time from `start` on, in order, in UTC, without end."""
        since = start.astimezone(UTC).replace(tzinfo=None)
        for begin, end, offset in _stretches(self.zone, since):
            day = (begin + offset).date()
            midnight = datetime(day.year, day.month, day.day) - offset  # noqa: DTZ001 - naive UTC throughout
            while midnight < end:
                for first, last in self.spans(day):
                    opens = max(midnight + timedelta(minutes=first), begin)
                    closes = min(midnight + timedelta(minutes=last), end)
                    if opens < closes:
                        yield opens.replace(tzinfo=UTC), closes.replace(tzinfo=UTC)
                day += timedelta(days=1)
                midnight += timedelta(days=1)


def work_calendar(
    hours: Mapping[str, Sequence[Sequence[str]]],
    *,
    zone: str = "Asia/Shanghai",
    country: str = "",
    closures: Sequence[str] = (),
    openings: Sequence[str] = (),
) -> WorkCalendar:
    """From the form in which a `Calendar` is stored: {"1": [["08:30", "12:00"], ["13:00", "24:00"]]}.

    Raises Invalid.
    """
    unknown = set(hours) - {str(day) for day in WEEK}
    if unknown:
        raise Invalid(_("Days of the week are numbered from 1 (Monday) to 7 (Sunday)."))
    return WorkCalendar(
        week=tuple(tuple(_span(pair) for pair in hours.get(str(day), ())) for day in WEEK),
        zone=zone,
        country=country,
        closures=frozenset(map(_day, closures)),
        openings=frozenset(map(_day, openings)),
    )


def calendar(code: str | None, version: int | None = None) -> WorkCalendar:
    """The calendar of that code from memory, as it is now or as it was in `version`; round the clock for None or "".

    Raises Missing.
    """
    if not code:
        return ROUND_THE_CLOCK
    versions = _versions(code)
    if version is None:
        return next(reversed(versions.values()))
    try:
        return versions[version]
    except KeyError:
        raise Missing(_NO_CALENDAR) from None


def current_version(code: str) -> int:
    """The number of the version in force; 1 for "", which never changes. Raises Missing."""
    return next(reversed(_versions(code))) if code else 1


def _versions(code: str) -> dict[int, WorkCalendar]:
    try:
        return calendars.get()[code]
    except KeyError:
        raise Missing(_NO_CALENDAR) from None


def work_calendar_of(row: WorkingTime) -> WorkCalendar:
    """Raises Invalid for what cannot be."""
    return work_calendar(row.hours, zone=row.zone, country=row.country, closures=row.closures, openings=row.openings)


def _load() -> dict[str, dict[int, WorkCalendar]]:
    """By code, then by version in order, the one in force last. Two queries."""
    rows = {row.pk: row for row in Calendar.objects.all()}
    found: dict[str, dict[int, WorkCalendar]] = {row.code: {} for row in rows.values()}
    for old in CalendarVersion.objects.order_by("calendar", "number"):
        found[rows[old.calendar_id].code][old.number] = work_calendar_of(old)
    for row in rows.values():
        found[row.code][row.version] = work_calendar_of(row)
    return found


_NO_CALENDAR = _("There is no such calendar.")

calendars: Snapshot[dict[str, dict[int, WorkCalendar]]] = Snapshot("kernel.calendars", _load)
"""All calendars with all their versions: two queries. Call `changed()` wherever a `Calendar` is written."""


def _span(pair: Sequence[str]) -> tuple[int, int]:
    if len(pair) != 2:
        raise Invalid(_("Working hours are pairs of times, such as 08:30 to 12:00."))
    return _minute(pair[0]), _minute(pair[1])


def _minute(text: Any) -> int:
    """Minutes since midnight; "24:00" is the end of the day."""
    hour, colon, minute = str(text).partition(":")
    if colon and hour.isdecimal() and minute.isdecimal() and int(minute) < 60:
        total = int(hour) * 60 + int(minute)
        if total <= DAY:
            return total
    raise Invalid(_("%(text)s is not a time of day, such as 08:30.") % {"text": text})


def _day(text: Any) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise Invalid(_("%(text)s is not a date, such as 2026-05-04.") % {"text": text}) from None


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(_("%(name)s is not a time zone, such as Asia/Shanghai.") % {"name": name}) from None


@lru_cache(maxsize=256)
def _statutory(country: str, year: int) -> frozenset[date]:
    """Public holidays of "CN", "DE" or "US-MA" in a year. Raises Invalid."""
    if country == "CN" and year not in CHINA_YEARS:
        log.warning("working days of %s are not announced: statutory holidays only, no make-up days", year)
    name, _dash, part = country.partition("-")
    try:
        return frozenset(holidays.country_holidays(name, subdiv=part or None, years=[year]))
    except NotImplementedError:
        raise Invalid(_("The holidays of %(country)s are not known.") % {"country": country}) from None


def _stretches(zone: str, since: datetime) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Consecutive stretches of naive UTC with one offset each, the first cut to begin at `since`."""
    year = since.year
    while True:
        starts, offsets = _offsets(zone, year)
        ends = [*starts[1:], datetime(year + 1, 1, 1)]  # noqa: DTZ001 - the last may be empty: changed at New Year
        for i in range(max(0, bisect_right(starts, since) - 1), len(starts)):
            begin = max(starts[i], since)
            if begin < ends[i]:
                yield begin, ends[i], offsets[i]
        year += 1


@lru_cache(maxsize=512)
def _offsets(zone: str, year: int) -> tuple[list[datetime], list[timedelta]]:
    """Where in a UTC year the offset changes, to the second, and to what."""
    start, end = datetime(year, 1, 1), datetime(year + 1, 1, 1)  # noqa: DTZ001
    starts, offsets = [start], [_offset(zone, start)]
    while start < end:
        step = min(start + timedelta(days=1), end)
        if _offset(zone, step) != offsets[-1]:
            starts.append(_change(zone, start, step))
            offsets.append(_offset(zone, step))
        start = step
    return starts, offsets


def _change(zone: str, before: datetime, after: datetime) -> datetime:
    """The second between two moments at which the offset changes."""
    old = _offset(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=(after - before) // timedelta(seconds=2))
        before, after = (middle, after) if _offset(zone, middle) == old else (before, middle)
    return after


def _offset(zone: str, at: datetime) -> timedelta:
    """Of local time to UTC at a moment given as naive UTC."""
    offset = at.replace(tzinfo=UTC).astimezone(_zone(zone)).utcoffset()
    assert offset is not None
    return offset


ROUND_THE_CLOCK = WorkCalendar(week=(((0, DAY),),) * 7, zone="UTC")
