"""What the city grew around: water, hills, main roads, the railway; in metres, drawn by hand.

The seed only makes shores, rings and hills a little different; the plan stays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from cogov.demo.geography.plane import Array, Point, as_line, as_polygon, smooth, wobble

CENTRE: Point = (-200.0, 700.0)

RIVER: tuple[Point, ...] = (
    (-19000, -7600),
    (-13800, -4700),
    (-9900, -6100),
    (-6000, -4600),
    (-3300, -2300),
    (-900, -1500),
    (1500, -500),
    (3300, 1900),
    (6000, 4000),
    (9500, 4500),
    (13000, 6700),
    (19000, 8200),
)
# Width of the main river in metres, at the points above.
RIVER_WIDTH = (300, 320, 340, 380, 520, 900, 620, 440, 430, 470, 520, 560)
QINGXI: tuple[Point, ...] = (
    (-5600, 15500),
    (-5100, 11500),
    (-4100, 8200),
    (-3700, 5600),
    (-2500, 3600),
    (-2750, 1500),
    (-2100, -400),
    (-2450, -1900),
)
TONGSHUI: tuple[Point, ...] = (
    (10500, -15500),
    (8600, -11500),
    (7000, -9000),
    (5900, -6300),
    (4300, -4300),
    (4100, -2200),
    (2900, -900),
    (2000, 150),
)
ISLAND: tuple[Point, ...] = (
    (-2750, -2010),
    (-2150, -1630),
    (-1300, -1300),
    (-450, -1010),
    (-60, -900),
    (-350, -1190),
    (-1150, -1620),
    (-2100, -1990),
)
LAKE: tuple[Point, ...] = (
    (6500, -700),
    (6700, 250),
    (7500, 560),
    (8000, 150),
    (8500, 480),
    (9000, -100),
    (8750, -900),
    (8000, -1350),
    (7600, -850),
    (7200, -1500),
    (6700, -1350),
)
# Name key → road class and points. Names are given in names.py.
AVENUES: dict[str, tuple[str, tuple[Point, ...]]] = {
    "ring1": (
        "primary",
        (
            (-1980, -850),
            (-2380, 800),
            (-1750, 2250),
            (-200, 2850),
            (1250, 2480),
            (2250, 1400),
            (1750, 330),
            (700, -380),
            (-550, -760),
            (-1400, -1060),
            (-1980, -850),
        ),
    ),
    "beichen": (
        "primary",
        ((-200, 700), (-60, 2600), (250, 4700), (-100, 7400), (-900, 10400), (-1500, 15500)),
    ),
    "wangjiang": (
        "primary",
        ((1250, 2480), (2150, 3400), (3500, 4700), (7300, 7500), (12500, 10600), (19000, 13500)),
    ),
    "yunhu": (
        "primary",
        ((-200, 700), (1500, 1150), (3200, 1750), (5400, 1450), (7700, 1650), (12500, 1700), (19000, 300)),
    ),
    "tongwan": (
        "primary",
        ((700, -380), (980, -1250), (1500, -2600), (2600, -5000), (3600, -8300), (5200, -15500)),
    ),
    "nancheng": (
        "primary",
        ((-200, 700), (-500, -1200), (-600, -3200), (-1100, -6000), (-1500, -9500), (-2600, -15500)),
    ),
    "xuefu": (
        "primary",
        ((-200, 700), (-2600, 750), (-5200, 1250), (-9000, 1300), (-13000, 2100), (-19000, 1500)),
    ),
    "lanshan": (
        "primary",
        ((-1750, 2250), (-2700, 3150), (-4300, 4300), (-6700, 7200), (-9600, 10600), (-13000, 15500)),
    ),
    "tingpu": (
        "primary",
        ((-600, -3200), (-3600, -4600), (-6700, -6500), (-11500, -8300), (-19000, -11500)),
    ),
    "huxin": ("primary", ((1500, -2600), (4300, -3100), (7300, -2500), (10500, -2900), (19000, -5200))),
    "gangqu": ("primary", ((3500, 4700), (6600, 5600), (9600, 6500), (12800, 8300), (15000, 12000))),
    "motorway_west": ("motorway", ((-19000, 7900), (-15500, 7000), (-12600, 4600), (-10900, 900))),
    "motorway_east": ("motorway", ((6400, 7400), (9400, 9700), (14500, 9800), (19000, 11200))),
    "motorway_south": ("motorway", ((-1500, -8600), (-5200, -10600), (-8000, -12200), (-9800, -15500))),
    "motorway_southeast": ("motorway", ((6900, -5000), (10300, -7300), (14000, -7100), (19000, -9300))),
}
RAILWAY: tuple[Point, ...] = (
    (-19000, 10000),
    (-12500, 8300),
    (-7700, 6700),
    (-3500, 6150),
    (300, 5600),
    (3300, 5000),
    (4900, 3600),
    (5700, 1500),
    (5800, -1700),
    (7500, -5600),
    (10800, -9300),
    (16500, -15500),
)
PORT_SPUR: tuple[Point, ...] = ((300, 5600), (3900, 6300), (7200, 6450), (9700, 5950), (12300, 7500))
STATION: Point = (300, 5600)
# Rings around the centre: key → class and radius in metres.
RINGS: dict[str, tuple[str, float]] = {
    "ring2": ("primary", 5000.0),
    "ring3": ("motorway", 10800.0),
}
OLD_TOWN: tuple[Point, ...] = (
    (-1750, -300),
    (-1500, 1200),
    (-700, 1750),
    (450, 1500),
    (650, 300),
    (100, -350),
    (-900, -700),
)
CAMPUS: tuple[Point, ...] = ((-6500, -1500), (-6450, 250), (-5500, 750), (-4350, 450), (-4350, -900), (-5100, -1800))
NEW_TOWN: tuple[Point, ...] = (
    (5300, 700),
    (5500, 3000),
    (8600, 3600),
    (10300, 2600),
    (10100, 900),
    (8500, 750),
    (6600, 600),
)
PORT: tuple[Point, ...] = ((7200, 5100), (8600, 7000), (12500, 8800), (14200, 8200), (12600, 6900), (9600, 5100))
# Wooded hills: key → centre, half axes, turn in degrees.
HILLS: dict[str, tuple[Point, float, float, float]] = {
    "lanshan": ((-8700, 4000), 2100, 1250, 28),
    "heling": ((4300, 12100), 3300, 1250, -8),
    "heling_west": ((-2600, 12900), 1300, 1300, 0),
    "xiling": ((-13600, 10300), 2600, 2300, 30),
    "nanping": ((-5200, -11300), 2300, 1300, 12),
    "dongwu": ((13500, -3400), 1700, 2900, 18),
    "taoping": ((2000, -12500), 1900, 1100, -20),
    "shizi": ((-13500, -1600), 1500, 2100, -25),
    "yanzi": ((12500, 4600), 1000, 700, 15),
    "wenfeng": ((-1900, -6700), 620, 480, 40),
}
# Square metres; what the outline leaves of a hill may be less, and is then no hill.
SMALLEST_HILL = 150_000.0
# How built-up it is: centre, spread in metres, weight.
TOWNS: tuple[tuple[Point, float, float], ...] = (
    ((-300, 900), 2700, 1.0),
    ((300, 4300), 1700, 0.6),
    ((-400, -3700), 2000, 0.75),
    ((2600, -3300), 1500, 0.5),
    ((7300, 2100), 1900, 0.75),
    ((8200, -2600), 1500, 0.45),
    ((-5400, -300), 1700, 0.6),
    ((-4700, 3400), 1500, 0.5),
    ((10400, 6800), 1700, 0.5),
    ((5000, 6600), 1500, 0.45),
    ((-1200, 9700), 1200, 0.42),
    ((-2300, -8800), 1400, 0.42),
    ((-5200, -6200), 1300, 0.38),
    ((12200, -5900), 1000, 0.3),
    ((-11300, 700), 1100, 0.32),
    ((-10700, -8200), 1000, 0.3),
    ((6800, -6500), 1100, 0.34),
)


@dataclass(frozen=True)
class Skeleton:
    """The fixed lines and areas; all coordinates in metres."""

    outline: Polygon
    centreline: LineString
    river: BaseGeometry
    island: Polygon
    streams: dict[str, LineString]
    stream_areas: dict[str, BaseGeometry]
    lake: Polygon
    roads: dict[str, tuple[str, LineString]]
    rails: tuple[LineString, ...]
    hills: dict[str, Polygon]
    zones: dict[str, Polygon]
    ponds: tuple[Polygon, ...]
    embankments: tuple[Polygon, ...]


def draw(rng: np.random.Generator) -> Skeleton:
    """The skeleton for this seed's generator."""
    outline = _outline(rng)
    centre = LineString(smooth(RIVER, 120))
    island = Polygon(smooth(ISLAND, 90, closed=True))
    river = shapely.union_all([_ribbon(RIVER, RIVER_WIDTH), _basin()]).intersection(outline)
    bed = _round_the_island(centre)
    streams = {"qingxi": _mouth(QINGXI, bed), "tongshui": _mouth(TONGSHUI, bed)}
    widths = {"qingxi": 38.0, "tongshui": 55.0}
    # The lines run on to the middle of the river; the water ends in its bank.
    courses = {"qingxi": LineString(smooth(QINGXI, 110)), "tongshui": LineString(smooth(TONGSHUI, 110))}
    areas = {k: line.buffer(widths[k]).intersection(outline) for k, line in courses.items()}
    roads = {k: (kind, LineString(smooth(pts, 150))) for k, (kind, pts) in AVENUES.items()}
    rings = {k: (kind, _ring(rng, radius)) for k, (kind, radius) in RINGS.items()}
    roads |= rings
    # Motorways end on the outer ring: a little inside, the rest is cut where lines are noded.
    inner = Polygon(rings["ring3"][1].coords).buffer(-60.0)
    roads |= {
        k: (kind, as_line(line.difference(inner))) for k, (kind, line) in roads.items() if k.startswith("motorway")
    }
    rails = (LineString(smooth(RAILWAY, 200)), LineString(smooth(PORT_SPUR, 200)))
    hills = _hills(rng, outline)
    zones = {"old": OLD_TOWN, "campus": CAMPUS, "new": NEW_TOWN, "port": PORT}
    return Skeleton(
        outline=outline,
        centreline=bed,
        river=river.difference(island),
        island=island,
        streams=streams,
        stream_areas=areas,
        lake=Polygon(smooth(LAKE, 70, closed=True)),
        roads=roads,
        rails=rails,
        hills=hills,
        zones={k: Polygon(v) for k, v in zones.items()},
        ponds=_ponds(rng, outline),
        embankments=_embankments(river, areas),
    )


def _ponds(rng: np.random.Generator, outline: Polygon) -> tuple[Polygon, ...]:
    """Fish ponds in open country."""
    ponds = []
    for x, y in rng.uniform((-14000, -12000), (14000, 12000), (260, 2)).tolist():
        lonely = all(np.hypot(x - tx, y - ty) > 2.1 * r for (tx, ty), r, _ in TOWNS)
        if lonely and outline.contains(shapely.Point(x, y)):
            ponds.append(_hill(rng, (x, y), rng.uniform(40, 120), rng.uniform(30, 70), rng.uniform(0, 180)))
    return tuple(as_polygon(pond.simplify(6.0)) for pond in ponds)


def _embankments(river: BaseGeometry, streams: dict[str, BaseGeometry]) -> tuple[Polygon, ...]:
    """Strips of park between water and quay, where people live."""
    near = shapely.union_all([shapely.Point(c).buffer(1.4 * r) for c, r, w in TOWNS if w > 0.4])
    wet = shapely.union_all([river, *streams.values()])
    strip = wet.buffer(48.0).difference(wet).intersection(near)
    return tuple(p for p in shapely.get_parts(strip) if p.area > 2000)


def _outline(rng: np.random.Generator) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 260, endpoint=False)
    shape = wobble(rng, 17)(angle)
    # A rounded box of about 31 by 26 km, wavy like ridges.
    box = 1.0 / (np.abs(np.cos(angle) / 14900) ** 3 + np.abs(np.sin(angle) / 12700) ** 3) ** (1 / 3)
    radius = box * (1 + 0.27 * shape)
    return Polygon(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))


def _ribbon(points: tuple[Point, ...], widths: tuple[float, ...]) -> Polygon:
    """The area of a river whose width changes along its course."""
    line = smooth(points, 120)
    at = np.linspace(0, len(widths) - 1, len(line))
    half = np.interp(at, np.arange(len(widths)), widths) / 2
    ahead = np.gradient(line, axis=0)
    normal = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.hypot(*ahead.T)[:, None]
    half = half * (1 + 0.06 * np.sin(np.arange(len(line)) / 4.3))
    ring = np.vstack([line + normal * half[:, None], (line - normal * half[:, None])[::-1]])
    return Polygon(ring).buffer(0)


def _basin() -> BaseGeometry:
    """Three docks cut into the north bank at the port."""
    docks = [
        Polygon([(x, y), (x + 150, y - 30), (x + 20, y + 620), (x - 130, y + 570)])
        for x, y in ((10050, 4900), (10700, 5250), (11400, 5600))
    ]
    return shapely.union_all(docks)


def _ring(rng: np.random.Generator, radius: float) -> LineString:
    angle = np.linspace(0, 2 * np.pi, max(40, int(radius / 45)))
    shape = wobble(rng, 3)(angle)
    shape[-1] = shape[0]
    r = radius * (1 + 0.1 * shape)
    # The rings are a little wider from west to east, like the valley.
    x = CENTRE[0] + 1.08 * r * np.cos(angle)
    y = CENTRE[1] + 0.95 * r * np.sin(angle)
    return LineString(np.column_stack([x, y]))


def _hills(rng: np.random.Generator, outline: Polygon) -> dict[str, Polygon]:
    """The hills inside the outline; where it cuts one apart, the larger part."""
    hills = {}
    for key, plan in HILLS.items():
        cut = shapely.get_parts(_hill(rng, *plan).intersection(outline))
        parts = [part for part in cut if part.area > SMALLEST_HILL]
        if parts:
            hills[key] = max(parts, key=lambda part: float(part.area))
    return hills


def _hill(rng: np.random.Generator, centre: Point, a: float, b: float, turn: float) -> Polygon:
    angle = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    r = 1 + 0.42 * wobble(rng, 7)(angle)
    x, y = a * r * np.cos(angle), b * r * np.sin(angle)
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    return Polygon(np.column_stack([centre[0] + c * x - s * y, centre[1] + s * x + c * y])).buffer(0)


def _mouth(points: tuple[Point, ...], bed: LineString) -> LineString:
    """A stream led 40 m over the middle of the river, so that the two surely cross."""
    course = smooth(points, 110)
    link = np.array(shapely.shortest_line(shapely.Point(course[-1]), bed).coords)
    ahead = link[1] - link[0]
    end = link[1] + 40.0 * ahead / max(1e-9, float(np.hypot(*ahead)))
    return LineString(np.vstack([course, end]))


def _round_the_island(centre: LineString) -> LineString:
    """The boundary in the river, led through the channel south of the island."""
    xy: Array = shapely.get_coordinates(centre)
    bulge = np.exp(-(((xy[:, 0] + 1350) / 1150) ** 4))
    bent = xy + np.column_stack([np.zeros(len(xy)), -255.0 * bulge])
    return LineString(bent)
