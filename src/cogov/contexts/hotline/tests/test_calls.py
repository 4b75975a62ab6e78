"""A call arrives, is taken by one operator, and comes to something."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from cogov.contexts.accounts.models import Person, PersonalDataView
from cogov.contexts.desk.models import Message
from cogov.contexts.hotline import actions, personal, queries, screen
from cogov.contexts.hotline.actions import arriving
from cogov.contexts.hotline.models import Call, CallBack, Caller, Outcome, State
from cogov.contexts.hotline.tests.factories import NUMBER, conversation, filing, known, ringing
from cogov.contexts.knowledge.models import Use
from cogov.contexts.knowledge.tests.factories import published
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import World
from cogov.kernel.actors import SYSTEM, Channel
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.ids import token
from cogov.kernel.models import Entry
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db


def test_one_call_is_taken_by_one_operator(world: World) -> None:
    call = ringing(world)
    actions.take(call=call.pk, by=world.actor("operator"))
    with pytest.raises(Conflict):
        actions.take(call=call.pk, by=world.actor("operator:centre"))
    assert queries.ringing(world.actor("operator")) == []


def test_an_operator_of_another_line_neither_sees_nor_takes_it(world: World) -> None:
    call = ringing(world)
    stranger = world.actor("operator:lamps")
    assert queries.ringing(stranger) == []
    with pytest.raises(Missing):
        queries.get(call.pk, stranger)
    with pytest.raises(Forbidden):
        actions.take(call=call.pk, by=stranger)


def test_who_is_in_a_conversation_takes_no_other(world: World) -> None:
    operator, call = world.actor("operator"), ringing(world)
    conversation(world)
    for busy in (lambda: actions.take(call=call.pk, by=operator), lambda: actions.start(about="", by=operator)):
        with pytest.raises(Conflict) as error:
            busy()
        assert error.value.sentence == arriving.BUSY


def test_the_same_line_told_again_is_the_same_call(world: World) -> None:
    assert ringing(world).pk == ringing(world).pk
    assert Call.objects.count() == 1


def test_a_number_is_kept_in_one_form_and_nonsense_as_withheld(world: World) -> None:
    ringing(world, contact="138 0000 0007")
    ringing(world, contact="anonymous", line="line-2")
    assert list(Caller.objects.order_by("pk").values_list("contact", flat=True)) == [NUMBER, ""]


def test_a_call_that_nobody_took_is_missed_and_one_in_conversation_goes_on(world: World) -> None:
    ringing(world)
    assert actions.hang_up(line="line-1", by=SYSTEM).state == State.MISSED  # type: ignore[union-attr]
    call = ringing(world, line="line-2")
    actions.take(call=call.pk, by=world.actor("operator"))
    actions.hang_up(line="line-2", by=SYSTEM)
    actions.hang_up(line="line-2", by=SYSTEM)
    call.refresh_from_db()
    assert (call.state, call.hung_up_at is not None) == (State.OPEN, True)


def test_a_known_number_brings_up_the_person_and_their_cases_and_the_look_is_logged_once(world: World) -> None:
    person, operator = known(world), world.actor("operator")
    world.file(by=SYSTEM.for_resident(person))
    call = conversation(world)
    seen = screen.who(call, operator)
    screen.who(call, operator)
    assert (seen.name, len(seen.cases)) == ("周桂兰", 1)
    look = PersonalDataView.objects.get()
    assert (look.person_id, look.viewer_id, look.purpose) == (person, operator.person, "call")


def test_nobody_is_named_or_made_before_the_call_is_taken(world: World) -> None:
    known(world)
    people = Person.objects.count()
    ringing(world)
    ringing(world, contact="+8613900000000", line="line-2")
    assert PersonalDataView.objects.count() == 0
    assert Person.objects.count() == people


def test_a_receipt_brings_up_its_case(world: World) -> None:
    from cogov.contexts.reports.actions.filing import receipt_of

    report, operator = world.file(), world.actor("operator")
    code = receipt_of(report.salt)
    for shown in (code, f"https://city.example/r/{code}", code.upper()):
        call = actions.start(about=shown, by=operator)
        seen = screen.who(call, operator)
        assert seen.shown_case is not None
        assert seen.shown_case.id == report.pk
        actions.end(call=call.pk, outcome=Outcome.ADVISED, by=operator)


def test_a_report_by_telephone_belongs_to_the_caller_and_says_who_filed_it(world: World) -> None:
    operator, call = world.actor("operator"), conversation(world)
    done = actions.file(call=call.pk, filing=filing(world), by=operator, key=token())
    report = Report.objects.get(pk=done.report)
    entry = Entry.objects.get(kind="reports.filed", subject_id=report.pk)
    assert (report.channel, entry.person, entry.on_behalf_of) == (Channel.PHONE, operator.person, report.reporter_id)
    assert report.reporter is not None
    assert report.reporter.phone == NUMBER
    call.refresh_from_db()
    assert (call.state, call.outcome, call.report) == (State.ENDED, Outcome.FILED, report.pk)
    assert Message.objects.filter(occasion=f"receipt:{report.pk}", text__contains=done.code).count() == 1
    assert Entry.objects.get(kind="hotline.ended").on_behalf_of == report.reporter_id


def test_a_caller_who_says_no_number_gets_the_receipt_on_paper(world: World) -> None:
    operator, call = world.actor("operator"), conversation(world, "")
    done = actions.file(call=call.pk, filing=filing(world), by=operator, key=token())
    assert done.told == ""
    assert Report.objects.get(pk=done.report).reporter_id is None


def test_a_refused_report_leaves_the_conversation_open(world: World) -> None:
    operator, call = world.actor("operator"), conversation(world)
    with pytest.raises(Invalid) as error:
        actions.file(call=call.pk, filing=filing(world, text="", spot=None), by=operator, key=token())
    assert {"text", "place"} <= set(error.value.fields)
    assert queries.held_by(operator) == call


def test_a_voice_is_added_to_a_known_case_and_counts_for_the_caller(world: World) -> None:
    report, operator, call = world.file(), world.actor("operator"), conversation(world)
    actions.join(call=call.pk, report=report.pk, by=operator)
    report.refresh_from_db()
    person = Caller.objects.get(call=call).person_id
    assert report.supporters == 1
    assert Entry.objects.get(kind="reports.supported").on_behalf_of == person
    with pytest.raises(Invalid):
        actions.join(call=conversation(world, "").pk, report=report.pk, by=operator)


def test_an_answer_that_ends_a_call_is_recorded_with_it(world: World) -> None:
    made, operator, call = published(world), world.actor("operator"), conversation(world)
    actions.answer(call=call.pk, answer_=made.pk, by=operator)
    call.refresh_from_db()
    assert (call.outcome, call.answer) == (Outcome.ANSWERED, made.pk)
    assert Use.objects.get().call == call.pk


def test_connecting_needs_an_office_with_a_telephone_and_is_journalled(world: World) -> None:
    from cogov.contexts.bodies.models import Body
    from cogov.contexts.bodies.tree import snapshot

    operator, call = world.actor("operator"), conversation(world)
    with pytest.raises(Invalid):
        actions.connect(call=call.pk, body="lamps", by=operator)
    Body.objects.filter(code="lamps").update(phone="0571 8702 1234")
    snapshot.changed()
    actions.connect(call=call.pk, body="lamps", by=operator)
    assert f'"connected":{world.bodies["lamps"]}' in Entry.objects.get(kind="hotline.ended").data


def test_a_call_owed_is_taken_on_by_one_and_forgotten_when_done(world: World) -> None:
    operator, call = world.actor("operator"), conversation(world)
    owed = actions.promise(call=call.pk, due_at=now() + timedelta(hours=2), reason="问低保", by=operator)
    other = world.actor("operator:lamps")
    with pytest.raises(Missing):
        actions.claim(call_back=owed.pk, by=other)
    actions.claim(call_back=owed.pk, by=operator)
    with pytest.raises(Conflict):
        actions.claim(call_back=owed.pk, by=operator)
    assert actions.begin(call_back=owed.pk, by=operator).state == State.OPEN
    owed = actions.done(call_back=owed.pk, by=operator)
    assert (owed.state, owed.reason) == ("done", "")


def test_nobody_answers_three_times_and_it_is_done(world: World) -> None:
    operator, call = world.actor("operator"), conversation(world)
    owed = actions.promise(call=call.pk, due_at=now() + timedelta(hours=2), reason="", by=operator)
    for tried in (1, 2, 3):
        actions.claim(call_back=owed.pk, by=operator)
        owed = actions.put_back(call_back=owed.pk, by=operator)
        assert owed.tries == tried
    assert (owed.state, owed.reached) == ("done", False)


@pytest.mark.parametrize("away", [timedelta(hours=-1), timedelta(days=15)])
def test_a_promise_is_for_a_time_that_can_be(world: World, away: timedelta) -> None:
    with pytest.raises(Invalid):
        actions.promise(call=conversation(world).pk, due_at=now() + away, reason="", by=world.actor("operator"))


def test_who_called_is_forgotten_after_a_month_unless_a_call_is_owed(world: World) -> None:
    with time_machine.travel(now() - timedelta(days=31), tick=False):
        operator = world.actor("operator")
        first = conversation(world)
        actions.end(call=first.pk, outcome=Outcome.ADVISED, by=operator)
        second = conversation(world, "+8613900000000")
        actions.promise(call=second.pk, due_at=now() + timedelta(days=1), reason="x", by=operator)
    assert personal.forget_callers() == 1
    assert list(Caller.objects.values_list("call", flat=True)) == [second.pk]
    assert Call.objects.count() == 2


def test_an_erased_person_leaves_no_trace_in_the_calls(world: World) -> None:
    person, operator = known(world), world.actor("operator")
    call = conversation(world)
    screen.who(call, operator)
    actions.promise(call=call.pk, due_at=now() + timedelta(days=1), reason="关于周桂兰", by=operator)
    assert len(personal.export(person)) == 1
    personal.erase(person, SYSTEM)
    assert not Caller.objects.exists()
    assert CallBack.objects.get().reason == ""


def test_the_journal_of_a_call_holds_no_number_and_verifies(world: World) -> None:
    operator, call = world.actor("operator"), conversation(world)
    actions.recognise(call=call.pk, about="+8613900000000", by=operator)
    actions.file(call=call.pk, filing=filing(world), by=operator, key=token())
    told = "".join(Entry.objects.filter(kind__startswith="hotline").values_list("data", flat=True))
    assert "138" not in told
    assert "139" not in told
    assert [one for one in Verification().findings() if one.subject_type.startswith("hotline")] == []


def test_over_the_quota_nobody_is_shown(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from cogov.contexts.accounts import rates
    from cogov.kernel.throttle import Rate

    known(world)
    monkeypatch.setattr(rates, "VIEWS_OF_PERSONAL_DATA", Rate("accounts.views", 1, 7200))
    operator = world.actor("operator")
    first = conversation(world)
    assert screen.who(first, operator).name
    actions.end(call=first.pk, outcome=Outcome.ADVISED, by=operator)
    second = screen.who(conversation(world), operator)
    assert (second.name, second.cases) == ("", ())
    assert second.withheld
