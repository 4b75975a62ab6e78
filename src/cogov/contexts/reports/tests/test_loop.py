"""The loop from filing to closing, as actions."""

from __future__ import annotations

import pytest

from cogov.contexts.reports import actions, queries
from cogov.contexts.reports.models import Assignment, Report, State
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World
from cogov.kernel import journal
from cogov.kernel.errors import Conflict, Forbidden, Missing

REASON = Said("理由", "Reason")


def test_a_report_goes_from_filing_to_closing(world: World) -> None:
    report = world.file()

    actions.accept(report=report.pk, by=world.actor("reviewer"))
    report.refresh_from_db()
    assert report.state == State.DISPATCHED
    assert report.body_id == world.bodies["lamps"]

    handler = world.actor("handler:lamps")
    actions.start(report=report.pk, by=handler)
    actions.resolve(report=report.pk, by=handler, text=Said("已更换灯泡"))
    actions.confirm(report=report.pk, by=world.actor("resident"))

    report.refresh_from_db()
    assert (report.state, report.outcome) == (State.CLOSED, "fixed")
    kinds = [entry.kind for entry in journal.history(report)]
    assert kinds == [
        "reports.filed",
        "reports.accepted",
        "reports.dispatched",
        "reports.started",
        "reports.resolved",
        "reports.closed",
    ]


def test_acceptance_hands_over_by_the_nearest_rule_and_names_it(world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    work = Assignment.objects.get(report=report)
    assert (work.body_id, work.lead, work.done_at) == (world.bodies["lamps"], True, None)
    assert work.rule is not None


def test_the_handler_does_not_check_their_own_work(world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    handler = world.actor("handler:lamps")
    actions.resolve(report=report.pk, by=handler, text=REASON)
    with pytest.raises(Forbidden):
        actions.confirm(report=report.pk, by=handler)


def test_reopening_keeps_the_first_deadline(world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    due = Report.objects.get(pk=report.pk).due_at
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=REASON)
    actions.reopen(report=report.pk, by=world.actor("resident"), reason=Said("还是黑的"))
    report.refresh_from_db()
    assert (report.state, report.reopened, report.due_at) == (State.DISPATCHED, 1, due)


def test_a_stale_form_changes_nothing(world: World) -> None:
    report = world.file()
    actions.ask(report=report.pk, by=world.actor("reviewer"), question=REASON, revision=1)
    with pytest.raises(Conflict):
        actions.accept(report=report.pk, by=world.actor("reviewer"), revision=1)


def test_joined_reports_follow_the_root(world: World) -> None:
    first, second, third = world.file(), world.file(), world.file()
    reviewer = world.actor("reviewer")
    actions.merge(report=third.pk, into=second.pk, by=reviewer)
    actions.merge(report=second.pk, into=first.pk, by=reviewer)
    assert set(queries.followers_of(first.pk)) == {second, third}
    first.refresh_from_db()
    assert first.supporters == 2


def test_a_joined_report_can_stand_alone_again(world: World) -> None:
    first, second = world.file(), world.file()
    reviewer = world.actor("reviewer")
    actions.merge(report=second.pk, into=first.pk, by=reviewer)
    actions.part(report=second.pk, by=reviewer)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.supporters, second.state, second.merged_into) == (0, State.RECEIVED, None)


def test_a_private_report_does_not_exist_for_strangers(world: World) -> None:
    report = world.file(category="noise")
    for who in ("anonymous", "neighbour", "inspector", "handler:roads"):
        with pytest.raises(Missing):
            queries.get(report.pk, world.actor(who))
    for who in ("resident", "reviewer"):
        assert queries.get(report.pk, world.actor(who)) == report


def test_the_body_complained_about_does_not_see_it(world: World) -> None:
    report = world.file(about_body=world.bodies["lamps"])
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    for who in ("handler:lamps", "supervisor:lamps-east", "reviewer:lamps"):
        with pytest.raises(Missing):
            queries.get(report.pk, world.actor(who))
    report.refresh_from_db()
    assert report.body_id is None


def test_filing_takes_no_more_than_twelve_queries(world: World, django_assert_max_num_queries: object) -> None:
    world.file()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        world.file()
