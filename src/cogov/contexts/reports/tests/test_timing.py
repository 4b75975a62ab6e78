"""Deadlines: promised, kept, missed, told to the next level."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tree import snapshot
from cogov.contexts.reports import actions, timing
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Draft, Said
from cogov.contexts.reports.tests.world import World
from cogov.contexts.reports.timeline import timeline
from cogov.kernel import clocks, ids, journal
from cogov.kernel.clock import now
from cogov.kernel.models import Clock


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


def four_levels(world: World) -> list[int]:
    """A community's committee with its street, district and city above it."""
    made: list[int] = []
    for code, area in (("c-gov", "c"), ("c1-gov", "c1"), ("c11-gov", "c11"), ("c111-committee", "c111")):
        level = areas.area(world.areas[area]).level.value
        above = Body.objects.get(pk=made[-1]) if made else None
        row = Body.objects.create(
            code=code, level=level, area_id=world.areas[area], parent=above, path="", name_en=code, kind="office"
        )
        row.path = f"{above.path if above else '/'}{row.pk}/"
        row.save(update_fields=["path"])
        made.append(row.pk)
    snapshot.changed()
    return made


def escalations(report: Report, clock: str) -> list[tuple[int, int | None]]:
    told = [journal.fact_of(entry) for entry in journal.history(report) if entry.kind == "reports.escalated"]
    return [(fact.step, fact.body) for fact in told if fact.clock == clock]


def test_what_is_late_goes_from_the_committee_to_street_district_and_city_each_once(world: World) -> None:
    city, district, street, committee = four_levels(world)
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.dispatch(report=report.pk, by=world.actor("dispatcher"), body=committee, reason=Said("归社区", "Theirs"))
    start = now()
    with time_machine.travel(start, tick=False) as machine:
        for hours in (19, 25, 33, 41, 49, 200):
            machine.move_to(start + timedelta(hours=hours))
            clocks.tick()
            clocks.tick()
    assert escalations(report, "resolution") == [(1, committee), (2, street), (3, district), (4, city)]
    warned = [journal.fact_of(entry) for entry in journal.history(report) if entry.kind == "reports.warned"]
    assert [(fact.clock, fact.body, fact.step) for fact in warned if fact.clock == "resolution"] == [
        ("resolution", committee, 0)
    ]


def test_after_a_week_without_ticks_all_four_levels_are_told_in_order(world: World) -> None:
    city, district, street, committee = four_levels(world)
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.dispatch(report=report.pk, by=world.actor("dispatcher"), body=committee, reason=Said("归社区", "Theirs"))
    with time_machine.travel(now() + timedelta(days=7), tick=False):
        clocks.tick()
    assert escalations(report, "resolution") == [(1, committee), (2, street), (3, district), (4, city)]


def test_a_manager_of_the_body_complained_about_is_not_told(world: World) -> None:
    city, _district, street, committee = four_levels(world)
    report = world.file(about_body=street, category="road")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    report.refresh_from_db()
    report.body_id = committee
    assert city not in timing.ladder(report)
    assert street not in timing.ladder(report)


def test_a_review_that_is_late_is_told_to_district_and_city(world: World) -> None:
    four_levels(world)
    told = timing.ladder(world.file())
    assert told == (world.bodies["lamps-east"], world.bodies["centre"]), "the topmost of each, the elder of two alike"


def test_a_report_nobody_is_responsible_for_has_a_clock_for_handing_over(world: World) -> None:
    report = world.file(category="rubbish")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    clock = Clock.objects.get(subject_id=report.pk, kind="dispatch")
    assert clock.stopped_at is None
    actions.dispatch(report=report.pk, by=world.actor("dispatcher"), body=world.bodies["lamps"])
    clock.refresh_from_db()
    assert clock.stopped_at is not None
    with time_machine.travel(now() + timedelta(hours=100), tick=False):
        actions.return_to_dispatch(report=report.pk, by=world.actor("handler:lamps"), reason=Said("不归我们"))
        again = Clock.objects.get(subject_id=report.pk, kind="dispatch")
        left = again.due_at - now()
    assert timedelta(hours=7) < left <= timedelta(hours=8), "what was left, and no new time"


def test_the_timeline_says_which_deadline_is_near(world: World) -> None:
    report = world.file()
    with time_machine.travel(now() + timedelta(hours=7), tick=False):
        clocks.tick()
    with translation.override("en"):
        titles = [item.title for item in timeline(report, world.actor("reviewer"))]
    assert sorted(titles[1:]) == ["First answer: the deadline is near", "Review: the deadline is near"]


def test_filing_stays_within_eight_queries(world: World) -> None:
    lat, lon = world.areas.middle("c1111")
    draft, by = Draft(category="lamp", text="路灯不亮", lat=lat, lon=lon), world.actor("resident")
    actions.file_report(draft=draft, by=by, key=ids.token())
    with CaptureQueriesContext(connection) as seen:
        actions.file_report(draft=draft, by=by, key=ids.token())
    assert len([each for each in seen.captured_queries if "SAVEPOINT" not in each["sql"]]) <= 8
