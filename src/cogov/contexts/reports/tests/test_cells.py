"""Reports of some cells are found by an index, not by reading them all."""

import pytest
from django.db import connection

from cogov.contexts.reports import cells
from cogov.contexts.reports.models import Report
from cogov.kernel import geo

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a small table is read as a whole by PostgreSQL, and rightly")
def test_no_report_outside_the_cells_is_read() -> None:
    around = geo.cells_around(28.2, 111.6, 500, 10)
    plan = Report.objects.filter(cells.within(around)).order_by().explain()
    assert "SCAN" not in plan
    assert "reports_near" in plan


def test_of_no_cells_there_is_no_report() -> None:
    assert not Report.objects.filter(cells.within([])).exists()
