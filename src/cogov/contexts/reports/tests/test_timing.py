"""Deadlines: promised, kept, missed, told to the next level."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World
from cogov.kernel import clocks, journal
from cogov.kernel.clock import now


def kinds(report: Report) -> list[str]:
    return [entry.kind for entry in journal.history(report)]


def test_a_harder_tier_moves_the_promise_from_filing(world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"), difficulty="complicated")
    report.refresh_from_db()
    assert report.due_at == report.filed_at + timedelta(hours=72)


def test_a_missed_deadline_climbs_level_by_level_each_step_once(world: World) -> None:
    report = world.file(at="c1111", category="lamp")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.dispatch(
        report=report.pk,
        by=world.actor("dispatcher"),
        body=world.bodies["lamps-east"],
        reason=Said("归区里", "District"),
    )
    with time_machine.travel(now() + timedelta(days=7), tick=False):
        clocks.tick()
        clocks.tick()
    report.refresh_from_db()
    told = [journal.fact_of(entry) for entry in journal.history(report) if entry.kind == "reports.escalated"]
    resolution = [(fact.step, fact.body) for fact in told if fact.clock == "resolution"]
    assert resolution == [
        (1, world.bodies["lamps-east"]),
        (2, world.bodies["lamps"]),
    ], "nobody is told twice"


def test_a_finished_report_is_left_in_peace(world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了"))
    actions.confirm(report=report.pk, by=world.actor("resident"))
    with time_machine.travel(now() + timedelta(days=7), tick=False):
        assert clocks.tick().steps == 0
    assert "reports.escalated" not in kinds(report)


def test_closing_and_reopening_does_not_buy_time(world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了"))
    with time_machine.travel(now() + timedelta(hours=30), tick=False):
        actions.reopen(report=report.pk, by=world.actor("resident"), reason=Said("没有好"))
        clocks.tick()
    assert "reports.escalated" in kinds(report)
