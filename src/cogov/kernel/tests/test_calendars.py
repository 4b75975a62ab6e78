"""Working time against an oracle that looks at every single minute and knows nothing of stretches."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogov.kernel import calendars
from cogov.kernel.calendars import ROUND_THE_CLOCK, WorkCalendar, calendar, work_calendar
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.models import Calendar

MINUTE = timedelta(minutes=1)
OFFICE = {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(1, 6)}
CHINA = work_calendar(OFFICE, country="CN")


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


# The oracle: minute by minute, wall clock by wall clock.

Hours = dict[str, list[list[str]]]


class Oracle:
    def __init__(self, hours: Hours, zone: str, closures: list[str], openings: list[str], free: set[date]) -> None:
        self.hours, self.zone = hours, ZoneInfo(zone)
        self.closures, self.openings, self.free = set(closures), set(openings), free

    def works(self, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        day, clock = local.date().isoformat(), local.strftime("%H:%M")
        pairs = self.hours.get(str(local.isoweekday()), [])
        if day in self.openings:
            pairs = pairs or next(self.hours[str(n)] for n in range(1, 8) if self.hours.get(str(n)))
        elif day in self.closures or local.date() in self.free:
            return False
        return any(first <= clock < last for first, last in pairs)

    def between(self, a: datetime, b: datetime) -> timedelta:
        count = 0
        while a < b:
            count += self.works(a)
            a += MINUTE
        return count * MINUTE

    def add(self, start: datetime, minutes: int) -> datetime:
        while minutes:
            minutes -= self.works(start)
            start += MINUTE
        return start

    def next(self, at: datetime) -> datetime:
        while not self.works(at):
            at += MINUTE
        return at


# Zones with changes in every awkward place: at midnight, by half an hour, across the date line, not at all.
ZONES = {
    "Asia/Shanghai": (2020, 2026),
    "Europe/Berlin": (2020, 2026),
    "America/New_York": (2020, 2026),
    "America/Sao_Paulo": (2015, 2018),  # changes at midnight
    "America/St_Johns": (2008, 2011),  # at one minute past midnight
    "Australia/Lord_Howe": (2020, 2026),  # by half an hour
    "Pacific/Apia": (2011, 2012),  # had no 30 December 2011
    "Africa/Casablanca": (2020, 2026),  # sets its clocks back for Ramadan
}
MARKS = ["00:00", "00:30", "01:15", "02:00", "02:30", "03:00", "08:30", "12:00", "13:00", "17:30", "23:00", "24:00"]


@st.composite
def day_hours(draw: st.DrawFn) -> list[list[str]]:
    marks = sorted(draw(st.lists(st.sampled_from(MARKS), min_size=0, max_size=6, unique=True)))
    return [list(pair) for pair in zip(marks[::2], marks[1::2], strict=False)]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[WorkCalendar, Oracle, datetime]:
    zone = draw(st.sampled_from(sorted(ZONES)))
    first, last = ZONES[zone]
    start = draw(
        st.one_of(
            st.datetimes(datetime(first, 1, 1), datetime(last, 12, 28)),
            st.sampled_from(changes(zone)),
        )
    )
    start = start.replace(second=0, microsecond=0, tzinfo=UTC)
    hours = {str(day): draw(day_hours()) for day in range(1, 8)}
    if not any(hours.values()):
        hours["3"] = [["08:30", "17:30"]]
    near = st.integers(-3, 9).map(lambda days: (start + timedelta(days=days)).date().isoformat())
    closures, openings = (draw(st.lists(near, max_size=3)) for _ in range(2))
    country = draw(st.sampled_from(["", "DE"]))
    free = set(holidays.country_holidays("DE", years=[start.year, start.year + 1])) if country else set()
    made = work_calendar(hours, zone=zone, country=country, closures=closures, openings=openings)
    return made, Oracle(hours, zone, closures, openings, free), start


def changes(zone: str) -> list[datetime]:
    """A few hours before each change of the clocks."""
    first, last = ZONES[zone]
    offset = ZoneInfo(zone).utcoffset
    found = [datetime(first, 12, 31, 20)]
    at = datetime(first, 1, 1)
    while at.year <= last:
        after = at + timedelta(days=1)
        if offset(at) != offset(after):
            found.append(at - timedelta(hours=18))
        at = after
    return found


@settings(max_examples=150, deadline=None)
@given(worlds(), st.integers(0, 3 * 24 * 60))
def test_time_between_two_moments_is_the_number_of_working_minutes(
    world: tuple[WorkCalendar, Oracle, datetime], minutes: int
) -> None:
    made, oracle, start = world
    end = start + minutes * MINUTE
    assert made.working_between(start, end) == oracle.between(start, end)


@settings(max_examples=150, deadline=None)
@given(worlds(), st.integers(0, 12 * 60))
def test_adding_ends_at_the_first_moment_by_which_the_time_has_passed(
    world: tuple[WorkCalendar, Oracle, datetime], minutes: int
) -> None:
    made, oracle, start = world
    assert made.add_working(start, minutes / 60) == oracle.add(start, minutes)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.integers(0, 2 * 24 * 60))
def test_a_moment_is_working_time_or_the_next_one_is_found(
    world: tuple[WorkCalendar, Oracle, datetime], minutes: int
) -> None:
    made, oracle, start = world
    at = start + minutes * MINUTE
    assert made.is_working(at) == oracle.works(at)
    assert made.next_working(at) == oracle.next(at)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.floats(0, 400), st.integers(0, 3600))
@example((CHINA, Oracle({}, "UTC", [], [], set()), datetime(2024, 2, 29, tzinfo=UTC)), 8.0, 1)
def test_what_was_added_lies_between_to_the_microsecond(
    world: tuple[WorkCalendar, Oracle, datetime], hours: float, seconds: int
) -> None:
    made, _oracle, start = world
    start += timedelta(seconds=seconds)
    end = made.add_working(start, hours)
    assert end.tzinfo is UTC
    assert made.working_between(start, end) == timedelta(hours=hours)


@settings(max_examples=60, deadline=None)
@given(worlds(), st.lists(st.integers(0, 5000), min_size=3, max_size=3).map(sorted))
def test_working_time_adds_up(world: tuple[WorkCalendar, Oracle, datetime], cuts: list[int]) -> None:
    made, _oracle, start = world
    a, b, c = (start + cut * MINUTE for cut in cuts)
    assert made.working_between(a, b) + made.working_between(b, c) == made.working_between(a, c)


def test_an_hour_before_closing_time_runs_over_the_weekend() -> None:
    assert CHINA.add_working(china("2026-06-05 16:30"), 1) == china("2026-06-08 09:30")


def test_a_day_s_hours_end_at_its_closing_time_and_not_at_the_next_morning() -> None:
    assert CHINA.add_working(china("2026-06-03 09:00"), 7) == china("2026-06-03 17:00")


def test_holidays_are_free_and_make_up_days_are_worked() -> None:
    # National Day 2026: 1 to 7 October free, Sunday 20 September and Saturday 10 October worked.
    assert not CHINA.is_working(china("2026-10-06 10:00"))
    assert CHINA.is_working(china("2026-10-10 10:00"))
    assert CHINA.is_working(china("2026-09-20 10:00"))
    assert not CHINA.is_working(china("2026-09-19 10:00"))
    assert CHINA.add_working(china("2026-09-30 16:00"), 2) == china("2026-10-08 10:00")


def test_a_desk_that_works_on_saturdays_is_closed_on_a_holiday_saturday_only() -> None:
    desk = work_calendar({"6": [["09:00", "12:00"]]}, country="CN")
    assert desk.is_working(china("2026-09-26 10:00")) is False  # Mid-Autumn
    assert desk.is_working(china("2026-09-12 10:00")) is True


def test_own_dates_go_before_those_of_the_country_and_openings_before_closures() -> None:
    made = work_calendar(
        OFFICE, country="CN", closures=["2026-06-03", "2026-06-04"], openings=["2026-06-04", "2026-10-01"]
    )
    assert not made.is_working(china("2026-06-03 10:00"))
    assert made.is_working(china("2026-06-04 10:00"))
    assert made.is_working(china("2026-10-01 10:00"))


def test_clocks_that_skip_an_hour_in_spring_and_repeat_one_in_autumn() -> None:
    night = work_calendar({"7": [["00:00", "06:00"]]}, zone="Europe/Berlin")
    spring, autumn = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)
    day = timedelta(days=1)
    assert night.working_between(spring, spring + day) == timedelta(hours=5)
    assert night.working_between(autumn, autumn + day) == timedelta(hours=7)


def test_a_leap_day_is_a_day() -> None:
    made = work_calendar({str(day): [["00:00", "24:00"]] for day in range(1, 8)})
    assert made.working_between(china("2024-02-28 00:00"), china("2024-03-01 00:00")) == timedelta(days=2)
    assert made.add_working(china("2024-02-28 12:00"), 24) == china("2024-02-29 12:00")


def test_round_the_clock_is_plain_time() -> None:
    at = datetime(2026, 3, 28, 12, 0, 7, tzinfo=UTC)
    assert ROUND_THE_CLOCK.add_working(at, 72) == at + timedelta(hours=72)
    assert ROUND_THE_CLOCK.next_working(at) == at


def test_a_year_that_china_has_not_announced_falls_back_to_statutory_holidays_and_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    year = calendars.CHINA_YEARS[-1] + 1
    calendars._statutory.cache_clear()
    with caplog.at_level(logging.WARNING):
        free = [day for day in days_of(year) if day.weekday() < 5 and not CHINA.spans(day)]
    assert len([record for record in caplog.records if str(year) in record.getMessage()]) == 1
    statutory = holidays.country_holidays("CN", years=[year])
    assert free == [day for day in days_of(year) if day.weekday() < 5 and day in statutory]
    assert len(free) >= 7
    assert CHINA.provisional(date(year, 1, 4))
    assert not CHINA.provisional(date(year - 1, 1, 4))
    assert not work_calendar(OFFICE, country="DE").provisional(date(year, 1, 4))


@pytest.mark.parametrize("year", [2019, 2021, 2024, 2026])
def test_two_independent_packages_agree_on_china_s_holidays(year: int) -> None:
    other = holidays.country_holidays("CN", years=[year])
    for day in days_of(year):
        if day.weekday() < 5:
            assert bool(CHINA.spans(day)) == (day not in other), day
        elif CHINA.spans(day):
            assert day in other.weekend_workdays, day


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize(
    "bad",
    [
        {"hours": {}},
        {"hours": {"1": []}},
        {"hours": {"0": [["09:00", "17:00"]]}},
        {"hours": {"1": [["17:00", "09:00"]]}},
        {"hours": {"1": [["09:00", "09:00"]]}},
        {"hours": {"1": [["09:00", "13:00"], ["12:00", "17:00"]]}},
        {"hours": {"1": [["09:00", "24:01"]]}},
        {"hours": {"1": [["9", "17:00"]]}},
        {"hours": {"1": [["09:00"]]}},
        {"hours": OFFICE, "zone": "Mars/Olympus"},
        {"hours": OFFICE, "zone": "../etc"},
        {"hours": OFFICE, "country": "XX"},
        {"hours": OFFICE, "closures": ["tomorrow"]},
    ],
)
def test_a_calendar_that_cannot_be_is_refused_with_a_sentence(bad: dict) -> None:
    with pytest.raises(Invalid) as error:
        work_calendar(**bad)
    assert str(error.value).endswith((".", "。"))


def test_hours_may_touch() -> None:
    made = work_calendar({"1": [["09:00", "12:00"], ["12:00", "17:00"]]})
    assert made.working_between(china("2026-06-01 00:00"), china("2026-06-02 00:00")) == timedelta(hours=8)


@pytest.mark.parametrize("hours", [-1, float("nan"), float("inf"), 1e6])
def test_impossible_sums_are_refused(hours: float) -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        CHINA.add_working(china("2026-06-01 00:00"), hours)


@pytest.mark.django_db
def test_calendars_are_held_in_memory_by_code(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    Calendar.objects.create(code="office", name_zh="办公时间", name_en="Office hours", hours=OFFICE, country="CN")
    assert calendar("office") == CHINA
    with django_assert_num_queries(0):
        assert calendar("office") is calendar("office")
        assert calendar("") is calendar(None) is ROUND_THE_CLOCK
    with pytest.raises(Missing):
        calendar("nothing")


def test_the_offsets_of_a_year_are_those_of_the_zone_at_every_hour() -> None:
    zone = ZoneInfo("America/St_Johns")
    starts, offsets = calendars._offsets("America/St_Johns", 2010)
    assert all(a < b for a, b in pairwise(starts))
    for hour in range(0, 8760, 5):
        at = datetime(2010, 1, 1) + timedelta(hours=hour)
        expected = at.replace(tzinfo=UTC).astimezone(zone).utcoffset()
        assert offsets[max(i for i, start in enumerate(starts) if start <= at)] == expected
