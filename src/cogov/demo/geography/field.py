"""The direction field that streets follow, and how dense the city is, as rasters in metres."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from cogov.demo.geography.plane import Array
from cogov.demo.geography.skeleton import CENTRE, TOWNS, Skeleton

# The drawing board: metres from the origin to each side, with room for the outline's waves.
HALF_WIDTH = 19_000.0
HALF_HEIGHT = 16_500.0
# Directions change slowly: one value every 150 m is enough.
FIELD_STEP = 150.0
# What blocks a street is known to 25 m, the width of an avenue.
MASK_STEP = 25.0
# Directions that parts of the city were once laid out in: x, y, degrees, reach in metres.
GRIDS: tuple[tuple[float, float, float, float], ...] = (
    (-500, 600, 8, 2000),
    (-5400, -300, -12, 1800),
    (7500, 2200, 3, 2600),
    (10500, 6700, 33, 2200),
    (300, 5000, -6, 1800),
    (-700, -4200, 4, 2200),
    (3200, -3600, -28, 1800),
    (8300, -3600, 12, 2000),
    (-4800, 3500, 42, 1700),
    (-1100, 9800, -10, 1800),
)

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Field:
    """Rasters over the board, row = north: direction as (cos 2a, sin 2a), density 0…1."""

    cos2: list[list[float]]
    sin2: list[list[float]]
    density: list[list[float]]

    def direction(self, x: float, y: float) -> tuple[float, float]:
        """Unit vector of the first street family at a point."""
        column = (x + HALF_WIDTH) / FIELD_STEP
        row = (y + HALF_HEIGHT) / FIELD_STEP
        i, j = int(row), int(column)
        fy, fx = row - i, column - j
        c, s = self.cos2, self.sin2
        c0, c1, s0, s1 = c[i], c[i + 1], s[i], s[i + 1]
        k00, k01, k10, k11 = (1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy
        cc = c0[j] * k00 + c0[j + 1] * k01 + c1[j] * k10 + c1[j + 1] * k11
        ss = s0[j] * k00 + s0[j + 1] * k01 + s1[j] * k10 + s1[j + 1] * k11
        half = 0.5 * math.atan2(ss, cc)
        return math.cos(half), math.sin(half)

    def density_at(self, x: float, y: float) -> float:
        """How built-up it is: 0 fields, 1 the old town."""
        return self.density[int((y + HALF_HEIGHT) / FIELD_STEP)][int((x + HALF_WIDTH) / FIELD_STEP)]


def build(skeleton: Skeleton) -> Field:
    """Blend grids, roads, shores and the centre's rays into one field."""
    x, y = _nodes()
    cos2 = np.full(x.shape, 0.02)
    sin2 = np.zeros(x.shape)
    for gx, gy, degrees, reach in GRIDS:
        weight = np.exp(-(((x - gx) ** 2 + (y - gy) ** 2) / reach**2))
        cos2 += weight * np.cos(2 * np.radians(degrees))
        sin2 += weight * np.sin(2 * np.radians(degrees))
    _add_rays(x, y, cos2, sin2)
    for line, near, pull in _guides(skeleton):
        _add_guide(x, y, cos2, sin2, line, near, pull)
    density = town_density(x, y)
    rows: list[list[list[float]]] = [raster.tolist() for raster in (cos2, sin2, density)]
    return Field(*rows)


def town_density(x: Array, y: Array) -> Array:
    """Sum of the towns' bells, at most 1; any shape."""
    total = np.zeros_like(x)
    for (tx, ty), spread, weight in TOWNS:
        total += weight * np.exp(-((x - tx) ** 2 + (y - ty) ** 2) / (2 * (spread * 0.8) ** 2))
    return np.minimum(total, 1.0)


def rasterise(shape: BaseGeometry) -> Mask:
    """Which 25 m squares of the board have their centre inside the shape."""
    columns = np.arange(-HALF_WIDTH, HALF_WIDTH, MASK_STEP) + MASK_STEP / 2
    rows = np.arange(-HALF_HEIGHT, HALF_HEIGHT, MASK_STEP) + MASK_STEP / 2
    mask = np.zeros((len(rows), len(columns)), dtype=bool)
    for part in shapely.get_parts(shape):
        west, south, east, north = part.bounds
        j = slice(max(0, int((west + HALF_WIDTH) / MASK_STEP)), int((east + HALF_WIDTH) / MASK_STEP) + 1)
        i = slice(max(0, int((south + HALF_HEIGHT) / MASK_STEP)), int((north + HALF_HEIGHT) / MASK_STEP) + 1)
        xx, yy = np.meshgrid(columns[j], rows[i])
        shapely.prepare(part)
        mask[i, j] |= shapely.contains_xy(part, xx, yy)
    return mask


def _nodes() -> tuple[Array, Array]:
    columns = np.arange(-HALF_WIDTH, HALF_WIDTH + 2 * FIELD_STEP, FIELD_STEP)
    rows = np.arange(-HALF_HEIGHT, HALF_HEIGHT + 2 * FIELD_STEP, FIELD_STEP)
    xx, yy = np.meshgrid(columns, rows)
    return xx, yy


def _add_rays(x: Array, y: Array, cos2: Array, sin2: Array) -> None:
    """Between the grids, streets run to and around the centre."""
    angle = 2 * np.arctan2(y - CENTRE[1], x - CENTRE[0])
    cos2 += 0.1 * np.cos(angle)
    sin2 += 0.1 * np.sin(angle)


def _guides(skeleton: Skeleton) -> list[tuple[LineString, float, float]]:
    """Lines that streets beside them run along: line, reach in metres, weight."""
    guides: list[tuple[LineString, float, float]] = [(skeleton.centreline, 1000.0, 1.4)]
    guides += [(line, 450.0, 0.9) for line in skeleton.streams.values()]
    guides += [(line, 350.0, 0.9) for line in skeleton.rails]
    guides += [(line, 500.0, 0.8) for _, line in skeleton.roads.values()]
    guides.append((skeleton.lake.exterior, 500.0, 0.9))
    return guides


def _add_guide(x: Array, y: Array, cos2: Array, sin2: Array, line: LineString, reach: float, weight: float) -> None:
    here = np.asarray(shapely.points(x.ravel(), y.ravel()))
    shapely.prepare(line)
    near = shapely.dwithin(line, here, 2.2 * reach)
    along = shapely.line_locate_point(line, here[near])
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, along + 30.0))
    behind = shapely.get_coordinates(shapely.line_interpolate_point(line, np.maximum(along - 30.0, 0)))
    tangent = 2 * np.arctan2(*(ahead - behind).T[::-1])
    pull = weight * np.exp(-((shapely.distance(line, here[near]) / reach) ** 2))
    cos2.ravel()[near] += pull * np.cos(tangent)
    sin2.ravel()[near] += pull * np.sin(tangent)
