"""From lines to blocks: every line of the city noded on one lattice, and the faces between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Polygon

from cogov.demo.geography import field as fields
from cogov.demo.geography.field import Field, rasterise
from cogov.demo.geography.plane import TICK_LAT_M, TICK_LON_M, as_line, to_ticks
from cogov.demo.geography.skeleton import TOWNS, Skeleton
from cogov.demo.geography.streets import Plan, Spacing, families, trace_all

# Lines by rank: where two run on one another, the first keeps the stretch.
RANK = ("outline", "motorway", "primary", "rail", "river", "stream", "secondary", "residential", "path", "track")
RANK_OF = {kind: rank for rank, kind in enumerate(RANK)}
# Which of them a person or car can use.
ROADS = frozenset({"motorway", "primary", "secondary", "residential", "path"})
# Streets keep this far from the bank, in metres: quay, trees, path.
QUAY = 70.0
Gaps = tuple[tuple[float, float], ...]
# Metres between streets by how built-up it is (0 fields … 1 old town).
SECONDARY_GAP: Gaps = ((0, 2300), (0.15, 1700), (0.5, 950), (1, 620))
RESIDENTIAL_GAP: Gaps = ((0, 1050), (0.1, 660), (0.25, 370), (0.55, 235), (0.9, 165), (1, 135))
PATH_GAP: Gaps = ((0, 1000), (1, 1000))


@dataclass(frozen=True)
class Edge:
    """A stretch between two crossings, in ticks, with what runs on it and the faces beside it."""

    line: LineString
    kind: str
    source: int
    faces: tuple[int, ...]


@dataclass(frozen=True)
class Fabric:
    """The city's blocks. Faces and edges in ticks; density 0…1 for each face."""

    skeleton: Skeleton
    field: Field
    faces: npt.NDArray[np.object_]
    edges: tuple[Edge, ...]
    sources: tuple[tuple[str, str, LineString], ...]
    density: npt.NDArray[np.float64]


Source = tuple[str, str, LineString]


def weave(skeleton: Skeleton, rng: np.random.Generator) -> Fabric:
    """Draw all streets, node them, and find the blocks."""
    field = fields.build(skeleton)
    sources = _main_lines(skeleton) + _quays(skeleton)
    sources += _traced(skeleton, field, sources, rng)
    lines = [as_line(to_ticks(line.simplify(3.0))) for _, _, line in sources]
    noded = shapely.get_parts(shapely.unary_union(lines, grid_size=1))
    blocks = _blocks(noded, to_ticks(skeleton.outline))
    edges = _edges(noded, lines, sources, blocks)
    xy = shapely.get_coordinates(shapely.centroid(blocks)) * np.array([TICK_LON_M, TICK_LAT_M])
    return Fabric(skeleton, field, blocks, edges, tuple(sources), fields.town_density(xy[:, 0], xy[:, 1]))


def _main_lines(skeleton: Skeleton) -> list[Source]:
    lines: list[Source] = [("outline", "", LineString(skeleton.outline.exterior.coords))]
    lines += [(kind, key, line) for key, (kind, line) in skeleton.roads.items()]
    lines += [("rail", "", line) for line in skeleton.rails]
    lines.append(("river", "river", skeleton.centreline))
    lines += [("stream", key, line) for key, line in skeleton.streams.items()]
    for hill in skeleton.hills.values():
        lines.append(("track", "", LineString(hill.exterior.coords)))
    return lines


def _quays(skeleton: Skeleton) -> list[Source]:
    """Roads along the banks where people live, round the lake and on the island."""
    towns = shapely.union_all([shapely.Point(c).buffer(1.45 * r) for c, r, w in TOWNS if w > 0.3])
    wet = shapely.union_all([skeleton.river, skeleton.island, *skeleton.stream_areas.values()])
    bank = shapely.line_merge(wet.buffer(QUAY).simplify(8.0).boundary.intersection(towns))
    ring1 = skeleton.roads["ring1"][1]
    free = shapely.line_merge(bank.difference(ring1.buffer(170.0)))
    roads = [line for _, line in skeleton.roads.values()]
    joined = [_join(line, roads, 400.0) for line in shapely.get_parts(free) if line.length > 500]
    lake = LineString(skeleton.lake.buffer(90.0).exterior.coords)
    island = LineString(skeleton.island.buffer(-65.0).exterior.coords)
    quays: list[Source] = [("secondary", "quay", line) for line in joined]
    return [*quays, ("secondary", "lake", lake), ("residential", "island", island)]


def _join(line: LineString, others: list[LineString], reach: float) -> LineString:
    """Lead both ends of a line to the nearest other line, when within reach in metres."""
    ends = []
    for end in (shapely.get_point(line, 0), shapely.get_point(line, -1)):
        near = min(others, key=lambda other: other.distance(end))
        link = shapely.shortest_line(end, near)
        ends.append(list(link.coords)[1:] if link.length < reach else [])
    return LineString([*ends[0], *line.coords, *ends[1]])


def _traced(skeleton: Skeleton, field: Field, main: list[Source], rng: np.random.Generator) -> list[Source]:
    existing = [line for kind, _, line in main if kind not in ("outline", "track")]
    banks = shapely.union_all([skeleton.river, skeleton.island, skeleton.lake]).buffer(30.0)
    outside = ~rasterise(skeleton.outline)
    hills = rasterise(shapely.union_all(list(skeleton.hills.values())))
    wide = outside | rasterise(banks) | hills
    streams = rasterise(shapely.union_all(list(skeleton.stream_areas.values())).buffer(25.0))
    barriers = shapely.union_all([line.buffer(30.0) for k, _, line in main if k in ("motorway", "rail")])
    narrow = wide | streams | rasterise(barriers)
    seeds = _seeds(rng, skeleton.outline.bounds)
    found: list[Source] = []
    for kind, table, blocked in (
        ("secondary", SECONDARY_GAP, wide),
        ("residential", RESIDENTIAL_GAP, narrow),
        ("path", PATH_GAP, outside | ~hills),
    ):
        spacing = _spacing(field, table)
        pair = families([*existing, *(line for _, _, line in found)], field, spacing)
        plan = Plan(spacing, blocked)
        drawn = shapely.difference(trace_all(field, plan, pair, seeds), banks)
        found += [(kind, "", line) for line in shapely.get_parts(drawn) if line.length > 40]
    return found


def _seeds(rng: np.random.Generator, bounds: tuple[float, float, float, float]) -> list[tuple[float, float]]:
    """Where streets may start: many near the towns first, then everywhere."""
    dense = [rng.normal(centre, spread, (30, 2)) for centre, spread, _ in TOWNS]
    west, south, east, north = bounds
    wide = rng.uniform((west, south), (east, north), (700, 2))
    return [(float(x), float(y)) for x, y in np.vstack([*dense, wide])]


def _spacing(field: Field, table: Gaps) -> Spacing:
    """Metres between streets at a place, straight between the rows of the table."""

    def at(x: float, y: float) -> float:
        density = field.density_at(x, y)
        for (d0, m0), (d1, m1) in pairwise(table):
            if density <= d1:
                return m0 + (m1 - m0) * (density - d0) / (d1 - d0)
        return table[-1][1]

    return at


def _blocks(noded: npt.NDArray[np.object_], outline: Polygon) -> npt.NDArray[np.object_]:
    faces = shapely.get_parts(shapely.polygonize_full(noded)[0])
    shapely.prepare(outline)
    inside = shapely.contains_properly(outline, shapely.point_on_surface(faces))
    return np.asarray(faces[inside], dtype=object)


def _edges(
    noded: npt.NDArray[np.object_],
    lines: list[LineString],
    sources: list[Source],
    blocks: npt.NDArray[np.object_],
) -> tuple[Edge, ...]:
    """Noded stretches that bound a block, with the first-ranking line that runs there."""
    beside = _segment_faces(blocks)
    keys = [_segment(line.coords[0], line.coords[1]) for line in noded]
    used = [i for i, key in enumerate(keys) if key in beside]
    tree = shapely.STRtree(lines)
    middles = shapely.line_interpolate_point(noded[used], 0.5, normalized=True)
    # Rounding to ticks moves a line by less than 1.5 ticks.
    hits, near = tree.query(middles, predicate="dwithin", distance=1.5)
    best: dict[int, int] = {}
    for hit, source in zip(hits.tolist(), near.tolist(), strict=True):
        kept = best.get(hit)
        if kept is None or RANK_OF[sources[source][0]] < RANK_OF[sources[kept][0]]:
            best[hit] = source
    return tuple(Edge(noded[i], sources[best[n]][0], best[n], tuple(beside[keys[i]])) for n, i in enumerate(used))


def _segment(a: tuple[float, ...], b: tuple[float, ...]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    return (a, b) if a < b else (b, a)


def _segment_faces(
    blocks: npt.NDArray[np.object_],
) -> dict[tuple[tuple[float, ...], tuple[float, ...]], list[int]]:
    faces: dict[tuple[tuple[float, ...], tuple[float, ...]], list[int]] = {}
    for index, block in enumerate(blocks):
        for ring in (block.exterior, *block.interiors):
            corners = list(ring.coords)
            for a, b in pairwise(corners):
                faces.setdefault(_segment(a, b), []).append(index)
    return faces
