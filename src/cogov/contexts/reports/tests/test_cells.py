"""Reports of some cells are found by an index, not by reading them all; nobody finds what the gate hides."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cogov.contexts.reports import cells, queries
from cogov.contexts.reports.models import Report, State
from cogov.contexts.reports.models.report import CLOSED, Outcome
from cogov.contexts.reports.tests.world import World
from cogov.kernel import geo
from cogov.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read as a whole by PostgreSQL, and rightly")
def test_no_report_outside_the_cells_is_read() -> None:
    around = geo.cells_around(28.2, 111.6, 500, 10)
    plan = Report.objects.filter(cells.within(around)).order_by().explain()
    assert "SCAN" not in plan
    assert "reports_near" in plan


def test_of_no_cells_there_is_no_report() -> None:
    assert not Report.objects.filter(cells.within([])).exists()


def test_near_a_point_is_what_the_gate_lets_through_and_nothing_that_was_joined(world: World) -> None:
    lat, lon = world.areas.middle("c1111")
    first = world.file()
    for state in State:
        for private in (False, True):
            wanted = {
                "state": state,
                "private": private,
                "body": world.bodies["lamps"],
                "merged_into": first.pk if state is State.MERGED else None,
                "closed_at": now() if state in CLOSED else None,
                "outcome": Outcome.FIXED if state is State.CLOSED else Outcome.NONE,
            }
            Report.objects.filter(pk=world.file().pk).update(**wanted)
    seen = set(queries.public_reports().exclude(state=State.MERGED).values_list("pk", flat=True))

    around = cells.grouped(geo.cells_around(lat, lon, 100, cells.NEAR_RESOLUTION))
    assert {pk for pk, _, _ in queries.places_since(around, now() - timedelta(days=1), None, 50, 100)} == seen
    assert {report.pk for report, _ in queries.nearby(lat, lon)} == seen


def test_of_a_busy_corner_only_the_newest_are_read(world: World) -> None:
    made = [world.file(at="c1111").pk for _ in range(4)] + [world.file(at="c1112").pk]
    start = now()
    for number, pk in enumerate(made):
        Report.objects.filter(pk=pk).update(filed_at=start - timedelta(hours=number))
    corners = [world.areas.middle("c1111"), world.areas.middle("c1112")]
    around = cells.grouped(
        cell for lat, lon in corners for cell in geo.cells_around(lat, lon, 1, cells.NEAR_RESOLUTION)
    )

    def found(in_cell: int, limit: int, days: int = 1) -> list[int]:
        return [pk for pk, _, _ in queries.places_since(around, start - timedelta(days=days), None, in_cell, limit)]

    assert found(2, 10) == [made[0], made[1], made[4]]
    assert found(2, 2) == made[:2]
    assert found(10, 10) == made
    assert found(10, 10, days=0) == [made[0]]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read as a whole by PostgreSQL, and rightly")
def test_near_a_point_only_the_index_of_the_newest_is_searched(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        queries.nearby(*world.areas.middle("c1111"))
    with connection.cursor() as cursor:
        [sql] = [query["sql"] for query in asked if "spot" in query["sql"]]
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = " / ".join(row[3] for row in cursor.fetchall())
    assert "SEARCH p USING INDEX reports_near_newest" in plan.replace("COVERING ", "")
    assert "SEARCH q USING INTEGER PRIMARY KEY" in plan
