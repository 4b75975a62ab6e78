import gzip
import json
import math
import os
import statistics
from pathlib import Path

import pyproj
import pytest
import shapely
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


def shared_data() -> Path:
    """The folder of real data; skips the test where it is absent."""
    root = Path(os.environ.get("COGOV_SHARED", Path(__file__).parents[5] / "shared"))
    if not (root / "data").is_dir():
        pytest.skip(f"real data absent: no {root / 'data'} (set COGOV_SHARED)")
    return root / "data"


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
    with pytest.raises(Invalid, match="not a place on earth"):
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
@settings(max_examples=300)
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
@settings(max_examples=200, deadline=None)
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


def test_the_box_of_points_holds_them_all():
    assert geo.bbox_of([(1, 5), (3, 2), (2, 9)]) == (1, 2, 3, 9)
    assert geo.bbox_of([]) is None


@given(in_china)
def test_gcj02_and_back_errs_by_less_than_a_centimetre(point):
    assert geo.distance_m(*geo.gcj02_to_wgs84(*geo.wgs84_to_gcj02(*point)), *point) < 0.01


@given(in_china)
def test_bd09_and_back_errs_by_less_than_a_centimetre(point):
    assert geo.distance_m(*geo.bd09_to_wgs84(*geo.wgs84_to_bd09(*point)), *point) < 0.01


def test_gcj02_matches_a_published_pair():
    """The example of the eviltransform project: 31.1774276, 121.5272106 in Shanghai."""
    lat, lon = geo.wgs84_to_gcj02(31.1774276, 121.5272106)
    assert (lat, lon) == pytest.approx((31.17530398364597, 121.531541859215), abs=1e-9)


def test_bd09_matches_a_published_pair():
    """The same project's Baidu example."""
    lat, lon = geo.wgs84_to_bd09(29.199786, 120.019809)
    assert (lat, lon) == pytest.approx((29.203205, 120.030746), abs=2e-3)


def test_points_outside_china_stay_where_they_are():
    assert geo.wgs84_to_gcj02(*BOSTON) == BOSTON
    assert geo.gcj02_to_wgs84(*BOSTON) == BOSTON


def test_real_district_borders_meet_after_conversion():
    """The same districts of Guiyang from two makers, one in GCJ-02: apart before, together after."""
    folder = shared_data() / "boundaries"
    shifted = _districts(folder / "cn_guiyang_districts_datav_gcj02.geojson")
    exact = _districts(folder / "cn_guiyang_beijing_districts_fastgeocn.geojson")
    before, after = [], []
    for name, border in shifted.items():
        before += _offsets_m(border, exact[name], lambda lat, lon: (lat, lon))
        after += _offsets_m(border, exact[name], geo.gcj02_to_wgs84)
    print(f"median {statistics.median(before):.0f} m before, {statistics.median(after):.0f} m after")
    assert statistics.median(after) < 40 < statistics.median(before)
