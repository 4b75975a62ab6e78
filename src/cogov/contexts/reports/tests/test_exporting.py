import csv
import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import translation

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import actions, exporting, queries
from cogov.contexts.reports.exporting import COLUMNS, export_reports
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.queries import Filters
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import contact
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Invalid, Missing

FORMATS = ("csv", "geojson", "parquet")
LATER = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def accepted(world, **more):
    report = world.file(**more)
    return actions.accept(report=report.pk, by=world.actor("reviewer"))


def exported(fmt, filters=None):
    out = io.BytesIO()
    count = export_reports(fmt, out, filters)
    rows = READ[fmt](out.getvalue())
    assert count == len(rows)
    return rows


def from_csv(content):
    return [row | {"id": int(row["id"])} for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]


def from_geojson(content):
    return [
        feature["properties"] | {"id": feature["id"], "at": feature["geometry"]}
        for feature in json.loads(content)["features"]
    ]


def from_parquet(content):
    return pq.read_table(pa.BufferReader(content)).to_pylist()


READ = {"csv": from_csv, "geojson": from_geojson, "parquet": from_parquet}


@pytest.mark.parametrize("fmt", FORMATS)
def test_an_export_holds_what_the_public_page_shows(world, fmt):
    report = accepted(world, text="路灯坏了", address="Elm St 4")
    [row] = exported(fmt)
    assert (row["id"], row["state"], row["text"], row["address"]) == (report.pk, "dispatched", "路灯坏了", "Elm St 4")
    assert (row["category"], row["category_zh"], row["category_en"]) == ("lamp", "路灯", "Street lamp")
    assert (row["area"], row["body_en"]) == ("c111", bodies.name(report.body_id, "en"))


@pytest.mark.parametrize("fmt", FORMATS)
def test_all_formats_hold_the_same_reports_and_an_empty_one_is_whole(world, fmt):
    assert exported(fmt) == []
    numbers = [accepted(world).pk for _report in range(3)]
    assert [row["id"] for row in exported(fmt)] == numbers


@pytest.mark.parametrize("fmt", FORMATS)
def test_nothing_personal_and_nothing_hidden_is_in_a_single_byte(world, fmt):
    secret = "xyzzy-7431"
    accepted(world, contact=contact(name=secret, email=f"{secret}@example.org"))
    accepted(world, category="noise", text=secret)
    redacted = accepted(world, text=secret)
    actions.redact(report=redacted.pk, by=world.actor("reviewer"), text="removed")
    rejected = world.file(text=secret)
    actions.reject(report=rejected.pk, by=world.actor("reviewer"), reason=Said(en="spam"))
    world.file(text=f"{secret} before its review")
    out = io.BytesIO()
    count = export_reports(fmt, out)
    assert count == queries.visible_to(Actor()).count() == 3
    assert secret.encode() not in out.getvalue()
    for report in Report.objects.all():
        assert report.salt.encode() not in out.getvalue()
        assert report.receipt.encode() not in out.getvalue()


def test_only_named_columns_are_ever_exported(world):
    accepted(world)
    personal = {"reporter", "contact", "receipt", "salt", "name", "email", "phone", "channel", "source_id"}
    assert not personal & {column.name for column in COLUMNS}
    assert list(exported("csv")[0]) == [column.name for column in COLUMNS]


def test_texts_that_a_spreadsheet_would_run_are_disarmed(world):
    accepted(world, text="=HYPERLINK(1)", address="+49 street")
    [row] = exported("csv")
    assert (row["text"], row["address"]) == ("'=HYPERLINK(1)", "'+49 street")
    assert exported("parquet")[0]["text"] == "=HYPERLINK(1)"


def test_geojson_has_longitude_first_and_no_geometry_without_a_place(world):
    lat, lon = world.areas.middle("c1111")
    accepted(world)
    accepted(world, category="idea", lat=None, lon=None)
    with_place, without = exported("geojson")
    assert with_place["at"]["coordinates"] == pytest.approx([lon, lat], abs=1e-6)
    assert without["at"] is None


def test_parquet_keeps_times_and_numbers(world):
    report = accepted(world)
    [row] = exported("parquet")
    assert (row["filed_at"], row["due_at"]) == (report.filed_at, report.due_at)
    assert isinstance(row["lat"], float)
    assert row["closed_at"] is None


@pytest.mark.parametrize("fmt", FORMATS)
def test_filters_narrow_an_export_as_they_narrow_the_list(world, fmt):
    lamp, road = accepted(world, text="dark corner"), accepted(world, category="road", text="deep hole", at="c1111")
    for filters, expected in (
        (Filters(category="road"), [road.pk]),
        (Filters(query="dark corner"), [lamp.pk]),
        (Filters(query="no such words"), []),
        (Filters(status="closed"), []),
        (Filters(since=LATER), []),
        (Filters(area=world.areas["c1"]), [lamp.pk, road.pk]),
    ):
        assert [row["id"] for row in exported(fmt, filters)] == expected


def test_many_reports_take_one_query_for_each_handful(world, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(exporting, "CHUNK", 2)
    numbers = [accepted(world).pk for _report in range(5)]
    steps = []
    exported("csv")  # fills what is held in memory
    with django_assert_num_queries(4):
        export_reports("csv", io.BytesIO(), progress=steps.append)
    assert steps == [2, 2, 1]
    assert [row["id"] for row in exported("csv")] == numbers


def test_a_file_appears_only_when_it_is_whole(world, tmp_path):
    accepted(world)
    path = tmp_path / "reports.csv"
    path.write_text("yesterday")
    with pytest.raises(ZeroDivisionError):
        export_reports("csv", path, progress=lambda _rows: 1 / 0)
    assert [p.name for p in tmp_path.iterdir()] == ["reports.csv"]
    assert path.read_text() == "yesterday"
    assert export_reports("csv", path) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,")


def test_unknown_formats_and_areas_are_refused(world):
    with pytest.raises(Invalid, match="csv, geojson, parquet"):
        export_reports("xls", io.BytesIO())
    with pytest.raises(Missing):
        export_reports("csv", io.BytesIO(), Filters(area=10**9))
