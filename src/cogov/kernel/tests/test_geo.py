import json
import math
import statistics
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from django.utils import translation
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import shape

from cogov.kernel import geo
from cogov.kernel.errors import Invalid

BIGINT_MAX = 2**63 - 1
GEODESIC = pyproj.Geod(ellps="WGS84")
BOSTON = (42.3601, -71.0589)
GUIYANG = (26.5783, 106.7135)

latitudes = st.floats(-89.9, 89.9)
longitudes = st.floats(-180, 180)
city_latitudes = st.floats(-70, 70)
in_china = st.tuples(st.floats(3.9, 53.6), st.floats(73.5, 135.1))


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        (math.nan, 0),
        (0, math.nan),
        (math.inf, 0),
        (0, -math.inf),
        (90.01, 0),
        (0, 180.01),
        (-91, 0),
        (0, -181),
        ("north", 0),
        (None, None),
        (10**400, 0),
    ],
)
def test_a_position_that_is_not_on_earth_is_refused_with_a_sentence(lat, lon):
    with translation.override("en"), pytest.raises(Invalid, match="not a place on earth"):
        geo.position(lat, lon)


@pytest.mark.parametrize(("lat", "lon"), [("42.36", "-71.06"), (90, 180), (-90, -180), (0, 0)])
def test_a_position_on_earth_comes_back_as_floats(lat, lon):
    assert geo.position(lat, lon) == (float(lat), float(lon))


@given(latitudes, longitudes, latitudes, longitudes)
def test_distances_agree_with_the_geodesic_within_six_per_mille(lat1, lon1, lat2, lon2):
    _there, _back, exact = GEODESIC.inv(lon1, lat1, lon2, lat2)
    assert geo.distance_m(lat1, lon1, lat2, lon2) == pytest.approx(exact, rel=0.006, abs=0.001)


@given(latitudes, longitudes, st.integers(0, 15))
def test_every_cell_fits_a_signed_64_bit_integer(lat, lon, resolution):
    assert 0 < geo.cell(lat, lon, resolution) <= BIGINT_MAX


@given(city_latitudes, longitudes, st.floats(0, 360), st.floats(0, 1), st.floats(1, 3000))
@settings(max_examples=200)
def test_no_point_of_a_circle_lies_outside_its_cells(lat, lon, bearing, share, metres):
    found = set(geo.cells_around(lat, lon, metres, 8))
    point_lon, point_lat, _back = GEODESIC.fwd(lon, lat, bearing, metres * share)
    assume(geo.distance_m(lat, lon, point_lat, point_lon) <= metres)
    assert geo.cell(point_lat, point_lon, 8) in found


def test_the_cells_around_a_point_are_few_and_near():
    found = geo.cells_around(*BOSTON, 250, 10)
    assert len(found) <= 37
    assert all(geo.distance_m(*BOSTON, *geo.centre(c)) < 400 for c in found)


def test_too_large_a_circle_for_its_resolution_is_an_error_not_a_flood():
    with pytest.raises(ValueError, match="cells"):
        geo.cells_around(*BOSTON, 50_000, 11)


def test_a_cell_has_six_neighbours_and_itself():
    home = geo.cell(*BOSTON, 9)
    assert home in geo.neighbours(home)
    assert len(geo.neighbours(home)) == 7
    assert len(geo.neighbours(home, 2)) == 19


@st.composite
def boxes(draw):
    south = draw(st.floats(-80, 79))
    west = draw(st.floats(-180, 180))
    height = draw(st.floats(0, 80 - south))
    width = draw(st.floats(0, 350))
    return geo.Bbox(south, west, south + height, (west + width + 180) % 360 - 180)


@given(boxes(), st.floats(0, 1), st.floats(0, 1), st.integers(0, 12))
@settings(max_examples=100, deadline=None)
def test_no_point_of_a_viewport_lies_outside_its_cells(box, up, right, resolution):
    cells = geo.cells_of_bbox(box, resolution, most=150)
    width = (box.east - box.west) % 360
    lat = box.south + up * (box.north - box.south)
    lon = (box.west + right * width + 180) % 360 - 180
    assume(geo.in_bbox(lat, lon, box))
    used = geo.resolution_of(cells[0])
    assert len(cells) <= 150
    assert used <= resolution
    assert geo.cell(lat, lon, used) in set(cells)


def test_a_viewport_keeps_its_resolution_where_the_cells_are_few():
    block = geo.bbox_around(*BOSTON, 200)
    assert {geo.resolution_of(c) for c in geo.cells_of_bbox(block, 10)} == {10}


@given(st.floats(-85, 85), longitudes, st.floats(0, 360), st.floats(1, 100_000))
def test_the_box_around_a_circle_holds_the_circle(lat, lon, bearing, metres):
    box = geo.bbox_around(lat, lon, metres * 1.006)  # haversine against the geodesic
    point_lon, point_lat, _back = GEODESIC.fwd(lon, lat, bearing, metres * 0.999)
    assert geo.in_bbox(point_lat, point_lon, box)


@given(in_china)
def test_gcj02_and_back_errs_by_less_than_a_centimetre(point):
    assert geo.distance_m(*geo.gcj02_to_wgs84(*geo.wgs84_to_gcj02(*point)), *point) < 0.01


@given(in_china)
def test_bd09_and_back_errs_by_less_than_a_centimetre(point):
    assert geo.distance_m(*geo.bd09_to_wgs84(*geo.wgs84_to_bd09(*point)), *point) < 0.01


@pytest.mark.parametrize(
    ("exact", "shifted"),
    [
        ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
        ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
        ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
    ],
)
def test_gcj02_matches_published_pairs(exact, shifted):
    """Shanghai, Shenzhen and Beijing from the eviltransform project."""
    assert geo.distance_m(*geo.wgs84_to_gcj02(*exact), *shifted) < 0.05
    assert geo.distance_m(*geo.gcj02_to_wgs84(*shifted), *exact) < 0.05


def test_bd09_matches_the_two_maps_published_places_of_beijing_railway_station():
    amap, baidu = (39.90245, 116.42703), (39.90851, 116.43351)
    assert geo.distance_m(*geo.bd09_to_gcj02(*baidu), *amap) < 2
    assert geo.distance_m(*geo.gcj02_to_bd09(*amap), *baidu) < 2


def test_points_outside_china_stay_where_they_are():
    assert geo.wgs84_to_gcj02(*BOSTON) == BOSTON
    assert geo.gcj02_to_wgs84(*BOSTON) == BOSTON


def test_real_district_borders_meet_after_conversion(shared_data):
    """The same ten districts of Guiyang from two makers, one of them in GCJ-02."""
    folder = shared_data / "boundaries"
    shifted = _corners(folder / "cn_guiyang_districts_datav_gcj02.geojson")
    exact = _corners(folder / "cn_guiyang_beijing_districts_fastgeocn.geojson")
    before = [_offset_m(shifted[name], exact[name]) for name in shifted]
    converted = {name: [geo.gcj02_to_wgs84(*corner) for corner in corners] for name, corners in shifted.items()}
    after = [_offset_m(converted[name], exact[name]) for name in shifted]
    assert 450 < statistics.median(before) < 600
    assert statistics.median(after) < 40


def _corners(path: Path) -> dict[str, list[tuple[float, float]]]:
    features = json.loads(path.read_text())["features"]
    return {
        f["properties"]["name"]: [(lat, lon) for lon, lat in shapely.get_coordinates(shape(f["geometry"]))]
        for f in features
    }


def _offset_m(corners: list[tuple[float, float]], coarse: list[tuple[float, float]]) -> float:
    """Length of the shift that best lays one border on the other's corners (median, iterated)."""
    metres = np.array([110_800, 111_320 * math.cos(math.radians(26.7))])  # of a degree at Guiyang
    moving, fixed, shift = (
        np.array(corners) * metres,
        np.array(coarse) * metres,
        np.zeros(2),
    )
    for _round in range(30):
        apart = fixed[:, None, :] - moving[None, :, :]
        nearest = np.hypot(*np.moveaxis(apart - shift, -1, 0)).argmin(axis=1)
        shift = np.median(apart[np.arange(len(fixed)), nearest], axis=0)
    return float(np.hypot(*shift))
