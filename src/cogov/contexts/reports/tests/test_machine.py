"""Any people doing anything in any order: the invariants hold, judged from the tables and a model of its own."""

from __future__ import annotations

import contextlib
import itertools
import json
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Assignment, Report, TimeRequest
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests import world as worlds
from cogov.kernel.actors import Role
from cogov.kernel.cached import forget_all
from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError
from cogov.kernel.models import Clock, Entry

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WORDS = Said("话", "Words")
STAFF = ("reviewer", "dispatcher", "handler:lamps", "handler:roads", "inspector", "inspector:lamps", "supervisor:lamps")
PEOPLE = ("resident", "neighbour", "anonymous", *STAFF)
STEPS = {
    "accept": lambda r, by: actions.accept(report=r, by=by),
    "reject": lambda r, by: actions.reject(report=r, by=by, reason=WORDS),
    "restore": lambda r, by: actions.restore(report=r, by=by),
    "ask": lambda r, by: actions.ask(report=r, by=by, question=WORDS),
    "answer": lambda r, by: actions.answer(report=r, by=by, text="答", language="zh"),
    "return": lambda r, by: actions.return_to_dispatch(report=r, by=by, reason=WORDS),
    "start": lambda r, by: actions.start(report=r, by=by),
    "resolve": lambda r, by: actions.resolve(report=r, by=by, text=WORDS),
    "unfixable": lambda r, by: actions.resolve(report=r, by=by, text=WORDS, outcome="unfixed"),
    "confirm": lambda r, by: actions.confirm(report=r, by=by),
    "reopen": lambda r, by: actions.reopen(report=r, by=by, reason=WORDS),
    "withdraw": lambda r, by: actions.withdraw(report=r, by=by),
    "rate": lambda r, by: actions.rate(report=r, by=by, stars=3, fixed=True),
    "note": lambda r, by: actions.note(report=r, by=by, text=WORDS, public=True),
    "comment": lambda r, by: actions.comment(report=r, by=by, text="看", language="zh"),
    "part": lambda r, by: actions.part(report=r, by=by),
    "recategorise": lambda r, by: actions.recategorise(report=r, by=by, category="road"),
}


class City(RuleBasedStateMachine):
    """Two reports at one place, one filed by a resident, one by nobody."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = transaction.atomic()
        self.frame.__enter__()
        forget_all()
        self.world = worlds.build()
        self.reports = [self.world.file().pk, self.world.file(by=self.world.actor("anonymous")).pk]
        self.due = dict(Report.objects.values_list("pk", "due_at"))
        self.first_due = {number: due or now() for number, due in self.due.items()}
        self.resolved_by: dict[int, int | None] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.frame.__exit__(None, None, None)

    @rule(which=st.integers(0, 1), who=st.sampled_from(PEOPLE), step=st.sampled_from(sorted(STEPS)))
    def take(self, which: int, who: str, step: str) -> None:
        number = self.reports[which]
        before = Report.objects.get(pk=number)
        entries = Entry.objects.count()
        by = self.world.actor(who)
        try:
            STEPS[step](number, by)
        except CogovError:
            after = Report.objects.get(pk=number)
            assert (after.state, after.journal_seq) == (before.state, before.journal_seq), "a refused step left a trace"
            assert Entry.objects.count() == entries
            return
        after = Report.objects.get(pk=number)
        if after.state != before.state:
            assert Entry.objects.count() > entries, "a state moved without a word in the journal"
        if after.state == "closed" and before.state != "closed":
            assert before.state == "resolved", "closed without having been resolved"
            assert by.person is None or by.person != self.resolved_by.get(number), "the handler closed their own work"
            assert not (before.resolver == "body" and before.body_id in by.bodies), "the body closed its own work"
        if after.state == "resolved" and before.state != "resolved":
            assert (
                self.world.bodies["lamps"] in {b for g in by.grants for b in g.bodies}
                or before.body_id != self.world.bodies["lamps"]
            )
            self.resolved_by[number] = by.person

    @rule(which=st.integers(0, 1))
    def the_usual_way(self, which: int) -> None:
        """To "done" by those whose work it is, so that the checks at the end are reached often."""
        self.take(which, "reviewer", "accept")
        self.take(which, "handler:lamps", "resolve")

    @rule(which=st.integers(0, 1), who=st.sampled_from(("inspector:lamps", "inspector", "handler:lamps", "resident")))
    def check(self, which: int, who: str) -> None:
        self.take(which, who, "confirm")

    @rule(which=st.integers(0, 1), who=st.sampled_from(("reviewer", "resident", "handler:lamps")))
    def join(self, which: int, who: str) -> None:
        try:
            actions.merge(report=self.reports[which], into=self.reports[1 - which], by=self.world.actor(who))
        except CogovError:
            return
        assert who == "reviewer"

    @rule(which=st.integers(0, 1), who=st.sampled_from(STAFF), body=st.sampled_from(("roads", "lamps-east", "street")))
    def hand_over(self, which: int, who: str, body: str) -> None:
        try:
            actions.dispatch(
                report=self.reports[which], by=self.world.actor(who), body=self.world.bodies[body], reason=WORDS
            )
        except CogovError:
            return
        assert who == "dispatcher"

    @rule(
        which=st.integers(0, 1), who=st.sampled_from(PEOPLE), hours=st.integers(1, 30),
        what=st.sampled_from(("extension", "waiting", "suspended")),
    )  # fmt: skip
    def ask_for_time(self, which: int, who: str, what: str, hours: int) -> None:
        number = self.reports[which]
        until = (self.due[number] or now()) + hours * HOUR
        by = self.world.actor(who)
        try:
            actions.ask_time(report=number, by=by, what=what, until=until, reason=WORDS)
        except CogovError:
            return
        body = Report.objects.get(pk=number).body_id
        assert any(body in grant.bodies for grant in by.grants), "somebody else asked for time"

    @rule(which=st.integers(0, 1), who=st.sampled_from(PEOPLE), approve=st.booleans())
    def decide_on_time(self, which: int, who: str, approve: bool) -> None:
        row = TimeRequest.objects.filter(report=self.reports[which], state="asked").first()
        if row is None:
            return
        by = self.world.actor(who)
        try:
            actions.decide_time(request=row.pk, by=by, approve=approve, answer=WORDS)
        except CogovError:
            return
        assert by.person != row.asked_by_id, "they decided on their own request"
        assert any(row.body_id in g.bodies for g in by.with_roles(Role.SUPERVISOR, Role.LEADER))
        if approve and row.kind == "extension":
            assert row.until <= self.first_due[self.reports[which]] + 24 * HOUR + MINUTE, "above the ceiling"
            self.due[self.reports[which]] = row.until

    @rule(which=st.integers(0, 1), who=st.sampled_from(PEOPLE))
    def go_on(self, which: int, who: str) -> None:
        row = TimeRequest.objects.filter(report=self.reports[which], state="approved").exclude(kind="extension").first()
        if row is not None:
            with contextlib.suppress(CogovError):
                actions.end_pause(request=row.pk, by=self.world.actor(who))

    @rule(which=st.integers(0, 1))
    def more_time_as_usual(self, which: int) -> None:
        """By those who may, so that approvals are reached often."""
        self.the_usual_way_to_work(which)
        self.ask_for_time(which, "handler:lamps", "extension", 5)
        self.decide_on_time(which, "supervisor:lamps", True)

    def the_usual_way_to_work(self, which: int) -> None:
        self.take(which, "reviewer", "accept")
        self.take(which, "handler:lamps", "start")

    @invariant()
    def deadlines_move_only_by_what_was_approved(self) -> None:
        for report in Report.objects.all():
            if not TimeRequest.objects.filter(report=report, state="approved").exclude(kind="extension").exists():
                promised = self.due[report.pk]
                assert report.due_at is not None
                assert promised is not None
                assert abs(report.due_at - promised) < MINUTE

    @invariant()
    def a_clock_stands_still_exactly_during_an_approved_pause(self) -> None:
        for clock in Clock.objects.filter(kind="resolution"):
            paused = TimeRequest.objects.filter(report=clock.subject_id, state="approved").exclude(kind="extension")
            assert (clock.paused_at is not None) == paused.exists()

    @invariant()
    def no_request_outlives_the_work(self) -> None:
        asked = TimeRequest.objects.filter(state="asked").values_list("report__state", flat=True)
        assert set(asked) <= {"dispatched", "handling"}

    @invariant()
    def who_has_it_is_on_exactly_one_leading_worklist(self) -> None:
        for report in Report.objects.all():
            leads = list(
                Assignment.objects.filter(report=report, done_at=None, lead=True).values_list("body_id", flat=True)
            )
            working = report.state in ("dispatched", "handling", "resolved")
            assert leads == ([report.body_id] if working else []), report.state

    @invariant()
    def the_resolution_clock_runs_exactly_while_work_is_open(self) -> None:
        for report in Report.objects.all():
            clock = Clock.objects.get(subject_type="reports.report", subject_id=report.pk, kind="resolution")
            running = report.state in ("received", "asked", "accepted", "dispatched", "handling")
            assert (clock.stopped_at is None) == running, report.state
            assert clock.paused_at is not None or clock.due_at == report.due_at

    @invariant()
    def the_journal_tells_the_whole_story(self) -> None:
        for report in Report.objects.all():
            rows = list(Entry.objects.filter(subject_type="reports.report", subject_id=report.pk).order_by("seq"))
            assert [row.seq for row in rows] == list(range(1, report.journal_seq + 1))
            assert all(later.prev == earlier.hash for earlier, later in itertools.pairwise(rows))
            assert all(json.loads(row.data) is not None for row in rows)


@pytest.mark.django_db
def test_invariants_hold_whatever_people_do() -> None:
    run_state_machine_as_test(
        City,
        settings=settings(
            max_examples=40, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
