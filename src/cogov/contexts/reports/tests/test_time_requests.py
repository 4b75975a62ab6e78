"""More time: who may ask, who decides, how far it goes, and what the public sees of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from cogov.contexts.reports import actions, limits, queries, time_panel
from cogov.contexts.reports.models import Report, TimeRequest
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World
from cogov.contexts.reports.timeline import timeline
from cogov.contexts.reports.workflow import REQUESTS
from cogov.kernel import clocks, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError, Conflict, Forbidden, Invalid
from cogov.kernel.models import Clock

WHY, NO = Said("等配件", "A part is missing"), Said("理由不足", "Not enough")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
State = TimeRequest.State

TABLE = {
    # state: {who: steps}; whoever is not named may take none. The request is an extension asked for by handler:lamps.
    "asked": {
        "handler:lamps": "withdraw",
        "handler2:lamps": "withdraw",
        "supervisor:lamps": "approve refuse withdraw",
        "leader:lamps": "approve refuse",
    },
    "approved": {},
    "refused": {},
    "withdrawn": {},
    "ended": {},
}
PAUSE_TABLE = TABLE | {
    "approved": {
        "handler:lamps": "end",
        "handler2:lamps": "end",
        "supervisor:lamps": "end",
        "leader:lamps": "end",
    }
}
WHO = (
    "resident", "neighbour", "anonymous", "reviewer", "dispatcher", "operator", "inspector", "auditor", "leader",
    "supervisor", "handler:lamps", "handler2:lamps", "supervisor:lamps", "leader:lamps", "supervisor:lamps-east",
    "supervisor:roads", "leader:roads", "handler:roads", "admin",
)  # fmt: skip


def actor(world: World, who: str) -> Actor:
    """As the world's; "handler2:lamps" is a second handler of the same office."""
    if who != "handler2:lamps":
        return world.actor(who)
    world.people["first"] = world.people.pop("handler:lamps")
    second = world.actor("handler:lamps")
    world.people["handler:lamps"] = world.people.pop("first")
    world.people[who] = second.person or 0
    return second


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def working(world: World, **more: object) -> Report:
    """A lamp with the lamps' office, due 24 hours after filing."""
    report = world.file(**more)
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    return Report.objects.select_related("category").get(pk=report.pk)


def due(report: Report) -> datetime:
    report.refresh_from_db()
    assert report.due_at is not None
    return report.due_at


def ask(world: World, report: Report, *, what: str = "extension", until: datetime | None = None) -> TimeRequest:
    until = until or (due(report) + 10 * HOUR if what == "extension" else now() + 3 * DAY)
    return actions.ask_time(report=report.pk, by=world.actor("handler:lamps"), what=what, until=until, reason=WHY)


def decide(world: World, request: TimeRequest, *, approve: bool = True, by: str = "supervisor:lamps") -> TimeRequest:
    return actions.decide_time(
        request=request.pk, by=world.actor(by), approve=approve, answer=Said() if approve else NO
    )


def told(report: Report, kind: str) -> list[object]:
    return [journal.fact_of(entry) for entry in journal.history(report) if entry.kind == kind]


@pytest.mark.parametrize("what", ["extension", "suspended"])
def test_steps_of_a_request_are_open_to_exactly_those_in_the_table(world: World, what: str) -> None:
    table = TABLE if what == "extension" else PAUSE_TABLE
    assert set(table) == set(State.values)
    request = ask(world, working(world), what=what)
    request.report.refresh_from_db()
    people = {who: actor(world, who) for who in WHO}
    for state, expected in table.items():
        request.state = state
        found = {who: {step.name for step in REQUESTS.available(request, one)} for who, one in people.items()}
        assert {who: steps for who, steps in found.items() if steps} == {
            who: set(steps.split()) for who, steps in expected.items()
        }, state


def test_nobody_approves_what_they_asked_for(world: World) -> None:
    report = working(world)
    supervisor = world.actor("supervisor:lamps")
    request = actions.ask_time(report=report.pk, by=supervisor, what="extension", until=due(report) + HOUR, reason=WHY)
    with pytest.raises(Conflict, match="Somebody else"):
        decide(world, request)
    assert request.pk not in time_panel.to_decide(supervisor).values_list("pk", flat=True)


@pytest.mark.parametrize("who", ["resident", "anonymous", "reviewer", "inspector", "handler:roads", "supervisor:roads"])
def test_only_the_body_that_has_it_asks_for_more_time(world: World, who: str) -> None:
    report = working(world)
    with pytest.raises(Forbidden):
        actions.ask_time(report=report.pk, by=world.actor(who), what="extension", until=due(report) + HOUR, reason=WHY)


def test_an_approved_extension_moves_the_promise_and_everybody_sees_why(world: World) -> None:
    report = working(world)
    before = due(report)
    request = ask(world, report)
    assert due(report) == before, "asking moves nothing"
    decide(world, request)
    assert due(report) == before + 10 * HOUR
    assert queries.worklist(world.actor("handler:lamps")).get(report=report).due_at == before + 10 * HOUR
    public = timeline(report, Actor())
    assert [item.text for item in public if item.icon == "hourglass"] == ["A part is missing", ""]


def test_a_refused_request_moves_nothing_and_tells_why(world: World) -> None:
    report = working(world)
    before = due(report)
    decide(world, ask(world, report), approve=False)
    assert due(report) == before
    assert "Not enough" in [item.text for item in timeline(report, Actor())]
    with pytest.raises(Invalid):
        actions.decide_time(
            request=ask(world, report).pk, by=world.actor("supervisor:lamps"), approve=False, answer=Said()
        )


def test_all_extensions_together_stay_below_the_ceiling(world: World) -> None:
    report = working(world)
    first = due(report)
    decide(world, ask(world, report))
    with pytest.raises(Invalid, match="at the latest"):
        ask(world, report, until=first + 25 * HOUR)
    decide(world, ask(world, report, until=first + 24 * HOUR))
    assert due(report) == first + 24 * HOUR
    room = time_panel.room(report, world.actor("handler:lamps"), [])
    assert room.extension is None, "nothing is left to ask for"


def test_more_time_is_asked_for_and_given_before_the_deadline_only(world: World) -> None:
    report = working(world)
    request = ask(world, report)
    with time_machine.travel(now() + 25 * HOUR, tick=False):
        with pytest.raises(Conflict, match="late"):
            decide(world, request)
        decide(world, request, approve=False)
        with pytest.raises(Conflict, match="late"):
            ask(world, report, until=now() + HOUR)
        assert time_panel.room(report, world.actor("handler:lamps"), []) == time_panel.Room()


def test_one_request_waits_at_a_time_and_may_be_taken_back(world: World) -> None:
    report = working(world)
    request = ask(world, report)
    with pytest.raises(Conflict):
        ask(world, report, what="suspended")
    actions.withdraw_time(request=request.pk, by=world.actor("handler:lamps"))
    assert ask(world, report, what="suspended").state == State.ASKED


def test_a_pause_holds_the_clock_until_the_body_goes_on(world: World) -> None:
    report = working(world)
    before = due(report)
    request = decide(world, ask(world, report, what="suspended"))
    assert due(report) - before == pytest.approx(3 * DAY, abs=timedelta(seconds=5)), "as if it lasted to its end"
    with time_machine.travel(now() + 2 * DAY, tick=False):
        assert not queries.is_late(report)
        assert clocks.tick().steps == 0 or not told(report, "reports.escalated")
        actions.end_pause(request=request.pk, by=world.actor("handler:lamps"))
        assert due(report) - before == pytest.approx(2 * DAY, abs=timedelta(seconds=5))


def test_a_pause_ends_by_itself_on_its_day_also_after_a_week_without_ticks(world: World) -> None:
    report = working(world)
    before = due(report)
    decide(world, ask(world, report, what="suspended"))
    until = TimeRequest.objects.get().until
    with time_machine.travel(until + 7 * DAY, tick=False):
        clocks.tick()
        clocks.tick()
        assert due(report) - before == pytest.approx(3 * DAY, abs=timedelta(seconds=5))
    assert [fact.because for fact in told(report, "reports.pause_ended")] == ["over"]  # type: ignore[attr-defined]
    resolution = [f.step for f in told(report, "reports.escalated") if f.clock == "resolution"]  # type: ignore[attr-defined]
    assert resolution == [1], "what fell due after the pause is taken up at once, and once"


def test_the_reporter_s_answer_ends_the_waiting(world: World) -> None:
    report = working(world)
    decide(world, ask(world, report, what="waiting"))
    actions.comment(report=report.pk, by=world.actor("neighbour"), text="我也见过", language="zh")
    assert TimeRequest.objects.get().state == State.APPROVED
    actions.comment(report=report.pk, by=world.actor("resident"), text="在12号门口", language="zh")
    assert TimeRequest.objects.get().state == State.ENDED
    assert Clock.objects.get(kind="resolution").paused_at is None


def test_pauses_together_stay_below_their_ceiling(world: World) -> None:
    report = working(world)
    with pytest.raises(Invalid, match="at the latest"):
        ask(world, report, what="suspended", until=now() + 31 * DAY)
    request = decide(world, ask(world, report, what="suspended", until=now() + 20 * DAY))
    with time_machine.travel(now() + 20 * DAY - HOUR, tick=False):
        actions.end_pause(request=request.pk, by=world.actor("handler:lamps"))
        with pytest.raises(Invalid, match="at the latest"):
            ask(world, report, what="suspended", until=now() + 11 * DAY)
        assert limits.latest_pause(report) - now() == pytest.approx(10 * DAY, abs=2 * HOUR)


@pytest.mark.parametrize("step", ["resolve", "return", "dispatch", "withdraw"])
def test_a_report_that_leaves_its_body_takes_no_request_along(world: World, step: str) -> None:
    report = working(world)
    decide(world, ask(world, report, what="suspended"))
    handler = world.actor("handler:lamps")
    if step == "resolve":
        actions.resolve(report=report.pk, by=handler, text=WHY)
    elif step == "return":
        actions.return_to_dispatch(report=report.pk, by=handler, reason=WHY)
    elif step == "dispatch":
        actions.dispatch(report=report.pk, by=world.actor("dispatcher"), body=world.bodies["roads"], reason=WHY)
    else:
        actions.withdraw(report=report.pk, by=world.actor("resident"))
    assert not TimeRequest.objects.filter(state__in=(State.ASKED, State.APPROVED)).exists()
    assert Clock.objects.get(kind="resolution").paused_at is None


def test_closing_and_reopening_resets_neither_clock_nor_ceiling(world: World) -> None:
    report = working(world)
    decide(world, ask(world, report, until=due(report) + 24 * HOUR))
    extended = due(report)
    handler = world.actor("handler:lamps")
    actions.resolve(report=report.pk, by=handler, text=WHY)
    actions.confirm(report=report.pk, by=world.actor("inspector"))
    actions.reopen(report=report.pk, by=world.actor("resident"), reason=WHY)
    assert due(report) == extended
    with pytest.raises(Invalid):
        ask(world, report, until=extended + HOUR)


def test_the_checkers_have_what_was_left_of_their_time_when_work_is_done_again(world: World) -> None:
    report = working(world)
    handler = world.actor("handler:lamps")
    start = now()
    with time_machine.travel(start, tick=False) as machine:
        actions.resolve(report=report.pk, by=handler, text=WHY)
        machine.shift(30 * HOUR)
        actions.reopen(report=report.pk, by=world.actor("resident"), reason=WHY)
        machine.shift(100 * HOUR)
        actions.resolve(report=report.pk, by=handler, text=WHY)
        clock = Clock.objects.get(kind="verification")
        assert clock.due_at - now() == 42 * HOUR


def test_a_complaint_about_a_body_is_not_decided_by_it(world: World) -> None:
    report = world.file(category="road", about_body=world.bodies["lamps"])
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    request = actions.ask_time(
        report=report.pk, by=world.actor("handler:roads"), what="extension", until=now() + 50 * HOUR, reason=WHY
    )
    with pytest.raises(CogovError):
        decide(world, request, by="supervisor:lamps")
    assert decide(world, request, by="supervisor:roads").state == State.APPROVED


def test_a_decision_on_a_report_that_changed_meanwhile_is_a_conflict(world: World) -> None:
    report = working(world)
    request = ask(world, report)
    report.refresh_from_db()
    seen = report.journal_seq
    actions.note(report=report.pk, by=world.actor("handler:lamps"), text=WHY, public=True)
    with pytest.raises(Conflict):
        actions.decide_time(
            request=request.pk, by=world.actor("supervisor:lamps"), approve=True, answer=Said(), revision=seen
        )


# Pages.


def test_the_queue_and_the_decision_at_the_desk(world: World, django_assert_max_num_queries: object) -> None:
    requests = [ask(world, working(world)) for _ in range(3)]
    supervisor = at_the_desk(world, "supervisor:lamps")
    supervisor.get("/desk/requests")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        page = supervisor.get("/desk/requests", headers={"accept-language": "en"}).content.decode()
    assert page.count("A part is missing") == 3
    one = f"/desk/requests/{requests[0].pk}"
    assert "A part is missing" in supervisor.get(one, headers={"accept-language": "en"}).content.decode()
    form = {"key": "the-same-key-twice-0", "decision": "refuse"}
    assert supervisor.post(one, form).status_code == 422
    form |= {"key": "another-key-this-time", "text_zh": "人手够"}
    assert supervisor.post(one, form).status_code == 302
    assert supervisor.post(one, form).status_code == 302, "a repeated request is answered as the first"
    requests[0].refresh_from_db()
    assert requests[0].state == State.REFUSED
    late = {"key": "yet-another-key-here", "decision": "approve"}
    assert supervisor.post(one, late).status_code == 409


@pytest.mark.parametrize("who", ["supervisor:roads", "supervisor:street"])
def test_a_supervisor_of_another_body_neither_sees_nor_decides(world: World, who: str) -> None:
    request = ask(world, working(world, at="c2222"))
    client = at_the_desk(world, who)
    assert "A part is missing" not in client.get("/desk/requests", headers={"accept-language": "en"}).content.decode()
    form = {"key": "a-stranger-tries-this", "decision": "approve"}
    assert client.post(f"/desk/requests/{request.pk}", form).status_code in (403, 404)
    request.refresh_from_db()
    assert request.state == State.ASKED


def test_a_handler_asks_from_the_case_and_the_public_reads_it(world: World, client: Client) -> None:
    report = working(world)
    handler = at_the_desk(world, "handler:lamps")
    page = handler.get(f"/desk/reports/{report.pk}", headers={"accept-language": "en"}).content.decode()
    assert "Ask for more time" in page
    until = (due(report) + 5 * HOUR).strftime("%Y-%m-%dT%H:%M+00:00")
    form = {"key": "ask-for-more-time-01", "what": "extension", "until": until, "text_en": "Waiting for the crane"}
    assert handler.post(f"/desk/reports/{report.pk}/more-time", form).status_code == 302
    public = client.get(f"/reports/{report.pk}", headers={"accept-language": "en"}).content.decode()
    assert "Waiting for the crane" in public
    assert "To be done by" in public
    assert "24 hours, day and night" in public


def test_a_date_that_cannot_be_read_is_said_beside_the_form(world: World) -> None:
    report = working(world)
    handler = at_the_desk(world, "handler:lamps")
    form = {"key": "ask-for-more-time-02", "what": "extension", "until": "soon", "text_en": "x"}
    answer = handler.post(f"/desk/reports/{report.pk}/more-time", form, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "Please enter a date and time" in answer.content.decode()
