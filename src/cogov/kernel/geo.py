"""Places on earth: WGS84 degrees, distances in metres, H3 cells as integers, Chinese map systems.

A cell is an H3 index. H3 keeps the top bit of its 64 clear, so a cell fits the signed BIGINT of
both databases and is compared, indexed and joined as a plain number.
"""

import itertools
import math
from collections.abc import Iterable
from typing import NamedTuple

import h3.api.basic_int as h3
from django.utils.translation import gettext_lazy as _

from cogov.kernel.errors import Invalid

EARTH_RADIUS_M = 6_371_008.8  # mean radius of WGS84 (IUGG R1); haversine then errs by < 0.6 %
MAX_CELLS = 1_000  # cells of one look-up: SQLite and PostgreSQL still plan such an IN list at once
FINEST_RESOLUTION = 15  # of H3: cells of 0.9 m2
GROWN_DEG = 1e-6  # 0.1 m: gives a box without width or height an area, which H3's test needs
H3_SLICE_DEG = 60.0  # H3 reads a box wider than half the globe the wrong way round

# GCJ-02, as published by reverse engineering (eviltransform): Krasovsky 1940 ellipsoid.
GCJ_AXIS_M = 6_378_245.0
GCJ_ECCENTRICITY2 = 0.006_693_421_622_965_943
GCJ_AREA = (
    0.8293,
    72.004,
    55.8271,
    137.8347,
)  # degrees: south, west, north, east; outside: none
GCJ_TOLERANCE_DEG = 1e-9  # 0.1 mm: further steps change nothing that anyone can measure
GCJ_MOST_STEPS = 20  # each step divides the error by more than 100; 3 or 4 suffice
BD_STEP = math.pi * 3000.0 / 180.0  # Baidu's own constants
BD_LAT, BD_LON = 0.006, 0.0065  # degrees


class Bbox(NamedTuple):
    """Degrees. `west` > `east` where the box crosses the 180th meridian."""

    south: float
    west: float
    north: float
    east: float


def position(lat: object, lon: object) -> tuple[float, float]:
    """WGS84 degrees as finite floats within ±90 and ±180. Raises `Invalid` for anything else."""
    try:
        y, x = float(lat), float(lon)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise _no_position() from None
    if not (abs(y) <= 90.0 and abs(x) <= 180.0):  # NaN compares false, too
        raise _no_position()
    return y, x


def distance_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Metres along the great circle (haversine); within 0.6 % of the geodesic on WGS84."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_dphi, half_dlam = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
    h = math.sin(half_dphi) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_dlam) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, h)))


def bbox_around(lat: float, lon: float, metres: float) -> Bbox:
    """The smallest box that holds the circle; the whole parallel where the circle holds a pole."""
    angle = metres / EARTH_RADIUS_M
    south, north = lat - math.degrees(angle), lat + math.degrees(angle)
    if south <= -90 or north >= 90:
        return Bbox(max(south, -90.0), -180.0, min(north, 90.0), 180.0)
    half = math.degrees(math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(lat)))))
    return Bbox(south, _wrapped(lon - half), north, _wrapped(lon + half))


def in_bbox(lat: float, lon: float, box: Bbox) -> bool:
    if not box.south <= lat <= box.north:
        return False
    if box.west <= box.east:
        return box.west <= lon <= box.east
    return lon >= box.west or lon <= box.east


def cell(lat: float, lon: float, resolution: int) -> int:
    """The H3 cell (0 coarse … 15 fine) of a point: a positive integer below 2**63."""
    return int(h3.latlng_to_cell(lat, lon, resolution))


def centre(cell_: int) -> tuple[float, float]:
    """Latitude and longitude of the cell's centre, degrees."""
    lat, lon = h3.cell_to_latlng(cell_)
    return lat, lon


def neighbours(cell_: int, rings: int = 1) -> list[int]:
    """The cell itself and those within `rings` steps: 7 cells for one ring, 19 for two."""
    return list(h3.grid_disk(cell_, rings))


def cells_around(lat: float, lon: float, metres: float, resolution: int) -> list[int]:
    """Every cell that the circle touches, perhaps a few more beside it: filter by `distance_m`.

    Raises ValueError where that is more than `MAX_CELLS`: ask at a coarser resolution.
    """
    home = h3.latlng_to_cell(lat, lon, resolution)
    edge, reach = _edge_and_reach_m(home)
    # A disk of k rings keeps at least (1.5 k - 0.5) edges between its first cell and the outside.
    rings = math.ceil((metres / edge + 0.5) / 1.5) if metres > 0 else 1
    if 3 * rings * (rings + 1) + 1 > 2 * MAX_CELLS:  # the circle takes at least half of its disk
        raise ValueError(f"{metres} m takes over {MAX_CELLS} cells of resolution {resolution}")
    disk = h3.grid_disk(home, rings)
    found = [c for c in disk if distance_m(lat, lon, *h3.cell_to_latlng(c)) <= metres + reach]
    if len(found) > MAX_CELLS:
        raise ValueError(f"{metres} m takes {len(found)} cells of resolution {resolution}")
    return found


def cells_of_bbox(box: Bbox, resolution: int, *, most: int = MAX_CELLS) -> list[int]:
    """Every cell that the box touches, at `resolution` or the next coarser that takes ≤ `most`.

    Read the resolution actually used with `resolution_of`. At resolution 0 the 122 cells of the
    whole earth are the end of it, whatever `most` says.
    """
    for finer in range(_likely_resolution(box, resolution, most), 0, -1):
        cells = _cells_touching(box, finer)
        if len(cells) <= most:
            return cells
    return list(h3.get_res0_cells())


def resolution_of(cell_: int) -> int:
    return int(h3.get_resolution(cell_))


def wgs84_to_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """What Chinese maps (Amap, Tencent) call the point; unchanged outside `GCJ_AREA`."""
    if not in_bbox(lat, lon, Bbox(*GCJ_AREA)):
        return lat, lon
    dlat, dlon = _gcj_shift(lat, lon)
    return lat + dlat, lon + dlon


def gcj02_to_wgs84(lat: float, lon: float) -> tuple[float, float]:
    """The inverse by fixed-point iteration: the round trip errs by less than a millimetre.

    Within a kilometre of the edge of `GCJ_AREA`, where the published forward formula jumps, the
    shift applies if the given point lies inside.
    """
    if not in_bbox(lat, lon, Bbox(*GCJ_AREA)):
        return lat, lon
    y, x = lat, lon
    for _step in range(GCJ_MOST_STEPS):
        dlat, dlon = _gcj_shift(y, x)
        was = y, x
        y, x = lat - dlat, lon - dlon
        if max(abs(y - was[0]), abs(x - was[1])) < GCJ_TOLERANCE_DEG:
            break
    return y, x


def gcj02_to_bd09(lat: float, lon: float) -> tuple[float, float]:
    """Baidu's own turn and shift on top of GCJ-02."""
    radius = math.hypot(lon, lat) + 0.00002 * math.sin(lat * BD_STEP)
    angle = math.atan2(lat, lon) + 0.000003 * math.cos(lon * BD_STEP)
    return radius * math.sin(angle) + BD_LAT, radius * math.cos(angle) + BD_LON


def bd09_to_gcj02(lat: float, lon: float) -> tuple[float, float]:
    """The inverse of `gcj02_to_bd09` by the same iteration."""
    y, x = lat - BD_LAT, lon - BD_LON
    for _step in range(GCJ_MOST_STEPS):
        back_lat, back_lon = gcj02_to_bd09(y, x)
        dlat, dlon = lat - back_lat, lon - back_lon
        y, x = y + dlat, x + dlon
        if max(abs(dlat), abs(dlon)) < GCJ_TOLERANCE_DEG:
            break
    return y, x


def bd09_to_wgs84(lat: float, lon: float) -> tuple[float, float]:
    return gcj02_to_wgs84(*bd09_to_gcj02(lat, lon))


def wgs84_to_bd09(lat: float, lon: float) -> tuple[float, float]:
    return gcj02_to_bd09(*wgs84_to_gcj02(lat, lon))


def _no_position() -> Invalid:
    return Invalid(
        _("This is not a place on earth: latitude must be between -90 and 90, longitude between -180 and 180.")
    )


def _wrapped(lon: float) -> float:
    return (lon + 180.0) % 360.0 - 180.0 if not -180.0 <= lon <= 180.0 else lon


def _edge_and_reach_m(cell_: int) -> tuple[float, float]:
    """Metres: a lower bound of the edges and an upper bound of centre to corner, here and nearby.

    Cells change shape slowly; a tenth each way covers the change over a look-up's disk.
    """
    corners = h3.cell_to_boundary(cell_)
    middle = h3.cell_to_latlng(cell_)
    reaches = [distance_m(*middle, *corner) for corner in corners]
    return min(reaches) * 0.9, max(reaches) * 1.1


def _likely_resolution(box: Bbox, resolution: int, most: int) -> int:
    """The finest resolution whose cells could be `most` by area and by length: cheap to find, so
    that no box is ever filled with cells far too fine for it."""
    width_deg = (box.east - box.west) % 360.0
    height = math.radians(box.north - box.south) * EARTH_RADIUS_M
    narrow = math.cos(math.radians(max(abs(box.south), abs(box.north))))
    width = math.radians(width_deg) * narrow * EARTH_RADIUS_M
    while resolution > 0:
        by_area = width * height / h3.average_hexagon_area(resolution, unit="m^2")
        by_length = max(width, height) / (2 * h3.average_hexagon_edge_length(resolution, unit="m"))
        if max(by_area, by_length) <= 2 * most:  # cells are up to twice the average size
            break
        resolution -= 1
    return resolution


def _cells_touching(box: Bbox, resolution: int) -> list[int]:
    found: set[int] = set()
    for south, west, north, east in _slices(_grown(box, GROWN_DEG)):
        ring = [(south, west), (south, east), (north, east), (north, west)]
        found.update(h3.h3shape_to_cells_experimental(h3.LatLngPoly(ring), resolution, contain="overlap"))
    return sorted(found)


def _grown(box: Bbox, by: float) -> Bbox:
    wide = (box.east - box.west) % 360.0 + 2 * by < 360.0
    west, east = (box.west - by, box.east + by) if wide else (-180.0, 180.0)
    return Bbox(max(box.south - by, -90.0), _wrapped(west), min(box.north + by, 90.0), _wrapped(east))


def _slices(box: Bbox) -> Iterable[Bbox]:
    """The box in parts of at most `H3_SLICE_DEG`, none of them across the 180th meridian."""
    east = box.east if box.east > box.west else box.east + 360.0
    count = math.ceil((east - box.west) / H3_SLICE_DEG)
    edges = {box.west + (east - box.west) * i / count for i in range(count + 1)}
    edges |= {180.0} if box.west < 180.0 < east else set()
    for west, end in itertools.pairwise(sorted(edges)):
        turn = 360.0 if west >= 180.0 else 0.0
        yield Bbox(box.south, west - turn, box.north, end - turn)


def _gcj_shift(lat: float, lon: float) -> tuple[float, float]:
    """Degrees to add to a WGS84 point, by the published formula."""
    x, y = lon - 105.0, lat - 35.0
    root = math.sqrt(abs(x))
    waves = (20 * math.sin(6 * x * math.pi) + 20 * math.sin(2 * x * math.pi)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + waves
    north += (20 * math.sin(y * math.pi) + 40 * math.sin(y / 3 * math.pi)) * 2 / 3
    north += (160 * math.sin(y / 12 * math.pi) + 320 * math.sin(y * math.pi / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + waves
    east += (20 * math.sin(x * math.pi) + 40 * math.sin(x / 3 * math.pi)) * 2 / 3
    east += (150 * math.sin(x / 12 * math.pi) + 300 * math.sin(x / 30 * math.pi)) * 2 / 3
    phi = math.radians(lat)
    w = 1 - GCJ_ECCENTRICITY2 * math.sin(phi) ** 2
    meridian = GCJ_AXIS_M * (1 - GCJ_ECCENTRICITY2) / (w * math.sqrt(w))
    parallel = GCJ_AXIS_M / math.sqrt(w) * math.cos(phi)
    return math.degrees(north / meridian), math.degrees(east / parallel)
