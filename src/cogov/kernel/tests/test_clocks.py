"""Promises: paused and extended on the record, never started anew, escalated step by step, each step once."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cogov.kernel import clocks
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.calendars import calendars
from cogov.kernel.clocks import Step, tick
from cogov.kernel.errors import Conflict, Invalid, Missing
from cogov.kernel.limits import Limit, Unit
from cogov.kernel.models import Calendar, Clock, ClockChange

pytestmark = pytest.mark.django_db

START = datetime(2026, 6, 1, 9, tzinfo=UTC)  # a Monday
HOUR, MINUTE, WEEK = timedelta(hours=1), timedelta(minutes=1), timedelta(days=7)
STAFF = Actor(person=1)
RESOLUTION = Clock.Kind.RESOLUTION.value
numbers = count(1)


@pytest.fixture(autouse=True)
def _nobody_else_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """What contexts registered at start-up stays theirs."""
    monkeypatch.setattr(clocks, "_handlers", defaultdict(list))
    monkeypatch.setattr(clocks, "_before", [])


@pytest.fixture
def subject() -> Calendar:
    """Anything journalled will do."""
    return Calendar(pk=next(numbers))


@pytest.fixture
def steps() -> list[Step]:
    """What the handler was told, in order."""
    told: list[Step] = []

    def handler(clock: Clock, step: Step) -> None:
        told.append(step)

    clocks.on_overdue(Calendar, handler)
    return told


@pytest.fixture
def office() -> str:
    hours = {str(day): [["09:00", "17:00"]] for day in range(1, 6)}
    Calendar.objects.create(code="office", name_en="Office", name_zh="办公", hours=hours, zone="UTC", country="")
    calendars.changed()
    return "office"


def within(hours: float, code: str = "") -> Limit:
    return Limit(hours, Unit.WORKING_HOURS if code else Unit.HOURS, code)


def begun(subject: Calendar, hours: float = 24, code: str = "") -> Clock:
    return clocks.start(subject, RESOLUTION, limit=within(hours, code), at=START)


def stored(subject: Calendar) -> Clock:
    return Clock.objects.get(subject_type="kernel.calendar", subject_id=subject.pk, kind=RESOLUTION)


def test_a_promise_in_working_hours_falls_due_on_a_working_day(subject: Calendar, office: str) -> None:
    clock = begun(subject, 24, office)
    assert clock.due_at == START + timedelta(days=2, hours=8)
    assert clocks.due(subject) == {RESOLUTION: clock.due_at}


def test_many_clocks_are_built_without_a_query(  # type: ignore[no-untyped-def]
    subject: Calendar, office: str, django_assert_num_queries
) -> None:
    clocks.calendar(office)
    with django_assert_num_queries(0):
        built = clocks.build_clocks(subject, {"review": within(1, office), "resolution": within(24, office)}, at=START)
    assert [clock.due_at for clock in built] == [START + HOUR, START + timedelta(days=2, hours=8)]
    with django_assert_num_queries(1):
        Clock.objects.bulk_create(built)


def test_starting_twice_is_starting_once(subject: Calendar) -> None:
    first = begun(subject)
    again = clocks.start(subject, RESOLUTION, limit=Limit(999), at=START + HOUR)
    assert (again.pk, again.due_at) == (first.pk, first.due_at)


def test_closing_and_reopening_never_gives_new_time(subject: Calendar) -> None:
    due = begun(subject).due_at
    clocks.stop(subject, at=START + 20 * HOUR)
    assert clocks.due(subject) == {}
    clocks.start(subject, RESOLUTION, limit=Limit(24), at=START + 50 * HOUR)
    clock = stored(subject)
    assert (clock.due_at, clock.stopped_at) == (due, None)
    assert clock.started_at == START


def test_stopping_stops_the_running_clocks_of_the_kinds_named_or_all(subject: Calendar) -> None:
    for kind in ("review", "first_answer", "resolution"):
        clocks.start(subject, kind, limit=Limit(1), at=START)
    assert clocks.stop(subject, "review") == 1
    assert clocks.stop(subject, "review") == 0
    assert clocks.stop(subject) == 2


def test_a_pause_moves_the_due_time_by_the_working_time_paused(subject: Calendar, office: str) -> None:
    begun(subject, 8, office)
    clocks.pause(subject, RESOLUTION, reason="asked the reporter", by=STAFF, at=START + 6 * HOUR)
    assert clocks.due(subject) == {}
    clock = clocks.resume(subject, RESOLUTION, by=STAFF, at=START + timedelta(days=1, hours=1))
    assert clock.due_at == START + timedelta(days=1, hours=3)
    kinds = [(change.kind, change.reason, change.person) for change in clocks.changes(subject, RESOLUTION)]
    assert kinds == [("pause", "asked the reporter", 1), ("resume", "", 1)]


def test_a_clock_that_was_late_when_paused_stays_late(subject: Calendar) -> None:
    due = begun(subject, 1).due_at
    clocks.pause(subject, RESOLUTION, reason="r", by=STAFF, at=START + 2 * HOUR)
    assert clocks.resume(subject, RESOLUTION, by=STAFF, at=START + WEEK).due_at == due


def test_a_pause_ends_when_the_clock_is_stopped(subject: Calendar) -> None:
    begun(subject)
    clocks.pause(subject, RESOLUTION, reason="r", by=STAFF, at=START + HOUR)
    clocks.stop(subject, at=START + 11 * HOUR)
    clock = stored(subject)
    assert (clock.paused_at, clock.stopped_at) == (None, START + 11 * HOUR)
    assert clock.due_at == START + 34 * HOUR


def test_only_a_running_clock_is_paused_and_only_a_paused_one_resumed(subject: Calendar) -> None:
    with pytest.raises(Missing):
        clocks.pause(subject, RESOLUTION, reason="r", by=STAFF)
    begun(subject)
    with pytest.raises(Conflict):
        clocks.resume(subject, RESOLUTION, by=STAFF)
    clocks.pause(subject, RESOLUTION, reason="r", by=STAFF)
    with pytest.raises(Conflict):
        clocks.pause(subject, RESOLUTION, reason="r", by=STAFF)
    clocks.stop(subject)
    with pytest.raises(Conflict):
        clocks.pause(subject, RESOLUTION, reason="r", by=STAFF)


def test_pauses_and_extensions_need_a_reason_and_somebody_else_s_approval(subject: Calendar) -> None:
    begun(subject)
    for reason, approved_by in (("", 2), ("  ", 2), ("rain", 1)):
        with pytest.raises(Invalid):
            clocks.pause(subject, RESOLUTION, reason=reason, by=STAFF, approved_by=approved_by, at=START)
        with pytest.raises(Invalid):
            extended(subject, 1, reason=reason, approved_by=approved_by)
    with pytest.raises(Invalid):
        extended(subject, 1, by=SYSTEM)
    assert ClockChange.objects.count() == 0


def extended(subject: Calendar, hours: float, **more: object) -> Clock:
    options = {"reason": "rain", "by": STAFF, "approved_by": 2, "ceiling": Limit(24), "at": START + HOUR, **more}
    return clocks.extend(subject, RESOLUTION, hours=hours, **options)  # type: ignore[arg-type]


def test_extensions_add_up_to_their_ceiling_and_no_farther(subject: Calendar) -> None:
    begun(subject)
    assert extended(subject, 16).due_at == START + 40 * HOUR
    with pytest.raises(Invalid):
        extended(subject, 9)
    assert extended(subject, 8).due_at == START + 48 * HOUR
    for hours in (0, -1, 0.1):
        with pytest.raises(Invalid):
            extended(subject, hours)
    change = clocks.changes(subject, RESOLUTION)[0]
    assert (change.kind, change.person, change.approved_by) == ("extend", 1, 2)
    assert (change.due_before, change.due_after) == (START + 24 * HOUR, START + 40 * HOUR)


def test_nothing_is_extended_once_it_is_late_or_stopped(subject: Calendar) -> None:
    begun(subject)
    with pytest.raises(Conflict):
        extended(subject, 1, at=START + 25 * HOUR)
    clocks.stop(subject)
    with pytest.raises(Conflict):
        extended(subject, 1)


def test_another_limit_counts_from_the_start_and_keeps_pauses_and_extensions(subject: Calendar) -> None:
    begun(subject, 24)
    clocks.pause(subject, RESOLUTION, reason="r", by=STAFF, at=START)
    clocks.resume(subject, RESOLUTION, by=STAFF, at=START + 5 * HOUR)
    extended(subject, 10)
    assert clocks.set_limit(subject, RESOLUTION, limit=Limit(72), at=START + HOUR).due_at == START + 87 * HOUR
    assert clocks.set_limit(subject, RESOLUTION, limit=Limit(24), at=START + HOUR).due_at == START + 39 * HOUR


def test_a_quarter_before_the_end_is_warned_and_then_the_ladder_climbed(subject: Calendar, steps: list[Step]) -> None:
    begun(subject, 24)
    told_at = {}
    for hours in range(72):
        tick(START + hours * HOUR)
        for step in steps:
            told_at.setdefault(step, hours)
    assert told_at == {Step.WARNING: 18, Step.LATE: 24, Step.ONE_UP: 32, Step.TWO_UP: 40, Step.THREE_UP: 48}
    assert steps == list(Step)
    assert stored(subject).next_check_at is None


def test_after_a_week_off_each_step_is_taken_once_and_no_warning_comes_too_late(
    subject: Calendar, steps: list[Step]
) -> None:
    begun(subject, 24)
    assert tick(START + WEEK).steps == 4
    tick(START + WEEK)
    tick(START + 2 * WEEK)
    assert steps == [Step.LATE, Step.ONE_UP, Step.TWO_UP, Step.THREE_UP]


def test_the_ladder_of_an_office_is_climbed_in_its_working_hours(
    subject: Calendar, office: str, steps: list[Step]
) -> None:
    begun(subject, 8, office)
    tick(START + 8 * HOUR)
    assert steps == [Step.LATE]
    tick(START + timedelta(days=1, hours=7, minutes=59))
    assert steps == [Step.LATE]
    tick(START + timedelta(days=1, hours=8))
    assert steps == [Step.LATE, Step.ONE_UP]


@pytest.mark.parametrize("how", ["stop", "pause"])
def test_a_clock_that_stands_still_is_left_alone(subject: Calendar, steps: list[Step], how: str) -> None:
    begun(subject)
    if how == "stop":
        clocks.stop(subject, at=START)
    else:
        clocks.pause(subject, RESOLUTION, reason="r", by=STAFF, at=START)
    assert tick(START + WEEK).steps == 0
    assert steps == []


def test_time_spent_stopped_does_not_climb_the_ladder(subject: Calendar, steps: list[Step]) -> None:
    begun(subject, 24)
    clocks.stop(subject, at=START + 20 * HOUR)
    clocks.reopen(subject, RESOLUTION, at=START + WEEK)
    tick(START + WEEK)
    assert steps == [Step.LATE]
    tick(START + WEEK + 8 * HOUR)
    assert steps == [Step.LATE, Step.ONE_UP]


def test_a_late_clock_that_is_reopened_gives_each_level_its_day_again(subject: Calendar, steps: list[Step]) -> None:
    begun(subject, 24)
    tick(START + 24 * HOUR)
    clocks.stop(subject, at=START + 25 * HOUR)
    clocks.reopen(subject, RESOLUTION, at=START + WEEK)
    tick(START + WEEK + 7 * HOUR)
    assert steps == [Step.LATE]
    tick(START + WEEK + 8 * HOUR)
    assert steps == [Step.LATE, Step.ONE_UP]


def test_the_warning_comes_when_a_quarter_of_the_time_promised_is_left(subject: Calendar, steps: list[Step]) -> None:
    paused, longer = subject, Calendar(pk=next(numbers))
    begun(paused, 24), begun(longer, 24)
    clocks.pause(paused, RESOLUTION, reason="r", by=STAFF, at=START + HOUR)
    clocks.resume(paused, RESOLUTION, by=STAFF, at=START + 11 * HOUR)
    extended(longer, 16)
    assert stored(paused).next_check_at == START + 28 * HOUR
    assert stored(longer).next_check_at == START + 30 * HOUR


def test_a_late_clock_that_gets_a_longer_limit_climbs_on_only_after_the_new_one(
    subject: Calendar, steps: list[Step]
) -> None:
    begun(subject, 24)
    tick(START + 24 * HOUR)
    clocks.set_limit(subject, RESOLUTION, limit=Limit(72), at=START + 25 * HOUR)
    tick(START + 79 * HOUR)
    assert steps == [Step.LATE]
    tick(START + 80 * HOUR)
    assert steps == [Step.LATE, Step.ONE_UP]


def test_two_ticks_with_the_same_list_in_hand_do_each_step_once(subject: Calendar, steps: list[Step]) -> None:
    begun(subject, 24)
    one, other = stored(subject), stored(subject)
    assert clocks._climb(one, START + 30 * HOUR) == 1
    assert clocks._climb(other, START + 30 * HOUR) == 0
    assert steps == [Step.LATE]


@pytest.mark.django_db(transaction=True)
def test_four_ticks_at_once_do_each_step_of_thirty_clocks_once() -> None:
    told: list[tuple[int, Step]] = []
    clocks.on_overdue(Calendar, lambda clock, step: told.append((clock.subject_id, step)))
    subjects = [Calendar(pk=next(numbers)) for _ in range(30)]
    for each in subjects:
        begun(each, 24)

    def work() -> None:
        tick(START + WEEK)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [(each.pk, step) for each in subjects for step in Step if step > Step.WARNING]


def test_a_tick_within_a_handler_finds_nothing_left_to_do(subject: Calendar, steps: list[Step]) -> None:
    clocks.on_overdue(Calendar, lambda clock, step: steps.extend([step] * tick(START + 30 * HOUR).steps))
    begun(subject, 24)
    tick(START + 30 * HOUR)
    assert steps == [Step.LATE]


def test_a_clock_stopped_after_it_was_listed_is_not_escalated(subject: Calendar, steps: list[Step]) -> None:
    begun(subject, 24)
    listed = stored(subject)
    clocks.stop(subject)
    assert clocks._climb(listed, START + WEEK) == 0
    assert steps == []


@pytest.mark.parametrize("column", ["stopped_at", "paused_at"])
def test_a_clock_that_was_stopped_past_this_module_is_not_escalated(
    subject: Calendar, steps: list[Step], column: str
) -> None:
    begun(subject, 24)
    Clock.objects.update(**{column: START})
    assert tick(START + WEEK).steps == 0
    assert steps == []


def test_a_failing_handler_leaves_its_step_undone_and_does_not_hold_up_the_others(steps: list[Step]) -> None:
    broken, fine = Calendar(pk=next(numbers)), Calendar(pk=next(numbers))
    failing = True

    def handler(clock: Clock, step: Step) -> None:
        if failing and clock.subject_id == broken.pk:
            raise RuntimeError("mail is down")

    clocks._handlers["kernel.calendar"].insert(0, handler)
    begun(broken, 24), begun(fine, 24)
    done = tick(START + 24 * HOUR)
    assert (done.steps, done.failed) == (1, 1)
    assert stored(broken).escalation == 0
    assert tick(START + 24 * HOUR + MINUTE).failed == 0
    failing = False
    tick(START + 24 * HOUR + clocks.RETRY)
    assert steps == [Step.LATE, Step.LATE]


def test_a_tick_does_no_more_than_its_limit_and_says_that_more_is_waiting(steps: list[Step]) -> None:
    for _ in range(3):
        begun(Calendar(pk=next(numbers)), 24)
    assert tick(START + 24 * HOUR, limit=2).more
    assert not tick(START + 24 * HOUR, limit=2).more
    assert len(steps) == 3


def test_clocks_that_nobody_listens_to_wait(subject: Calendar) -> None:
    begun(subject)
    assert tick(START + WEEK).steps == 0
    assert stored(subject).escalation == 0


def test_an_idle_tick_costs_one_query(steps: list[Step], subject: Calendar, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    begun(subject)
    with django_assert_num_queries(1):
        tick(START)


# Any life of a clock, against a model that counts working minutes on a ruler.

DAYS = 90
RULER = [0]
for minute in range(DAYS * 24 * 60):
    at = START.replace(hour=0) + minute * MINUTE
    RULER.append(RULER[-1] + (at.isoweekday() < 6 and 9 <= at.hour < 17))


def worked(at: datetime) -> int:
    """Working minutes since the ruler's beginning."""
    return RULER[(at - START.replace(hour=0)) // MINUTE]


class Life(RuleBasedStateMachine):
    @initialize(minutes=st.integers(0, 7 * 24 * 60), promised=st.integers(1, 24 * 60))
    def begin(self, minutes: int, promised: int) -> None:
        Clock.objects.all().delete()  # of the lives before, which share the transaction
        self.subject = Calendar(pk=next(numbers))
        self.now = START + minutes * MINUTE
        self.told: list[tuple[Step, datetime]] = []
        clocks._handlers.clear()
        clocks.on_overdue(Calendar, lambda clock, step: self.told.append((step, self.now)))
        clocks.start(self.subject, RESOLUTION, limit=within(promised / 60, "office"), at=self.now)
        self.mark = worked(self.now) + promised  # on the ruler: where the promise ends
        self.began, self.state, self.paused_at, self.extra = self.now, "running", self.now, 0

    @rule(minutes=st.sampled_from([1, 30, 240, 1000, 3000]))
    def wait(self, minutes: int) -> None:
        if (self.now - START) < timedelta(days=DAYS - 40):
            self.now += minutes * MINUTE

    @rule()
    def pass_by(self) -> None:
        late_before = self.late()
        tick(self.now)
        if self.state == "running":
            assert not late_before or Step.LATE in dict(self.told)

    @precondition(lambda self: self.state == "running")
    @rule()
    def pause(self) -> None:
        clocks.pause(self.subject, RESOLUTION, reason="r", by=STAFF, at=self.now)
        self.state, self.paused_at = "paused", self.now

    @precondition(lambda self: self.state == "paused")
    @rule()
    def resume(self) -> None:
        clocks.resume(self.subject, RESOLUTION, by=STAFF, at=self.now)
        self.unpause("running")

    @precondition(lambda self: self.state != "stopped")
    @rule()
    def stop(self) -> None:
        clocks.stop(self.subject, at=self.now)
        if self.state == "paused":
            self.unpause("stopped")
        self.state = "stopped"

    @precondition(lambda self: self.state == "stopped")
    @rule(again=st.booleans())
    def reopen(self, again: bool) -> None:
        if again:
            clocks.start(self.subject, RESOLUTION, limit=within(500, "office"), at=self.now)
        else:
            clocks.reopen(self.subject, RESOLUTION, at=self.now)
        self.state = "running"

    @rule(minutes=st.integers(1, 600))
    def extend(self, minutes: int) -> None:
        allowed = self.state != "stopped" and not self.late() and self.extra + minutes <= 1200
        try:
            clocks.extend(
                self.subject,
                RESOLUTION,
                hours=minutes / 60,
                reason="r",
                by=STAFF,
                approved_by=2,
                ceiling=Limit(20, Unit.WORKING_HOURS),
                at=self.now,
            )
        except (Conflict, Invalid):
            assert not allowed
        else:
            assert allowed
            self.mark += minutes
            self.extra += minutes

    def unpause(self, state: str) -> None:
        if not self.late():
            self.mark += worked(self.now) - worked(self.paused_at)
        self.state = state

    def late(self) -> bool:
        """After the first moment by which the promised time has been worked."""
        at = self.paused_at if self.state == "paused" else self.now
        return worked(at - MINUTE) >= self.mark if at > self.began else False

    @invariant()
    def the_due_time_is_where_the_promise_ends_on_the_ruler(self) -> None:
        due = stored(self.subject).due_at
        assert worked(due) == self.mark
        assert worked(due - MINUTE) == self.mark - 1

    @invariant()
    def each_step_came_once_in_order(self) -> None:
        found = [step for step, _at in self.told]
        assert found == sorted(set(found))
        assert stored(self.subject).escalation == max(found, default=0)

    @invariant()
    def nothing_is_planned_for_a_clock_that_stands_still(self) -> None:
        clock = stored(self.subject)
        assert (clock.next_check_at is None) == (self.state != "running" or clock.escalation == Step.THREE_UP)


def test_any_life_of_a_clock_agrees_with_the_ruler(office: str) -> None:
    run_state_machine_as_test(Life, settings=settings(max_examples=60, stateful_step_count=25, deadline=None))
