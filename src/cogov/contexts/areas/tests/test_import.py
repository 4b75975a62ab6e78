"""Areas come in from files: compared, repaired, converted, and hostile ones refused with a sentence."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.utils import translation

from cogov.contexts.areas import facade, geojson
from cogov.contexts.areas.actions import NewArea, add_areas, import_areas
from cogov.contexts.areas.geojson import Crs, outline
from cogov.contexts.areas.importing import Plan, square_km
from cogov.contexts.areas.models import Area
from cogov.contexts.areas.tests.factories import squares
from cogov.kernel.actors import SYSTEM, Actor, AreaLevel
from cogov.kernel.errors import CogovError, Forbidden, Invalid, TooLarge
from cogov.kernel.geo import distance_m
from cogov.kernel.models import Entry

SQUARE = [[104.0, 30.0], [104.1, 30.0], [104.1, 30.1], [104.0, 30.1], [104.0, 30.0]]
BOW_TIE = [[104.0, 30.0], [104.1, 30.1], [104.1, 30.0], [104.0, 30.1], [104.0, 30.0]]


def collection(*features: dict[str, Any]) -> io.BytesIO:
    return io.BytesIO(json.dumps({"type": "FeatureCollection", "features": features}).encode())


def feature(code: object = "d1", name: str = "东区", ring: Any = SQUARE, **more: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"code": code, "name": name, **more},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def brought_in(file: io.BytesIO | Path, level: AreaLevel = AreaLevel.DISTRICT, **more: Any) -> Plan:
    options = {"code_field": "code", "name_zh_field": "name", "parent": None, "by": SYSTEM, **more}
    return import_areas(file, level=level, **options)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def city(db: None) -> int:
    return add_areas([NewArea("city", AreaLevel.CITY, "", "云湖市", "Cloud Lake")], by=SYSTEM)["city"]


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(city: int) -> None:
    plan = brought_in(collection(feature()), parent=city, dry_run=True)
    assert [row.code for row in plan.added] == ["d1"]
    assert Area.objects.count() == 1


def test_the_second_run_finds_nothing_to_do(city: int) -> None:
    brought_in(collection(feature(), feature("d2", "西区", BOW_TIE)), parent=city)
    entries = Entry.objects.count()
    plan = brought_in(collection(feature(), feature("d2", "西区", BOW_TIE)), parent=city)
    assert (plan.added, plan.changed, plan.unchanged) == ([], [], ["d1", "d2"])
    assert Entry.objects.count() == entries
    assert Area.objects.count() == 3


def test_differences_are_shown_and_then_taken_over_with_one_entry_each(city: int) -> None:
    brought_in(collection(feature()), parent=city)
    wider = [[104.0, 30.0], [104.2, 30.0], [104.2, 30.1], [104.0, 30.1], [104.0, 30.0]]
    plan = brought_in(collection(feature(name="新东区", ring=wider)), parent=city, dry_run=True)
    names, sizes = plan.changed[0].differences
    assert (names.before, names.after) == ("东区", "新东区")
    assert float(sizes.after) == pytest.approx(2 * float(sizes.before))
    brought_in(collection(feature(name="新东区", ring=wider)), parent=city)
    area = Area.objects.get(code="d1")
    assert (area.name_zh, area.journal_seq) == ("新东区", 2)
    chain = facade.chain_at(30.05, 104.15)
    assert chain is not None
    assert chain.district == area.pk


def test_areas_that_the_file_leaves_out_are_named_and_kept(city: int) -> None:
    brought_in(collection(feature(), feature("d2", "西区")), parent=city)
    plan = brought_in(collection(feature()), parent=city)
    assert plan.absent == ["d2"]
    assert Area.objects.filter(code="d2").exists()


def test_invalid_polygons_are_repaired_and_reported(city: int) -> None:
    plan = brought_in(collection(feature(ring=BOW_TIE)), parent=city)
    assert [note.code for note in plan.repaired] == ["d1"]
    assert "Self-intersection" in plan.repaired[0].sentence
    assert shapely.from_geojson(Area.objects.get(code="d1").boundary).is_valid


def test_the_area_above_is_found_by_code_or_else_by_place(db: None) -> None:
    city = squares()
    ring = [[104.001, 30.001], [104.002, 30.001], [104.002, 30.002], [104.001, 30.001]]
    brought_in(collection(feature("n1", ring=ring, above="c22")), AreaLevel.COMMUNITY, parent_field="above")
    brought_in(collection(feature("n2", ring=ring)), AreaLevel.COMMUNITY)
    assert facade.by_code("n1").parent == city["c22"]
    assert facade.by_code("n2").parent == city["c11"]


def test_rows_that_cannot_be_taken_are_listed_with_their_reason_and_the_others_taken(city: int) -> None:
    plan = brought_in(
        collection(
            feature(),
            feature(),
            feature(code=None),
            feature("d3", name=""),
            feature("d4", ring=[[104.0, 30.0], [104.1, 30.0], [104.0, 30.0]]),
            feature("d5", ring=[[104.0, 30.0]] * 4),
            feature("d6", ring=[[204.0, 30.0], [204.1, 30.0], [204.1, 30.1], [204.0, 30.0]]),
            feature("d7", ring=[[True, 30.0], [104.1, 30.0], [104.1, 30.1], [104.0, 30.0]]),
            feature("d8", ring=[["104", "30"], [104.1, 30.0], [104.1, 30.1], [104.0, 30.0]]),
            feature("d9", ring=[[[104.0]]]),
            feature("c" * 41),
            {**feature("d10"), "geometry": {"type": "Point", "coordinates": [104.0, 30.0]}},
            {**feature("d11"), "geometry": None},
            {**feature("d12"), "geometry": {"type": "Polygon", "coordinates": []}},
            {**feature("d13"), "geometry": {"type": "MultiPolygon"}},
            feature("city"),
        ),
        parent=city,
    )
    assert [row.code for row in plan.added] == ["d1"]
    assert [note.place for note in plan.refused] == list(range(2, 17))
    assert all(note.sentence.endswith((".", "。")) for note in plan.refused)
    assert Area.objects.count() == 2


def test_an_area_without_a_wider_one_around_it_is_refused(city: int) -> None:
    plan = brought_in(collection(feature()))
    assert "No area of the next wider level" in plan.refused[0].sentence
    plan = brought_in(collection(feature()), AreaLevel.STREET, parent=city)
    assert "next wider level" in plan.refused[0].sentence


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", Invalid),
        (b"\xff\xfe", Invalid),
        (b"not json", Invalid),
        (b"[]", Invalid),
        (b'{"type": "FeatureCollection"}', Invalid),
        (b'{"type": "FeatureCollection", "features": [1]}', Invalid),
        (b"[" * 200_000, Invalid),
        (b'{"a":' * 200_000, Invalid),
        (b'{"type": "FeatureCollection", "features": [NaN]}', Invalid),
        (b'{"type": "FeatureCollection", "features": [-Infinity]}', Invalid),
        (b'{"x": ' + b"9" * 5000 + b"}", Invalid),
        (b"\x1f\x8b\x08 nothing good", Invalid),
        (gzip.compress(b" " * (geojson.MOST_BYTES + 1)), TooLarge),
        (b'{"type": "FeatureCollection", "features": [' + b"1," * geojson.MOST_FEATURES + b"1]}", TooLarge),
    ],
)
def test_hostile_files_are_refused_with_a_sentence(data: bytes, error: type[CogovError]) -> None:
    with pytest.raises(error) as raised:
        geojson.read(io.BytesIO(data))
    assert str(raised.value).endswith((".", "。"))


def test_numbers_that_overflow_to_infinity_are_refused() -> None:
    geometry = json.loads('{"type": "Polygon", "coordinates": [[[1e999, 1], [2, 2], [3, 1], [1, 1]]]}')
    with pytest.raises(Invalid):
        outline(geometry)


def test_outlines_and_files_of_too_many_points_are_refused_before_they_are_built(
    monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setattr(geojson, "MOST_VERTICES_EACH", 4)
    with pytest.raises(TooLarge):
        outline({"type": "Polygon", "coordinates": [SQUARE]})
    monkeypatch.setattr(geojson, "MOST_VERTICES", 9)
    with pytest.raises(TooLarge):
        geojson.read(collection(feature(), feature("d2")))


def test_only_administrators_and_the_machine_bring_areas_in(city: int) -> None:
    with pytest.raises(Forbidden):
        brought_in(collection(feature()), parent=city, by=Actor(person=1))


def test_boston_comes_in_with_its_seven_invalid_outlines_repaired(city: int, shared_data: Path) -> None:
    file = shared_data / "boundaries" / "boston_neighborhoods.geojson.gz"
    options = {"code_field": "NID", "name_zh_field": "", "name_en_field": "Name", "parent": city}
    plan = brought_in(file, **options)
    assert (len(plan.added), len(plan.repaired), plan.refused) == (26, 7, [])
    chain = facade.chain_at(42.3097, -71.1151)  # in Jamaica Plain
    assert chain is not None
    assert facade.name(chain.narrowest, "en") == "Jamaica Plain"
    assert len(brought_in(file, **options).unchanged) == 26


def test_repaired_outlines_keep_the_acres_that_the_city_of_boston_states(shared_data: Path) -> None:
    km2_per_acre = 0.00404686
    for each in geojson.read(shared_data / "boundaries" / "boston_neighborhoods.geojson.gz"):
        found = float(square_km(outline(each.geometry).text))
        assert found == pytest.approx(each.properties["Acres"] * km2_per_acre, rel=0.01), each.properties["Name"]


def test_gcj_02_input_lands_where_the_same_districts_lie_in_wgs84(city: int, shared_data: Path) -> None:
    folder = shared_data / "boundaries"
    gcj = json.loads((folder / "cn_guiyang_districts_datav_gcj02.geojson").read_bytes())["features"]
    wgs = json.loads((folder / "cn_guiyang_beijing_districts_fastgeocn.geojson").read_bytes())["features"]
    wgs_by_name = {
        each["properties"]["name"]: shapely.make_valid(shapely.from_geojson(json.dumps(each["geometry"])))
        for each in wgs
    }
    converted, untouched = [], []
    for each in gcj:
        twin = wgs_by_name[each["properties"]["name"]]
        for crs, overlaps in ((Crs.GCJ02, converted), (Crs.WGS84, untouched)):
            shape = shapely.from_geojson(outline(each["geometry"], crs).text)
            overlaps.append(shape.intersection(twin).area / shape.union(twin).area)
    assert sum(converted) > sum(untouched)
    assert all(after > before for after, before in zip(converted, untouched, strict=True))


def test_a_gcj_02_import_moves_guiyang_by_about_half_a_kilometre(city: int, shared_data: Path) -> None:
    file = shared_data / "boundaries" / "cn_guiyang_districts_datav_gcj02.geojson"
    plan = brought_in(file, code_field="adcode", parent=city, crs="gcj02")
    shifted = brought_in(file, code_field="adcode", parent=city, crs="wgs84", dry_run=True)
    assert len(plan.added) == 10
    assert len(shifted.changed) == 10
    moved = [
        distance_m(row.outline.lat, row.outline.lon, change.row.outline.lat, change.row.outline.lon)
        for row, change in zip(plan.added, shifted.changed, strict=True)
    ]
    assert 400 < sorted(moved)[len(moved) // 2] < 700
