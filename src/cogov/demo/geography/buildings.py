"""Building footprints near the centre: old lanes, slabs in rows, towers, campus, sheds; in metres."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
import shapely.ops
from shapely import Polygon, affinity

from cogov.demo.geography.fabric import Fabric
from cogov.demo.geography.plane import Array, as_polygon
from cogov.demo.geography.tiling import to_metres_all

# Blocks at least this built-up get footprints (0 … 1): they keep the base map under 1.5 MB.
BUILT_UP = 0.93
# Distance of a house from the middle of the street, in metres.
SETBACK = {"old": 8.0, "slab": 17.0, "tower": 22.0, "campus": 24.0, "shed": 24.0}
# Houses of one kind: length, depth, gap beside, gap behind, in metres.
_ROWS = {
    "slab": (52.0, 14.0, 16.0, 25.0),
    "tower": (30.0, 26.0, 34.0, 42.0),
    "campus": (70.0, 18.0, 46.0, 62.0),
    "shed": (120.0, 52.0, 30.0, 34.0),
}
# Old houses: largest lot in square metres.
OLD_LOT = 1900.0


def footprints(fabric: Fabric, parks: frozenset[int], rng: np.random.Generator) -> list[tuple[int, list[Polygon]]]:
    """For each built-up block, its number and its houses."""
    blocks = to_metres_all(fabric.faces)
    middle = shapely.centroid(blocks)
    water = shapely.union_all([fabric.skeleton.river, fabric.skeleton.lake, *fabric.skeleton.stream_areas.values()])
    shapely.prepare(water)
    result = []
    for i, block in enumerate(blocks):
        style = _style(fabric, i, middle[i], rng)
        if style is None or i in parks:
            continue
        ground = block.buffer(-SETBACK[style], join_style="mitre")
        if ground.is_empty or water.intersects(ground):
            ground = ground.difference(water.buffer(30.0)) if not ground.is_empty else ground
        houses = [h for part in shapely.get_parts(ground) if part.area > 300 for h in _houses(part, style, rng)]
        if houses:
            result.append((i, houses))
    return result


def _style(fabric: Fabric, i: int, middle: shapely.Point, rng: np.random.Generator) -> str | None:
    zones = fabric.skeleton.zones
    draw = rng.random()
    if zones["port"].contains(middle):
        return "shed"
    if zones["campus"].contains(middle):
        return "campus"
    if zones["old"].contains(middle):
        return "old"
    if zones["new"].contains(middle):
        return "tower" if draw < 0.75 else "slab"
    if fabric.density[i] < BUILT_UP:
        return None
    return "slab" if draw < 0.78 else "tower" if draw < 0.92 else "old"


def _houses(ground: Polygon, style: str, rng: np.random.Generator) -> Iterator[Polygon]:
    if style == "old":
        return _lots(ground, rng)
    return _rows(ground, *_ROWS[style], rng)


def _rows(
    ground: Polygon, length: float, depth: float, beside: float, behind: float, rng: np.random.Generator
) -> Iterator[Polygon]:
    """Parallel houses that look south, as far as the block allows."""
    angle = _southward(ground)
    turned = affinity.rotate(ground, -angle, origin=(0, 0))
    west, south, east, north = turned.bounds
    shapely.prepare(turned)
    boxes = []
    rows = max(1, int((north - south - depth) // (depth + behind)) + 1)
    spare = (north - south) - rows * depth - (rows - 1) * behind
    for row in range(rows):
        y = south + max(0.0, spare / 2) + row * (depth + behind)
        x = west + rng.uniform(0, beside)
        while x + 0.5 * length < east:
            size = length * rng.uniform(0.72, 1.18)
            boxes.append(shapely.box(x, y, x + size, y + depth * rng.uniform(0.9, 1.1)))
            x += size + beside * rng.uniform(0.8, 1.3)
    inside = [box for box in boxes if turned.contains(box)]
    return (affinity.rotate(box, angle, origin=(0, 0)) for box in inside if rng.random() < 0.94)


def _southward(ground: Polygon) -> float:
    """The block's own direction nearest to east–west, in degrees −45 … 45."""
    corners = np.array(as_polygon(ground.minimum_rotated_rectangle).exterior.coords)
    dx, dy = corners[1] - corners[0]
    return float((np.degrees(np.arctan2(dy, dx)) + 45.0) % 90.0 - 45.0)


def _lots(ground: Polygon, rng: np.random.Generator) -> Iterator[Polygon]:
    """Old houses: the block cut again and again across its longer side."""
    stack = [ground]
    while stack:
        lot = stack.pop()
        if lot.area < 60:
            continue
        if lot.area < OLD_LOT * rng.uniform(0.6, 1.4):
            house = lot.buffer(-2.2, join_style="mitre")
            if isinstance(house, Polygon) and house.area > 70 and rng.random() < 0.93:
                yield as_polygon(house.simplify(3.0))
            continue
        stack.extend(p for p in shapely.get_parts(_cut(lot, rng)) if isinstance(p, Polygon))


def _cut(lot: Polygon, rng: np.random.Generator) -> shapely.GeometryCollection:
    corners: Array = np.array(as_polygon(lot.minimum_rotated_rectangle).exterior.coords)
    sides = corners[1:3] - corners[0:2]
    long = int(np.argmax(np.hypot(*sides.T)))
    along = sides[long]
    across = sides[1 - long]
    at = corners[long] + along * rng.uniform(0.38, 0.62)
    knife = shapely.LineString([at - 1.5 * across, at + 1.5 * across])
    parts: shapely.GeometryCollection = shapely.ops.split(lot, knife)
    return parts
