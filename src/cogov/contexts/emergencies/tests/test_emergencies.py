"""Plans, calls until somebody acknowledges, command, log, tasks, end and review; drills stay inside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from cogov.contexts.desk.models import Message, Notice
from cogov.contexts.emergencies import actions, queries
from cogov.contexts.emergencies.models import Call, Emergency, LogLine, Plan, PlanVersion, State
from cogov.contexts.emergencies.tests.factories import declared, draft, led, planned
from cogov.contexts.emergencies.workflow import WORKFLOW
from cogov.contexts.reports import actions as reports
from cogov.contexts.reports.tests.world import World
from cogov.kernel import clock, worker
from cogov.kernel.errors import CogovError, Conflict, Forbidden, Invalid, Missing
from cogov.kernel.models import Entry

pytestmark = pytest.mark.django_db


def told(world: World, who: str) -> list[str]:
    return list(Notice.objects.filter(person=world.people[who]).order_by("pk").values_list("subject", flat=True))


# Plans


def test_every_version_of_a_plan_is_kept(world: World) -> None:
    plan = planned(world)
    again = actions.save_plan(
        draft(world, advice_en="Run."), plan=plan.pk, revision=plan.journal_seq, by=world.actor("supervisor:lamps")
    )
    assert again.version == 2
    assert list(PlanVersion.objects.order_by("number").values_list("advice_en", flat=True))[1] == "Run."


def test_saving_what_is_there_already_makes_no_version(world: World) -> None:
    plan = planned(world)
    actions.save_plan(draft(world), plan=plan.pk, revision=plan.journal_seq, by=world.actor("supervisor:lamps"))
    assert Plan.objects.get().version == 1


def test_the_second_of_two_editors_gets_a_conflict(world: World) -> None:
    plan = planned(world)
    by, seen = world.actor("supervisor:lamps"), plan.journal_seq
    actions.save_plan(draft(world, advice_en="One."), plan=plan.pk, revision=seen, by=by)
    with pytest.raises(Conflict):
        actions.save_plan(draft(world, advice_en="Two."), plan=plan.pk, revision=seen, by=by)


@pytest.mark.parametrize(
    "wrong",
    [
        {"advice_en": " "},
        {"duties": ()},
        {"trigger": "filed"},
        {"kind": "dragon"},
    ],
)
def test_a_plan_that_would_not_work_is_refused(world: World, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        planned(world, **wrong)


def test_on_duty_can_only_be_who_works_there(world: World) -> None:
    stranger = int(world.actor("handler:street").person or 0)
    with pytest.raises(Invalid):
        planned(world, duties=((world.bodies["lamps"], (stranger,)),))


def test_a_plan_is_kept_by_its_own_body_only(world: World) -> None:
    for who in ("supervisor:roads", "handler:lamps", "admin", "resident"):
        with pytest.raises(Forbidden):
            actions.save_plan(draft(world), by=world.actor(who))


def test_a_running_emergency_keeps_the_version_it_was_declared_by(world: World) -> None:
    made = declared(world)
    plan = Plan.objects.get()
    actions.save_plan(
        draft(world, advice_en="Later."), plan=plan.pk, revision=plan.journal_seq, by=world.actor("supervisor:lamps")
    )
    assert Emergency.objects.get(pk=made.pk).version.advice_en != "Later."


# Calling


def test_the_first_officer_of_every_body_is_told_at_once_by_every_way(world: World) -> None:
    declared(world)
    assert len(told(world, "handler:lamps")) == len(told(world, "handler:roads")) == 1
    assert told(world, "supervisor:lamps") == []
    assert set(Message.objects.values_list("urgent", flat=True)) == {True}


def test_calls_go_on_at_growing_intervals_to_the_next_in_order_until_somebody_acknowledges(world: World) -> None:
    begin = clock.now()
    made = declared(world)
    for minutes, rounds in ((1, 1), (2, 2), (3, 2), (6, 3), (10, 3), (12, 4)):
        with time_machine.travel(begin + timedelta(minutes=minutes, seconds=30)):
            actions.call_again()
            assert Call.objects.get(emergency=made, body=world.bodies["lamps"]).rounds == rounds, minutes
    assert len(told(world, "handler:lamps")) == 4
    assert len(told(world, "supervisor:lamps")) == 3
    actions.acknowledge(made.pk, by=world.actor("supervisor:lamps"))
    with time_machine.travel(begin + timedelta(hours=5)):
        actions.call_again()
    assert Call.objects.get(emergency=made, body=world.bodies["lamps"]).rounds == 4
    assert Call.objects.get(emergency=made, body=world.bodies["roads"]).rounds == 5
    assert Entry.objects.filter(kind="emergencies.called").count() == 9


def test_after_a_week_without_the_machine_one_call_goes_out(world: World) -> None:
    made = declared(world)
    with time_machine.travel(clock.now() + timedelta(days=7)):
        assert actions.call_again() == 2
        assert actions.call_again() == 0
    assert Call.objects.get(emergency=made, body=world.bodies["lamps"]).rounds == 2


def test_a_body_acknowledges_for_itself_only(world: World) -> None:
    made = declared(world)
    actions.acknowledge(made.pk, by=world.actor("handler:roads"))
    assert Call.objects.get(emergency=made, body=world.bodies["roads"]).acknowledged_at is not None
    assert Call.objects.get(emergency=made, body=world.bodies["lamps"]).acknowledged_at is None
    with pytest.raises(Forbidden):
        actions.acknowledge(made.pk, by=world.actor("handler:street"))


def test_acknowledging_twice_is_told_once(world: World) -> None:
    made = declared(world)
    for _ in range(2):
        actions.acknowledge(made.pk, by=world.actor("handler:roads"))
    assert Entry.objects.filter(kind="emergencies.acknowledged").count() == 1


# Declaring


def test_one_of_a_plan_runs_at_a_time_and_a_drill_beside_it(world: World) -> None:
    made = declared(world)
    with pytest.raises(Conflict):
        actions.declare(made.plan_id, by=world.actor("reviewer"))
    actions.declare(made.plan_id, by=world.actor("reviewer"), drill=True)
    assert Emergency.objects.count() == 2


@pytest.mark.parametrize("who", ["handler:lamps", "operator", "dispatcher", "admin", "resident", "anonymous"])
def test_declaring_is_for_reviewers_and_those_who_supervise(world: World, who: str) -> None:
    plan = planned(world)
    with pytest.raises(Forbidden):
        actions.declare(plan.pk, by=world.actor(who))


def test_a_plan_of_one_street_is_not_declared_by_another_district(world: World) -> None:
    officer = int(world.actor("handler:street").person or 0)
    plan = actions.save_plan(
        draft(world, body=world.bodies["street"], duties=((world.bodies["street"], (officer,)),)),
        by=world.actor("supervisor:street"),
    )
    assert actions.declare(plan.pk, by=world.actor("reviewer:street"), drill=True)
    other = world.actor("reviewer:lamps-east")
    assert other.grants[0].area == world.areas["c1"]
    actions.declare(plan.pk, by=other)  # the street lies in its district
    far = replace(other, grants=(replace(other.grants[0], area=world.areas["c2"]),))
    with pytest.raises(Forbidden):
        actions.declare(plan.pk, by=far)


def test_an_accepted_report_of_a_named_category_declares_it(world: World) -> None:
    planned(world, trigger="accepted", categories=("lamp",))
    report = world.file()
    worker.drain()
    assert not Emergency.objects.exists()
    reports.accept(report=report.pk, by=world.actor("reviewer"))
    worker.drain()
    made = Emergency.objects.get()
    assert (made.report, made.declared_by_id, made.public_at is not None) == (report.pk, None, True)
    other = world.file(by=world.actor("neighbour"), at="c2211")
    reports.accept(report=other.pk, by=world.actor("reviewer"))
    worker.drain()
    assert Emergency.objects.count() == 1
    assert LogLine.objects.filter(what="report", report=other.pk).count() == 1


def test_what_a_report_alone_declares_is_not_public_until_somebody_acknowledges(world: World) -> None:
    planned(world, trigger="filed", categories=("lamp",))
    world.file()
    worker.drain()
    made = Emergency.objects.get()
    assert (made.public_at, queries.shown_now()) == (None, ())
    assert told(world, "handler:lamps") != []
    actions.acknowledge(made.pk, by=world.actor("handler:lamps"))
    assert [one.id for one in queries.shown_now()] == [made.pk]


def test_a_report_of_another_kind_declares_nothing(world: World) -> None:
    planned(world, trigger="filed", categories=("lamp",))
    world.file(category="road")
    worker.drain()
    assert not Emergency.objects.exists()


# Command, log, tasks, end


def test_the_whole_life(world: World) -> None:
    made = led(world)
    handler, roads = world.actor("handler:lamps"), world.actor("handler:roads")
    actions.log(made.pk, by=roads, zh="已封路", en="Road closed")
    actions.log(made.pk, by=handler, zh="请绕行", public=True)
    task = actions.give_task(made.pk, body=world.bodies["roads"], by=handler, zh="设置路障")
    assert told(world, "handler:roads")[-1] == "你单位的任务：路灯杆倒塌"
    actions.finish_task(task.pk, by=roads)
    actions.hand_over(made.pk, to=int(world.actor("supervisor:lamps").person or 0), by=handler)
    with pytest.raises(Forbidden):
        actions.end(made.pk, outcome="over", by=handler)
    actions.end(made.pk, outcome="over", by=world.actor("supervisor:lamps"), zh="已修复")
    actions.review(made.pk, text="封路太慢", by=world.actor("leader:lamps"))
    made.refresh_from_db()
    assert (made.state, made.outcome, made.learnt) == ("reviewed", "over", "封路太慢")
    assert Call.objects.filter(next_at__isnull=False).count() == 0
    public = [line.row.text_zh for line in queries.lines(made, only_public=True)]
    assert public == ["已修复", "请绕行", ""]


def test_whoever_commanded_does_not_review(world: World) -> None:
    made = declared(world)
    boss = world.actor("supervisor:lamps")
    actions.take_command(made.pk, by=boss)
    actions.end(made.pk, outcome="false_alarm", by=boss)
    with pytest.raises(Conflict):
        actions.review(made.pk, text="Fine.", by=boss)


def test_only_the_commander_speaks_to_the_public(world: World) -> None:
    made = led(world)
    with pytest.raises(Forbidden):
        actions.log(made.pk, by=world.actor("handler:roads"), zh="大家快跑", public=True)


def test_strangers_do_not_write_into_the_log(world: World) -> None:
    made = led(world)
    for who in ("handler:street", "resident", "anonymous"):
        with pytest.raises(Forbidden):
            actions.log(made.pk, by=world.actor(who), zh="x")
    with pytest.raises(Missing):
        queries.get(made.pk, world.actor("handler:street"))


def test_the_log_goes_into_the_journal_by_digest_only(world: World) -> None:
    made = led(world)
    actions.log(made.pk, by=world.actor("handler:lamps"), zh="张三的电话13800000000")
    assert not Entry.objects.filter(data__contains="张三").exists()


ORACLE = {
    # step: {state: who may}; the officers, a supervisor of the body, a leader of it, a stranger, a resident
    "take": {"declared": {"handler:lamps", "supervisor:lamps", "leader:lamps", "handler:roads"}},
    "hand_over": {"led": {"handler:lamps"}},
    "end": {"led": {"handler:lamps"}},
    "review": {"ended": {"supervisor:lamps", "leader:lamps"}},
}
PEOPLE = (
    "handler:lamps", "supervisor:lamps", "leader:lamps", "handler:roads", "handler:street", "reviewer", "auditor",
    "resident", "anonymous",
)  # fmt: skip


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("step", [*ORACLE])
def test_the_truth_table_of_steps(world: World, step: str, state: str) -> None:
    made = declared(world)
    if state != "declared":
        actions.take_command(made.pk, by=world.actor("handler:lamps"))
    if state in ("ended", "reviewed"):
        actions.end(made.pk, outcome="over", by=world.actor("handler:lamps"))
    if state == "reviewed":
        actions.review(made.pk, text="Fine.", by=world.actor("leader:lamps"))
    found = Emergency.objects.select_related("plan", "version").get(pk=made.pk)
    allowed = {who for who in PEOPLE if WORKFLOW.why_not(step, found, world.actor(who)) is None}
    assert allowed == ORACLE[step].get(state, set())


# Drills


def test_a_drill_is_marked_in_every_message_and_public_nowhere(world: World) -> None:
    made = led(world, drill=True)
    handler = world.actor("handler:lamps")
    actions.log(made.pk, by=handler, zh="演练话", public=True)
    actions.give_task(made.pk, body=world.bodies["roads"], by=handler, en="Drill task")
    actions.hand_over(made.pk, to=int(world.actor("supervisor:lamps").person or 0), by=handler)
    actions.end(made.pk, outcome="over", by=world.actor("supervisor:lamps"))
    subjects = [*Notice.objects.values_list("subject", flat=True)]
    assert subjects
    assert all(subject.startswith(("DRILL", "演练")) for subject in subjects)
    assert queries.shown_now() == ()
    assert not queries.public().exists()
    assert not LogLine.objects.filter(public=True).exists()


def test_the_database_itself_refuses_a_public_drill(world: World) -> None:
    made = declared(world, drill=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Emergency.objects.filter(pk=made.pk).update(public_at=clock.now())


def test_a_drill_cannot_be_shown(world: World) -> None:
    made = declared(world, drill=True)
    with pytest.raises(CogovError):
        actions.show(made.pk, by=world.actor("reviewer"))
