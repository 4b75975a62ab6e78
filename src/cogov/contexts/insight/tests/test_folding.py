"""Figures follow the journal: after whatever happened, in whatever portions it is counted."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tree import snapshot as bodies_snapshot
from cogov.contexts.insight import folding, recounting
from cogov.contexts.insight.facts import COUNTERS
from cogov.contexts.insight.models import Case, Cell, Progress, Waiting
from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World
from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError

pytestmark = pytest.mark.django_db

REASON = Said("理由", "Reason")


def figure(name: str, scope: str = "city", cut: str = "all", value: str | None = None) -> int:
    rows = Cell.objects.filter(scope=scope, cut=cut)
    rows = rows if value is None else rows.filter(value=value)
    return sum(rows.values_list(name, flat=True))


def solved(world: World, **more: object) -> Report:
    """Filed, handled and checked by the resident, all within the hour."""
    report = world.file(**more)  # type: ignore[arg-type]
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=REASON)
    actions.confirm(report=report.pk, by=world.actor("resident"))
    return report


def test_a_case_counts_in_its_city_its_areas_its_body_and_those_above(world: World) -> None:
    report = world.file(at="c1111")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    lamps_east = world.bodies["lamps-east"]
    actions.dispatch(report=report.pk, body=lamps_east, by=world.actor("dispatcher"), reason=REASON)
    folding.fold()
    scopes = set(Cell.objects.filter(filed=1).values_list("scope", flat=True))
    places = {f"a{world.areas[code]}" for code in ("c1", "c11", "c111")}
    assert scopes == {"city", *places, f"b{world.bodies['lamps']}", f"b{world.bodies['lamps-east']}"}


def test_only_a_closing_that_somebody_else_verified_counts_as_closed(world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=REASON)
    folding.fold()
    assert (figure("done"), figure("verified"), figure("due"), figure("open")) == (1, 0, 0, 1)
    actions.confirm(report=report.pk, by=world.actor("resident"))
    folding.fold()
    assert (figure("verified"), figure("due"), figure("in_time"), figure("open")) == (1, 1, 1, 0)


def test_reopening_takes_the_closing_back_and_keeps_the_first_promise(world: World) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        report = solved(world)
        folding.fold()
        actions.reopen(report=report.pk, by=world.actor("resident"), reason=Said("还是黑的"))
        folding.fold()
        assert (figure("verified"), figure("reopened"), figure("open"), figure("in_time")) == (0, 1, 1, 0)
        clock.shift(timedelta(days=3))
        actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=REASON)
        actions.confirm(report=report.pk, by=world.actor("resident"))
        folding.fold()
    assert (figure("verified"), figure("due"), figure("in_time"), figure("reopened")) == (1, 1, 0, 1)


def test_time_alone_makes_a_case_late_and_an_answer_missing(world: World) -> None:
    with time_machine.travel(now(), tick=False) as clock:
        world.file()
        folding.fold()
        assert (figure("due"), figure("answer_due"), figure("late")) == (0, 0, 0)
        clock.shift(timedelta(hours=9))
        folding.fold()
        assert (figure("answer_due"), figure("answered"), figure("due")) == (1, 0, 0)
        clock.shift(timedelta(hours=16))
        folding.fold()
    assert (figure("due"), figure("in_time"), figure("late")) == (1, 0, 1)


def test_joining_moves_a_case_out_of_the_backlog_and_parting_brings_it_back(world: World) -> None:
    first, second = world.file(), world.file()
    reviewer = world.actor("reviewer")
    actions.merge(report=second.pk, into=first.pk, by=reviewer)
    folding.fold()
    assert (figure("filed"), figure("merged"), figure("open")) == (2, 1, 1)
    actions.part(report=second.pk, by=reviewer)
    folding.fold()
    assert (figure("merged"), figure("open"), figure("ended")) == (0, 2, 0)
    assert sum(Waiting.objects.filter(scope="city").values_list("count", flat=True)) == 2


def test_another_category_and_another_body_take_the_case_with_them(world: World) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    folding.fold()
    actions.recategorise(report=report.pk, category="road", by=world.actor("reviewer"))
    folding.fold()
    assert figure("filed", cut="category", value="lamp") == 0
    assert figure("filed", cut="category", value="road") == 1
    lamps, roads = (f"b{world.bodies[code]}" for code in ("lamps", "roads"))
    assert (figure("filed", lamps), figure("filed", roads)) == (0, 1)


def test_private_cases_are_in_no_figure_of_a_place_a_body_or_a_category(world: World) -> None:
    world.file(category="noise")
    made_private = world.file()
    actions.accept(report=made_private.pk, by=world.actor("reviewer"), private=True)
    folding.fold()
    assert set(Cell.objects.exclude(filed=0).values_list("scope", "cut")) == {("private", "all")}
    assert figure("filed", "private") == 2


def test_a_report_split_from_another_came_the_way_that_one_came(world: World) -> None:
    from cogov.kernel.actors import Channel

    report = world.file(by=world.actor("operator").through(Channel.PHONE))
    actions.split(report=report.pk, category="road", text="路也坏了", by=world.actor("reviewer"))
    folding.fold()
    assert figure("filed", cut="channel", value="phone") == 2


def test_counting_twice_or_in_small_portions_changes_nothing(world: World) -> None:
    for _ in range(3):
        solved(world)
    folding.fold(batch=2)
    once = list(Cell.objects.order_by("key").values())
    number = Progress.objects.get().number
    assert folding.fold() == 0
    Progress.objects.update(entry=0)
    folding.fold()
    assert list(Cell.objects.order_by("key").values()) == once
    assert Progress.objects.get().number == number


def test_a_body_that_moves_takes_its_figures_to_those_above(world: World) -> None:
    solved(world)
    folding.fold()
    centre, lamps = world.bodies["centre"], world.bodies["lamps"]
    Body.objects.filter(pk=lamps).update(parent=centre, path=f"/{centre}/{lamps}/")
    bodies_snapshot.changed()
    folding.fold()
    assert figure("verified", f"b{centre}") == 1
    assert recounting.recompute(check=True).right


def any_step(report: int, world: World, dice: random.Random) -> None:
    """Something that may happen to a report; most is refused in most states, as it should be."""
    say = {"reason": REASON}
    handler, reviewer, resident = (world.actor(one) for one in ("handler:lamps", "reviewer", "resident"))
    steps = [
        lambda: actions.accept(report=report, by=reviewer),
        lambda: actions.reject(report=report, by=reviewer, **say),
        lambda: actions.restore(report=report, by=reviewer),
        lambda: actions.ask(report=report, by=reviewer, question=REASON),
        lambda: actions.resolve(report=report, by=handler, text=REASON),
        lambda: actions.resolve(report=report, by=handler, text=REASON),
        lambda: actions.confirm(report=report, by=resident),
        lambda: actions.confirm(report=report, by=resident),
        lambda: actions.reopen(report=report, by=resident, **say),
        lambda: actions.rate(report=report, by=resident, stars=dice.randint(1, 5), fixed=True),
        lambda: actions.recategorise(report=report, by=reviewer, category=dice.choice(["lamp", "road", "noise"])),
        lambda: actions.move(report=report, by=reviewer, lat=world.areas.middle("c2222")[0],
                             lon=world.areas.middle("c2222")[1]),
        lambda: actions.merge(report=report, into=dice.randint(1, report), by=reviewer),
        lambda: actions.part(report=report, by=reviewer),
        lambda: actions.dispatch(report=report, body=world.bodies["roads"], by=world.actor("dispatcher"), **say),
        lambda: actions.withdraw(report=report, by=resident) if dice.random() < 0.2 else None,
    ]  # fmt: skip
    try:
        dice.choice(steps)()
    except CogovError:
        return


def counted_from_the_reports() -> dict[str, int]:
    """The same figures from the reports' own table, which the fold never reads."""
    rows = list(Report.objects.filter(private=False))
    return {
        "filed": len(rows),
        "open": sum(row.closed_at is None for row in rows),
        "verified": sum(row.state == "closed" for row in rows),
        "rejected": sum(row.state == "rejected" for row in rows),
        "merged": sum(row.state == "merged" for row in rows),
        "withdrawn": sum(row.state == "withdrawn" for row in rows),
        "ended": sum(row.closed_at is not None for row in rows),
        "in_time": sum(row.state == "closed" and row.resolved_at <= row.due_at for row in rows),
        "late": sum(row.closed_at is None and (row.resolved_at or now()) > row.due_at for row in rows),
        "reopened": sum(row.reopened > 0 for row in rows),
        "rated": sum(row.stars is not None for row in rows),
        "satisfied": sum((row.stars or 0) >= 4 for row in rows),
    }


@pytest.mark.parametrize("seed", [0, 1, 17, 33])
def test_after_any_history_the_figures_say_what_the_reports_say(world: World, seed: int) -> None:
    dice = random.Random(seed)
    with time_machine.travel(now() - timedelta(days=40), tick=False) as clock:
        filed: list[int] = []
        for _ in range(120):
            if len(filed) < 12 or dice.random() < 0.05:
                filed.append(world.file(category=dice.choice(["lamp", "lamp", "road", "noise"])).pk)
            any_step(dice.choice(filed), world, dice)
            clock.shift(timedelta(hours=dice.expovariate(1 / 6)))
            if dice.random() < 0.1:
                folding.fold(batch=dice.choice([3, 2_000]))
        folding.fold()
        found = counted_from_the_reports()
        assert {name: figure(name) for name in found} == found
        for cut in ("category", "channel"):
            assert {name: figure(name, cut=cut) for name in COUNTERS} == {name: figure(name) for name in COUNTERS}
        assert recounting.recompute(check=True).right


def test_the_check_names_what_does_not_follow_from_the_journal_and_recounting_puts_it_right(world: World) -> None:
    report = solved(world)
    world.file()
    folding.fold()
    Cell.objects.filter(scope="city", cut="all").update(in_time=7, lengths="")
    Case.objects.filter(report=report.pk).update(stars=5)
    Waiting.objects.update(count=9)
    found = recounting.recompute(check=True)
    assert (found.wrong_cases, found.wrong_counts) == (1, 1)
    assert found.wrong_days > 0
    assert f"case {report.pk}" in found.named
    assert not recounting.recompute().right
    assert recounting.recompute(check=True).right
    assert figure("in_time") == 1


def test_rows_that_no_journal_tells_of_are_removed(world: World) -> None:
    report = solved(world)
    folding.fold()
    values = Case.objects.filter(report=report.pk).values().get()
    Case.objects.create(**values | {"report": report.pk + 1})
    assert recounting.recompute().wrong_cases == 1
    assert list(Case.objects.values_list("report", flat=True)) == [report.pk]


def test_nobody_folds_while_a_recount_holds_the_figures(world: World) -> None:
    folding.hold()
    world.file()
    assert folding.fold() == 0
    folding.release()
    assert folding.fold() == 1


def test_standing_still_costs_few_queries(world: World) -> None:
    solved(world)
    folding.fold()
    with CaptureQueriesContext(connection) as asked:
        folding.fold()
    assert len(asked) <= 5
