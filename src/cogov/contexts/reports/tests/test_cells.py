"""Reports of some cells are found by an index, not by reading them all; nobody finds what the gate hides."""

from datetime import timedelta

import pytest
from django.db import connection

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

    spans = cells.spans(geo.cells_around(lat, lon, 100, 10))
    assert {pk for pk, _, _ in queries.places_since(spans, now() - timedelta(days=1), None, 100)} == seen
    assert {report.pk for report, _ in queries.nearby(lat, lon)} == seen
