"""The drawing board: metres east and north of the city's centre, ticks and degrees.

A tick is 1e-5 degree. Every shape that leaves this package has whole ticks as
coordinates, so that shared edges are equal to the bit after five decimals.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

# WGS84 of the drawing board's origin: hills without a large city.
ORIGIN_LON = 111.6
ORIGIN_LAT = 28.2
TICKS_PER_DEGREE = 100_000
# Metres in one tick, on the local sphere: good to 0.3 % over the 34 km of the city.
TICK_LON_M = 1.1132 * math.cos(math.radians(ORIGIN_LAT))
TICK_LAT_M = 1.1132
_ORIGIN_TICKS = np.array([ORIGIN_LON * TICKS_PER_DEGREE, ORIGIN_LAT * TICKS_PER_DEGREE])
_METRES_PER_TICK = np.array([TICK_LON_M, TICK_LAT_M])

Point = tuple[float, float]
Array = npt.NDArray[np.float64]
G = TypeVar("G", bound=BaseGeometry)


def to_ticks(shape: G) -> G:
    """The same shape in whole ticks from the origin; metres come in."""
    scaled: G = shapely.transform(shape, lambda xy: np.rint(xy / _METRES_PER_TICK))
    return scaled


def to_metres(shape: G) -> G:
    """Ticks from the origin → metres."""
    scaled: G = shapely.transform(shape, lambda xy: xy * _METRES_PER_TICK)
    return scaled


def to_degrees(shape: G) -> G:
    """Ticks from the origin → WGS84 longitude, latitude with five decimals."""
    moved: G = shapely.transform(shape, ticks_to_degrees)
    return moved


def ticks_to_degrees(xy: Array) -> Array:
    """(n, 2) ticks from the origin → (n, 2) longitude, latitude, five decimals."""
    return np.asarray(np.round((np.rint(xy) + np.rint(_ORIGIN_TICKS)) / TICKS_PER_DEGREE, 5))


def metres_to_degrees(x: float, y: float) -> tuple[float, float]:
    """Metres east and north → (latitude, longitude), six decimals (about 0.1 m)."""
    lat = ORIGIN_LAT + y / (TICK_LAT_M * TICKS_PER_DEGREE)
    lon = ORIGIN_LON + x / (TICK_LON_M * TICKS_PER_DEGREE)
    return round(lat, 6), round(lon, 6)


def as_polygon(shape: BaseGeometry) -> Polygon:
    """The shape, known to be one polygon. Raises ValueError where it is not."""
    if not isinstance(shape, Polygon):
        raise ValueError(f"one polygon was expected, not a {shape.geom_type}")
    return shape


def as_line(shape: BaseGeometry) -> LineString:
    """The shape, known to be one line. Raises ValueError where it is not."""
    if not isinstance(shape, LineString):
        raise ValueError(f"one line was expected, not a {shape.geom_type}")
    return shape


def smooth(points: Sequence[Point], step: float = 60.0, *, closed: bool = False) -> Array:
    """A Catmull-Rom curve through the points, one vertex about every `step` metres."""
    nodes = np.asarray(points, dtype=float)
    if closed:
        padded = np.vstack([nodes[-1], nodes, nodes[0], nodes[1]])
    else:
        padded = np.vstack([2 * nodes[0] - nodes[1], nodes, 2 * nodes[-1] - nodes[-2]])
    pieces = [_catmull_rom(padded[i : i + 4], step) for i in range(len(padded) - 3)]
    end = padded[-2:-1]
    return np.vstack([*pieces, end])


def _catmull_rom(four: Array, step: float) -> Array:
    before, start, end, after = four
    count = max(2, int(np.hypot(*(end - start)) / step))
    t = np.linspace(0.0, 1.0, count, endpoint=False)[:, None]
    return np.asarray(
        0.5
        * (
            2 * start
            + (end - before) * t
            + (2 * before - 5 * start + 4 * end - after) * t**2
            + (3 * start - before - 3 * end + after) * t**3
        )
    )


def wobble(rng: np.random.Generator, waves: int = 5) -> Callable[[Array], Array]:
    """A smooth random function of an angle in radians, values about −1…1."""
    order = np.arange(2, waves + 2)
    phase = rng.uniform(0, 2 * np.pi, waves)
    weight = 1.0 / order
    total = float(weight.sum())

    def at(angle: Array) -> Array:
        waves_at = np.cos(np.outer(angle, order) + phase) * weight
        return np.asarray(waves_at.sum(axis=1) / total)

    return at
