"""What stands at the top of a worklist: the most urgent open work of one's bodies, and nothing about themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client

from cogov.contexts.reports import queries
from cogov.contexts.reports.models import Assignment, Report
from cogov.contexts.reports.tests.world import World
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Work of three bodies, some about a body itself, some somebody's own, some done, due in no order."""
    monkeypatch.setattr(queries, "ROWS", 5)
    queries._top_of_work.cache_clear()
    lamps, roads, east = (world.bodies[name] for name in ("lamps", "roads", "lamps-east"))
    handler, start = world.actor("handler:lamps").person, now()
    for number in range(16):
        report = world.file(about_body=(None, lamps, None, roads)[number % 4])
        Assignment.objects.filter(report=report).delete()
        Assignment.objects.create(
            report=report, body_id=(lamps, roads, east)[number % 3], lead=number % 5 != 0, since=start,
            handler_id=handler if number % 2 else None, due_at=start + timedelta(hours=number * 7 % 16),
            done_at=start if number == 6 else None,
        )  # fmt: skip
    yield world
    queries._top_of_work.cache_clear()


def expected(city: World, by: Actor, *, mine: bool) -> list[int]:
    own = set().union(*(grant.bodies for grant in by.grants))
    unseen = {grant.body for grant in by.grants} | {
        city.bodies["lamps"] for grant in by.grants if grant.body == city.bodies["lamps-east"]
    }
    rows = [
        row for row in Assignment.objects.select_related("report")
        if row.done_at is None and row.body_id in own and row.report.about_body_id not in unseen
        and (not mine or row.handler_id == by.person)
    ]  # fmt: skip
    return [row.pk for row in sorted(rows, key=lambda row: (row.due_at, row.pk))]


@pytest.mark.parametrize("mine", [False, True])
@pytest.mark.parametrize("who", ["handler:lamps", "handler:lamps-east", "supervisor:roads", "handler:digital"])
def test_the_most_urgent_first_and_whether_there_is_more(city: World, who: str, mine: bool) -> None:
    by = city.actor(who)
    wanted = expected(city, by, mine=mine)
    rows, more = queries.top_of_worklist(by, mine=mine)
    assert [row.pk for row in rows] == wanted[:5]
    assert more is (len(wanted) > 5)
    assert [row.pk for row in queries.worklist(by, mine=mine)] == wanted


def test_the_ones_of_another_are_asked_for_with_the_same_words(city: World) -> None:
    first, second = city.actor("handler:lamps"), city.actor("handler:roads")
    for by in (first, second, first):
        rows, _more = queries.top_of_worklist(by)
        assert [row.pk for row in rows] == expected(city, by, mine=False)[:5]


def test_a_stranger_has_no_work(city: World) -> None:
    assert queries.top_of_worklist(Actor()) == ([], False)
    assert Client().get("/desk/work").status_code == 302


@pytest.mark.skipif(connection.vendor != "sqlite", reason="of a small table PostgreSQL uses any index, and rightly")
@pytest.mark.parametrize(
    ("queue", "role", "index", "in_order"),
    [
        (queries.to_review, "reviewer", "reports_review_queue", True),
        (queries.late, "supervisor", "reports_late", True),
        (queries.to_dispatch, "dispatcher", "reports_open_by_state", False),
        (queries.to_check, "inspector", "reports_open_by_state", False),
        (queries.waiting_for_reporter, "reviewer", "reports_open_by_state", False),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_queue_of_the_whole_city_is_read_by_its_index_those_that_grow_from_their_head(
    world: World, queue: Callable[[Actor], QuerySet[Report]], role: str, index: str, in_order: bool
) -> None:
    plan = queue(world.actor(role))[:51].explain()
    assert index in plan
    assert not in_order or "TEMP B-TREE" not in plan, plan
