import pyarrow.parquet as pq
import pytest

from cogov.contexts.reports import queries
from cogov.contexts.reports.importing import bundled, import_reports
from cogov.contexts.reports.models import Report
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.verify import Verification

ROWS = 3_000


def slice_of(path, folder, rows=ROWS):
    """The last rows of a table, as a file of its own: the refused ones must not land beside the real data."""
    table = pq.read_table(path)
    part = folder / path.name
    pq.write_table(table.slice(table.num_rows - rows), part)
    return part


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("boston_311_freetext_to_2018h1.parquet", "boston-311-freetext"),
        ("boston_311_sla_2011_2023.parquet", "boston-311-sla"),
    ],
)
def test_bostons_requests_come_in_whole(db, shared_data, tmp_path, file, name):
    part = slice_of(shared_data / "requests" / file, tmp_path)
    counts = import_reports(part, bundled()[name], by=SYSTEM).counts
    assert (counts.read, counts.imported, counts.refused, counts.by_fallback) == (ROWS, ROWS, 0, 0)
    assert not list(Verification().findings())
    assert queries.visible_to(Actor()).count() == ROWS


@pytest.mark.slow
def test_bostons_local_times_promises_and_channels_are_kept(db, shared_data, tmp_path):
    path = shared_data / "requests" / "boston_311_sla_2011_2023.parquet"
    row = pq.read_table(path).slice(0, 1).to_pylist()[0]
    part = tmp_path / "first.parquet"
    pq.write_table(pq.read_table(path).slice(0, 1), part)
    import_reports(part, bundled()["boston-311-sla"], by=SYSTEM)
    report = Report.objects.select_related("category").get(source_id=row["case_enquiry_id"])
    assert report.filed_at.isoformat() == "2011-07-01T05:32:33+00:00"  # 01:32:33 in Boston's summer
    assert report.due_at.isoformat() == "2011-07-15T05:32:32+00:00"
    assert (report.category.name_zh, report.channel, report.outcome) == ("路灯", "patrol", "fixed")
