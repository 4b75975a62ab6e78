"""From journal rows to what counts: no database, one rule a test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cogov.contexts.insight.facts import COUNTERS, Row, Shape, Told, counts, row_of
from cogov.contexts.reports import events, events_time
from cogov.kernel.journal import data_of

FILED = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
SHAPE = Shape(UTC, {1: "city", 2: "district", 3: "street"}, {7: (5, 7)}, frozenset({"noise"}))
HANDLER, INSPECTOR = 11, 12


def after(hours: float) -> datetime:
    return FILED + timedelta(hours=hours)


def told(fact: Any, hours: float, *, person: int | None = None, role: str = "") -> Told:
    return Told(fact.kind, after(hours), data_of(fact), "web", role, person)


def filed(**more: Any) -> Told:
    said = {
        "category": "lamp",
        "areas": (1, 2, 3),
        "private": False,
        "text_digest": "",
        "due_at": after(24).isoformat(),
    }
    return told(events.Filed(**said | more), 0)


def case(*later: Told, at: float = 1000, first: Told | None = None) -> Row:
    return row_of(1, [first or filed(), *later], SHAPE, after(at))


def done(hours: float) -> Told:
    return told(events.Resolved("fixed"), hours, person=HANDLER, role="handler")


def checked(hours: float, by: str = "inspector", person: int | None = INSPECTOR) -> Told:
    return told(events.Closed("fixed", by), hours, person=person)


def test_the_result_counts_and_not_the_check() -> None:
    row = case(done(23), checked(30))
    assert (row.standing, row.in_time, row.minutes) == ("verified", True, 23 * 60)
    assert case(done(25), checked(30)).in_time is False


def test_exactly_at_the_promise_is_in_time_and_a_moment_later_is_late() -> None:
    assert case(done(24), checked(25)).in_time is True
    assert case(done(24 + 1 / 3600), checked(25)).in_time is False
    assert (case(at=24).in_time, case(at=24.001).in_time) == (None, False)


def test_whoever_did_the_work_cannot_verify_it_whatever_the_label_says() -> None:
    assert case(done(1), checked(2, person=HANDLER)).standing == "told"
    assert case(done(1), checked(2, "time", person=None)).standing == "told"
    assert case(done(1), checked(2, "reporter", person=None)).standing == "verified"


def test_the_promise_moves_by_approved_time_a_pause_and_another_difficulty_only() -> None:
    moved = after(48).isoformat()
    for fact in (
        events_time.TimeApproved(1, "extension", moved, moved),
        events_time.PauseEnded(1, "waiting", "answered", moved),
        events_time.DifficultySet("easy", "hard", after(24).isoformat(), moved),
    ):
        assert case(told(fact, 2), done(40), checked(41)).in_time is True, fact
    asked = told(events_time.TimeAsked(1, "extension", moved, 7, 1), 2)
    assert case(asked, done(40), checked(41)).in_time is False
    reopened = told(events.Reopened(7, 1), 20)
    assert case(done(10), checked(15), reopened, done(40), checked(41)).in_time is False


def test_a_first_answer_is_what_the_reporter_hears_from_the_city() -> None:
    first = filed(answer_due_at=after(2).isoformat())
    neighbour = told(events.Noted(1, "public"), 1)
    staff = told(events.Noted(1, "public"), 1, person=HANDLER, role="handler")
    among = told(events.Noted(1, "staff"), 1, person=HANDLER, role="handler")
    assert case(neighbour, first=first).answered is False
    assert case(among, first=first).answered is False
    assert case(staff, first=first).answered is True
    assert case(told(events.Asked(1), 3), first=first).answered is False
    assert case(told(events.Withdrawn(), 1), first=first).answered is None
    assert case(first=first, at=1).answered is None


def test_what_another_system_closed_is_told_apart() -> None:
    first = filed(source="elsewhere", due_at="")
    row = case(told(events.Accepted("easy", after(5).isoformat()), 0), checked(4, "source", person=None), first=first)
    assert (row.standing, row.in_time, row.told_in_time, row.answered) == ("told", None, True, None)
    values = dict(zip(COUNTERS, counts(row), strict=True))
    assert {name for name, value in values.items() if value} == {"filed", "told", "told_due", "told_in_time"}


def test_a_case_counts_in_the_month_of_the_citys_own_calendar() -> None:
    row = row_of(1, [filed()], SHAPE, FILED)
    assert row.month == 202603
    east = row_of(1, [filed()], Shape(ZoneInfo("Asia/Shanghai"), {}, {}, frozenset()), FILED)
    assert (east.month, east.filed_on.day) == (202604, 1)


def test_private_is_what_was_filed_so_reviewed_so_or_ever_moved_to_such_a_category() -> None:
    assert case(first=filed(private=True)).private
    assert case(told(events.Accepted("easy", "", private=True), 1)).private
    assert case(told(events.Recategorised("lamp", "noise"), 1)).private
    assert not case().private
    there, back = events.Recategorised("lamp", "noise"), events.Recategorised("noise", "lamp")
    assert case(told(there, 1), told(back, 2)).private


def test_the_row_says_when_time_alone_will_change_it() -> None:
    first = filed(answer_due_at=after(2).isoformat())
    assert case(first=first, at=1).check_at == after(2)
    assert case(first=first, at=3).check_at == after(24)
    assert case(first=first, at=25).check_at is None
    assert case(done(1), first=first, at=1).check_at is None
