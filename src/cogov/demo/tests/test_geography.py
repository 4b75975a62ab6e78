"""The ground of the demo city: areas that tile, a map that fits, the same bytes for the same seed."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
import shapely

from cogov.demo.geography import City, build_city, feature_collection, overview_svg
from cogov.demo.geography.areas import LEVELS, Level


def test_there_are_as_many_areas_of_each_level_as_the_city_needs(city: City) -> None:
    counts = {level: len(city.division.of_level(level)) for level in LEVELS}

    assert counts["city"] == 1
    assert counts["district"] == 6
    assert counts["street"] == 40
    assert 290 <= counts["community"] <= 310
    assert 860 <= counts["grid"] <= 940


@pytest.mark.parametrize("level", LEVELS)
def test_areas_of_one_level_cover_the_city_without_gap_or_overlap(city: City, level: Level) -> None:
    shapes = np.array([area.polygon for area in city.division.of_level(level)], dtype=object)
    whole = city.division.areas[0].polygon

    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(whole.area, rel=1e-9)
    assert shapely.equals(shapely.coverage_union_all(shapes), whole)


def test_every_area_is_the_union_of_its_parts(city: City) -> None:
    parts: dict[str, list[shapely.Polygon]] = {}
    for area in city.division.areas:
        parts.setdefault(area.parent, []).append(area.polygon)

    for area in city.division.areas:
        if area.level != "grid":
            assert shapely.coverage_union_all(parts[area.code]).equals(area.polygon)


def test_a_random_point_lies_in_exactly_one_chain_of_areas(city: City) -> None:
    whole = city.division.areas[0].polygon
    west, south, east, north = whole.bounds
    # Points off the five-decimal lattice never lie on an edge.
    xy = np.random.default_rng(5).uniform((west, south), (east, north), (400, 2)) + 3.7e-7
    inside = [point for point in shapely.points(xy) if whole.contains(point)]

    for point in inside:
        chain = [area for area in city.division.areas if area.polygon.contains(point)]
        assert [area.level for area in chain] == list(LEVELS)
        assert all(below.parent == above.code for above, below in pairwise(chain))


def test_codes_and_names_are_unique_where_people_need_them_to_be(city: City) -> None:
    areas = city.division.areas
    assert len({area.code for area in areas}) == len(areas)
    for name in ("name_zh", "name_en"):
        labels = [getattr(area, name) for area in areas]
        assert all(labels)
        assert len(set(labels)) == len(labels)


def test_spots_lie_in_their_cell_and_have_an_address(city: City) -> None:
    cells = {area.code: area.polygon for area in city.division.of_level("grid")}

    assert len(city.spots) > 4000
    for spot in city.spots[::37]:
        assert cells[spot.cell].buffer(2e-6).contains(shapely.Point(spot.longitude, spot.latitude))
        assert spot.road_zh
        assert spot.road_en
        assert spot.near_zh


def test_the_base_map_is_small_and_has_five_decimals(city: City) -> None:
    encoded = city.basemap.encoded()

    assert sum(map(len, encoded.values())) <= 1_500_000
    position = json.loads(encoded["label"])["features"][0]["geometry"]["coordinates"]
    assert position == [round(value, 5) for value in position]
    assert {f["properties"]["kind"] for f in city.basemap.layers["road"]["features"]} == {
        "motorway", "primary", "secondary", "residential", "path", "rail",
    }  # fmt: skip


def test_every_shape_of_the_base_map_is_valid(city: City) -> None:
    for name, layer in city.basemap.layers.items():
        for feature in layer["features"]:
            shape = shapely.geometry.shape(feature["geometry"])
            assert shape.is_valid, (name, feature["properties"])
            assert not shape.is_empty


def test_the_overview_is_drawn_in_both_languages_without_inline_style(city: City) -> None:
    chinese = overview_svg(city.basemap, title="澜江市")
    english = overview_svg(city.basemap, names="en", box=(111.56, 28.18, 111.64, 28.235))

    assert "澜城区" in chinese
    assert "Drum Tower" in english
    assert "style" not in chinese + english
    assert len(chinese) < 60_000


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(city: City) -> None:
    again, other = build_city(7), build_city(8)

    assert again.basemap.encoded() == city.basemap.encoded()
    assert again.spots == city.spots
    assert feature_collection(again.division.areas) == feature_collection(city.division.areas)
    assert other.basemap.encoded() != city.basemap.encoded()
