"""Limits in hours, working hours and working days, by calendars that change while promises run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from chinese_calendar import is_workday
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cogov.kernel import clocks
from cogov.kernel.actors import Actor
from cogov.kernel.calendars import CHINA_YEARS, WorkCalendar, calendar, calendars, work_calendar
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.limits import Limit, Unit
from cogov.kernel.models import Calendar, CalendarVersion, Clock

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OFFICE = {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(1, 6)}
SHANGHAI = ZoneInfo("Asia/Shanghai")
STAFF = Actor(person=1)
RESOLUTION = Clock.Kind.RESOLUTION.value
numbers = count(1_000_000)


def china(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# The oracle: every minute of the wall clock in Shanghai, and whether its day is worked.


@cache
def worked(day: date) -> bool:
    return bool(is_workday(day))


def works_at(at: datetime, closures: set[date], openings: set[date]) -> bool:
    local = at.astimezone(SHANGHAI)
    day, minute = local.date(), local.hour * 60 + local.minute
    open_ = day in openings or (day not in closures and worked(day))
    return open_ and (540 <= minute < 720 or 780 <= minute < 1020)


def after_working(start: datetime, minutes: int, closures: set[date], openings: set[date]) -> datetime:
    while minutes:
        minutes -= works_at(start, closures, openings)
        start += MINUTE
    return start


def after_days(start: datetime, days: int, closures: set[date], openings: set[date]) -> datetime:
    """Closing time of the last of so many worked days after the day of `start`."""
    day = start.astimezone(SHANGHAI).date()
    while days:
        day += DAY
        days -= day in openings or (day not in closures and worked(day))
    return datetime(day.year, day.month, day.day, 17, tzinfo=SHANGHAI)


starts = st.datetimes(datetime(2021, 1, 1), datetime(CHINA_YEARS[-1], 11, 20)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
near = st.lists(st.integers(-2, 12), max_size=4)
AROUND_NEW_YEAR = datetime(2024, 2, 3, 23, 59, tzinfo=UTC)  # Sunday 4 February was worked for Spring Festival
LEAP_DAY = datetime(2024, 2, 28, 15, 30, tzinfo=UTC)


def own_days(start: datetime, closed: list[int], opened: list[int]) -> tuple[set[date], set[date], WorkCalendar]:
    day = start.astimezone(SHANGHAI).date()
    closures, openings = ({day + ahead * DAY for ahead in days} for days in (closed, opened))
    made = work_calendar(
        OFFICE, country="CN", closures=[d.isoformat() for d in closures], openings=[d.isoformat() for d in openings]
    )
    return closures, openings, made


@settings(max_examples=40, deadline=None)
@given(starts, near, near, st.integers(1, 10 * 60))
@example(AROUND_NEW_YEAR, [], [], 600)
@example(LEAP_DAY, [1], [], 500)
def test_working_hours_with_make_up_days_and_own_days_agree_with_the_minutes(
    start: datetime, closed: list[int], opened: list[int], minutes: int
) -> None:
    closures, openings, made = own_days(start, closed, opened)
    assert made.add_working(start, minutes / 60) == after_working(start, minutes, closures, openings)


@settings(max_examples=80, deadline=None)
@given(starts, near, near, st.integers(1, 8))
@example(AROUND_NEW_YEAR, [], [], 3)
@example(LEAP_DAY, [], [], 2)
@example(datetime(2024, 9, 30, 16, 0, tzinfo=UTC), [], [], 1)  # midnight in Shanghai, the day before a long holiday
def test_working_days_end_at_closing_time_and_do_not_count_the_day_of_the_start(
    start: datetime, closed: list[int], opened: list[int], days: int
) -> None:
    closures, openings, made = own_days(start, closed, opened)
    assert made.add_working_days(start, days) == after_days(start, days, closures, openings)


def test_working_days_across_a_change_of_the_clocks() -> None:
    berlin = work_calendar({str(day): [["09:00", "17:00"]] for day in range(1, 6)}, zone="Europe/Berlin")
    friday = datetime(2026, 3, 27, 10, tzinfo=UTC)
    assert berlin.add_working_days(friday, 1) == datetime(2026, 3, 30, 15, tzinfo=UTC)  # 17:00 in summer time


@pytest.mark.parametrize("days", [0, -1, 100_000])
def test_impossible_working_days_are_refused(days: int) -> None:
    with pytest.raises(ValueError, match="cannot be added"):
        work_calendar(OFFICE).add_working_days(datetime(2026, 6, 1, tzinfo=UTC), days)


# Limits.


@pytest.fixture
def office(db: None) -> Calendar:
    row = Calendar.objects.create(code="hall", name_zh="大厅", name_en="Hall", hours=OFFICE, country="CN")
    calendars.changed()
    return row


def change(row: Calendar, **fields: object) -> None:
    """What the action of the bodies does."""
    before = {name: getattr(row, name) for name in ("zone", "hours", "country", "closures", "openings")}
    CalendarVersion.objects.create(calendar=row, number=row.version, until=datetime.now(UTC), **before)
    for name, value in fields.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    calendars.changed()


FIRST_ANSWER = Limit(1, Unit.WORKING_HOURS, "hall", latest=8)


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        ("2026-06-03 10:00", "2026-06-03 11:00"),  # in working hours: one hour
        ("2026-06-03 11:30", "2026-06-03 13:30"),  # the lunch break does not count
        ("2026-06-03 16:30", "2026-06-04 00:30"),  # half an hour is left: eight hours come first
        ("2026-06-03 22:00", "2026-06-04 06:00"),  # at night: eight hours
        ("2026-06-04 06:00", "2026-06-04 10:00"),  # before opening: an hour of work comes first
        ("2026-10-03 12:00", "2026-10-03 20:00"),  # on National Day: eight hours
    ],
)
def test_a_first_answer_is_due_in_an_hour_of_work_and_in_eight_in_any_case(
    office: Calendar, filed: str, due: str
) -> None:
    assert FIRST_ANSWER.promise(china(filed)).due == china(due)


def test_without_a_calendar_the_latest_counts_and_days_are_plain_days(db: None) -> None:
    at = datetime(2026, 6, 3, 2, tzinfo=UTC)
    assert Limit(1, Unit.WORKING_HOURS, latest=8).promise(at).due == at + 8 * HOUR
    assert Limit(3, Unit.WORKING_DAYS).promise(at).due == at + 3 * DAY
    with pytest.raises(Missing):
        Limit(3, Unit.WORKING_DAYS, "nobody").promise(at)


def test_a_change_of_the_calendar_never_moves_a_promise_already_given(office: Calendar) -> None:
    subject, filed = Calendar(pk=next(numbers)), china("2026-06-03 10:00")
    limit = Limit(3, Unit.WORKING_DAYS, "hall")
    old = clocks.start(subject, RESOLUTION, limit=limit, at=filed)
    change(office, closures=["2026-06-05", "2026-06-08"], hours={"1": [["10:00", "11:00"]]})
    assert old.due_at == china("2026-06-08 17:00")
    paused = china("2026-06-04 16:00")
    clocks.pause(subject, RESOLUTION, reason="r", by=STAFF, at=paused)
    resumed = clocks.resume(subject, RESOLUTION, by=STAFF, at=china("2026-06-05 10:00"))
    assert resumed.due_at == china("2026-06-09 11:00"), "two working hours stood still, by the hours of its own version"
    other = Calendar(pk=next(numbers))
    assert clocks.start(other, RESOLUTION, limit=limit, at=filed).due_at == china("2026-06-29 11:00"), (
        "Mondays but the closed one"
    )


def test_another_limit_by_the_same_calendar_keeps_the_version_of_the_clock(office: Calendar) -> None:
    subject = Calendar(pk=next(numbers))
    clocks.start(subject, RESOLUTION, limit=Limit(3, Unit.WORKING_DAYS, "hall"), at=china("2026-06-03 10:00"))
    change(office, hours={"1": [["10:00", "11:00"]]})
    clock = clocks.set_limit(subject, RESOLUTION, limit=Limit(4, Unit.WORKING_DAYS, "hall"))
    assert (clock.due_at, clock.calendar_version) == (china("2026-06-09 17:00"), 1)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.integers(8, 11), st.integers(12, 20)), min_size=1, max_size=4),
    st.integers(0, 2000),
    st.integers(0, 2000),
    st.integers(1, 900),
)
def test_each_promise_is_counted_minute_by_minute_as_the_calendar_stood_on_its_day(
    versions: list[tuple[int, int]], wait: int, pause: int, promised: int
) -> None:
    start, code = china("2026-06-03 10:00"), f"turn-{next(numbers)}"
    row = Calendar(code=code, name_zh="n", name_en="n", country="", hours=_daily(*versions[0]))
    row.save()
    calendars.changed()
    subjects = []
    for number, hours in enumerate(versions):
        if number:
            change(row, hours=_daily(*hours))
        subjects.append(Calendar(pk=next(numbers)))
        clocks.start(subjects[-1], RESOLUTION, limit=Limit(promised / 60, Unit.WORKING_HOURS, code), at=start)
    for subject, (opens, closes) in zip(subjects, versions, strict=True):
        due = _walked(start, promised, opens, closes)
        assert clocks.of(subject)[RESOLUTION].due_at == due
        stopped, on = start + wait * MINUTE, start + (wait + pause) * MINUTE
        clocks.pause(subject, RESOLUTION, reason="r", by=STAFF, at=stopped)
        resumed = clocks.resume(subject, RESOLUTION, by=STAFF, at=on)
        late = stopped >= due
        left = sum(opens <= (stopped + n * MINUTE).hour < closes for n in range(max(0, (due - stopped) // MINUTE)))
        assert resumed.due_at == (due if late else _walked(on, left, opens, closes))


def _daily(opens: int, closes: int) -> dict[str, list[list[str]]]:
    return {str(day): [[f"{opens:02}:00", f"{closes:02}:00"]] for day in range(1, 8)}


def _walked(at: datetime, minutes: int, opens: int, closes: int) -> datetime:
    while minutes:
        minutes -= opens <= at.hour < closes
        at += MINUTE
    return at


def test_versions_are_found_by_number(office: Calendar) -> None:
    change(office, hours={"1": [["10:00", "11:00"]]})
    assert calendar("hall", 1) == work_calendar(OFFICE, country="CN")
    assert calendar("hall") == calendar("hall", 2) == work_calendar({"1": [["10:00", "11:00"]]}, country="CN")
    with pytest.raises(Missing):
        calendar("hall", 3)


# Turns that come again, and how much may be added.


def test_a_turn_that_comes_again_has_what_was_left_and_no_more(office: Calendar) -> None:
    subject, limit = Calendar(pk=next(numbers)), Limit(7, Unit.WORKING_HOURS, "hall")
    clocks.go_on(subject, "verification", limit=limit, at=china("2026-06-03 09:00"))
    clocks.stop(subject, "verification", at=china("2026-06-03 14:00"))  # 4 of 7 hours used
    again = clocks.go_on(subject, "verification", limit=limit, at=china("2026-06-10 09:00"))
    assert again.due_at == china("2026-06-10 12:00")
    assert [change.kind for change in clocks.changes(subject, "verification")] == ["pause", "resume"]
    clocks.stop(subject, "verification", at=china("2026-06-10 15:00"))
    late = clocks.go_on(subject, "verification", limit=limit, at=china("2026-06-20 09:00"))
    assert late.due_at == china("2026-06-10 12:00"), "who was late stays late"


def test_going_on_with_a_running_clock_changes_nothing(office: Calendar) -> None:
    subject, limit = Calendar(pk=next(numbers)), Limit(7, Unit.WORKING_HOURS, "hall")
    first = clocks.go_on(subject, "dispatch", limit=limit, at=china("2026-06-03 09:00"))
    assert clocks.go_on(subject, "dispatch", limit=limit, at=china("2026-06-05 09:00")).due_at == first.due_at


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 400), max_size=4), st.integers(1, 4))
def test_all_extensions_together_stay_below_the_ceiling(asked: list[int], days: int) -> None:
    """In minutes of work; the ceiling in working days of seven hours, on a calendar without holidays."""
    works = work_calendar({str(day): [["09:00", "16:00"]] for day in range(1, 8)}, zone="UTC")
    start = datetime(2026, 6, 1, 9, tzinfo=UTC)
    due = works.add_working_days(start, 2)
    used = timedelta(0)
    for minutes in asked:
        moved = works.add_working(due, minutes / 60)
        base = clocks._back(moved, used + minutes * MINUTE, works) if used or minutes else moved
        assert works.working_between(base, moved) == used + minutes * MINUTE
        due, used = moved, used + minutes * MINUTE
    ceiling = works.add_working_days(works.add_working_days(start, 2), days)
    assert works.working_between(works.add_working_days(start, 2), ceiling) == days * 7 * HOUR


def test_a_ceiling_in_working_days_is_counted_from_the_promise_without_extensions(office: Calendar) -> None:
    subject, ceiling = Calendar(pk=next(numbers)), Limit(2, Unit.WORKING_DAYS)
    clocks.start(subject, RESOLUTION, limit=Limit(1, Unit.WORKING_DAYS, "hall"), at=china("2026-06-03 10:00"))

    def extend(hours: float) -> Clock:
        return clocks.extend(
            subject, RESOLUTION, hours=hours, reason="r", by=STAFF, approved_by=2, ceiling=ceiling,
            at=china("2026-06-03 12:00"),
        )  # fmt: skip

    assert extend(7).due_at == china("2026-06-05 17:00")
    assert extend(7).due_at == china("2026-06-08 17:00")
    with pytest.raises(Invalid):
        extend(1)


def test_before_each_tick_those_who_asked_are_called_with_its_moment(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "_before", [])
    seen: list[datetime] = []
    clocks.before_tick(seen.append)
    clocks.before_tick(seen.append)
    clocks.tick(china("2026-06-03 10:00"))
    assert seen == [china("2026-06-03 10:00")]
