"""Blocks grouped into districts, streets, communities and grid cells: nested, connected, exact.

Every area is a union of the same blocks, so areas of one level tile the city and
share their edges vertex for vertex; boundaries prefer rivers, rails and main roads.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Polygon

from cogov.demo.geography.fabric import Fabric
from cogov.demo.geography.plane import TICK_LAT_M, TICK_LON_M, Point, as_polygon

DISTRICTS = ("lancheng", "qingxi", "tingnan", "yunhu", "langang", "heling")
STREETS_IN = {"lancheng": 8, "qingxi": 7, "tingnan": 8, "yunhu": 7, "langang": 5, "heling": 5}
COMMUNITIES = 300
CELLS = 900
# Residents of the whole city, shared out by built-up area.
POPULATION = 1_860_000
# How much longer a step over this line counts: areas rarely reach across it.
BARRIER = {
    "river": 12.0,
    "motorway": 6.0,
    "stream": 5.0,
    "rail": 5.0,
    "primary": 3.5,
    "secondary": 1.8,
    "track": 1.5,
    "path": 1.2,
    "residential": 1.0,
}
# Rounds of moving seeds and balancing; more rounds change little.
ROUNDS = 14

Groups = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tiling:
    """For each block: index of its district, street, community, cell; and its residents."""

    district: Groups
    street: Groups
    community: Groups
    cell: Groups
    residents: npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Graph:
    middle: npt.NDArray[np.float64]
    weight: npt.NDArray[np.float64]
    links: dict[int, list[tuple[int, float]]]


def tile(fabric: Fabric, rng: np.random.Generator) -> Tiling:
    """Group the blocks, level by level."""
    graph = _graph(fabric)
    district = _connected(_districts(fabric), graph)
    street = _split(graph, district, [STREETS_IN[key] for key in DISTRICTS], rng)
    community = _split(graph, street, _shares(graph, street, COMMUNITIES, 4, 11), rng)
    cell = _split(graph, community, _shares(graph, community, CELLS, 2, 5), rng)
    return Tiling(district, street, community, cell, graph.weight * POPULATION / graph.weight.sum())


def _graph(fabric: Fabric) -> _Graph:
    metres = to_metres_all(fabric.faces)
    middle = shapely.get_coordinates(shapely.centroid(metres))
    size = shapely.area(metres)
    # A little weight for open country, so that areas there stay of a bearable size.
    weight = size * (0.012 + fabric.density**1.35) / 1e4
    shared: dict[tuple[int, int], tuple[float, str]] = {}
    for edge in fabric.edges:
        if len(edge.faces) == 2 and edge.faces[0] != edge.faces[1]:
            pair = (min(edge.faces), max(edge.faces))
            length = edge.line.length
            if length > shared.get(pair, (0.0, ""))[0]:
                shared[pair] = (length, edge.kind)
    links: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (a, b), (_, kind) in shared.items():
        cost = float(np.hypot(*(middle[a] - middle[b]))) * BARRIER.get(kind, 1.0)
        links[a].append((b, cost))
        links[b].append((a, cost))
    return _Graph(middle, weight, links)


def to_metres_all(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Ticks → metres for an array of shapes."""
    scaled = shapely.transform(shapes, lambda xy: xy * np.array([TICK_LON_M, TICK_LAT_M]))
    return np.asarray(scaled, dtype=object)


def _districts(fabric: Fabric) -> Groups:
    """District of each block, by the lines that divide them: river, streams, second ring."""
    sk = fabric.skeleton
    rim = LineString(sk.outline.exterior.coords)
    river, qingxi, tongshui = sk.centreline, sk.streams["qingxi"], sk.streams["tongshui"]
    ring, wangjiang = sk.roads["ring2"][1], sk.roads["wangjiang"][1]
    west = _side([rim, river, qingxi], (-9000, 2500))
    north = _side([rim, river, qingxi], (0, 6000))
    port = _side([rim, river, ring, wangjiang], (9500, 6300))
    east = _side([rim, river, tongshui], (9500, -500))
    inner = Polygon(ring.coords)
    points = shapely.point_on_surface(to_metres_all(fabric.faces))
    groups = np.full(len(points), DISTRICTS.index("tingnan"))
    groups[_within(east, points)] = DISTRICTS.index("yunhu")
    groups[_within(north, points)] = DISTRICTS.index("heling")
    groups[_within(north, points) & _within(inner, points)] = DISTRICTS.index("lancheng")
    groups[_within(port, points)] = DISTRICTS.index("langang")
    groups[_within(west, points)] = DISTRICTS.index("qingxi")
    return groups


def _side(lines: Sequence[LineString], seed: Point) -> Polygon:
    pieces = shapely.get_parts(shapely.polygonize([shapely.unary_union(lines)]))
    return as_polygon(next(piece for piece in pieces if piece.covers(shapely.Point(seed))))


def _within(area: Polygon, points: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    shapely.prepare(area)
    return np.asarray(shapely.contains(area, points), dtype=bool)


def _connected(groups: Groups, graph: _Graph) -> Groups:
    """Give pieces cut off from their group to the neighbour they hang on."""
    groups = groups.copy()
    for group in range(int(groups.max()) + 1):
        pieces = _pieces(np.flatnonzero(groups == group).tolist(), graph)
        for piece in sorted(pieces, key=len)[:-1]:
            outer = [groups[n] for i in piece for n, _ in graph.links[i] if groups[n] != group]
            if outer:
                groups[piece] = max(set(outer), key=outer.count)
    return groups


def _pieces(members: list[int], graph: _Graph) -> list[list[int]]:
    left = set(members)
    pieces = []
    while left:
        stack = [left.pop()]
        piece = []
        while stack:
            here = stack.pop()
            piece.append(here)
            fresh = [n for n, _ in graph.links[here] if n in left]
            left.difference_update(fresh)
            stack.extend(fresh)
        pieces.append(piece)
    return pieces


def _shares(graph: _Graph, groups: Groups, total: int, least: int, most: int) -> list[int]:
    """How many parts each group gets: by weight, within bounds and blocks."""
    weight = np.bincount(groups, graph.weight)
    blocks = np.bincount(groups)
    scale = total / weight.sum()
    for _ in range(40):
        parts = np.clip(np.rint(weight * scale), least, np.minimum(most, np.maximum(1, blocks // 2)))
        if abs(parts.sum() - total) <= total * 0.002:
            break
        scale *= total / parts.sum()
    return [int(p) for p in np.maximum(parts, 1)]


def _split(graph: _Graph, groups: Groups, parts: Sequence[int], rng: np.random.Generator) -> Groups:
    result = np.zeros(len(groups), dtype=np.int64)
    offset = 0
    for group, count in enumerate(parts):
        members = np.flatnonzero(groups == group)
        result[members] = offset + _partition(graph, members, count, rng)
        offset += count
    return result


def _partition(graph: _Graph, members: Groups, count: int, rng: np.random.Generator) -> Groups:
    """Connected parts of about equal weight; the best of the rounds."""
    if count <= 1:
        return np.zeros(len(members), dtype=np.int64)
    place = {int(m): i for i, m in enumerate(members)}
    links = [[(place[n], c) for n, c in graph.links[int(m)] if n in place] for m in members]
    middle, weight = graph.middle[members], graph.weight[members]
    seeds = _spread(middle, weight, count, rng)
    handicap = np.zeros(count)
    typical = float(np.sqrt(np.ptp(middle[:, 0]) * np.ptp(middle[:, 1]) / count))
    best, best_gap = np.zeros(len(members), dtype=np.int64), np.inf
    for _ in range(ROUNDS):
        owner = _grow(links, seeds, handicap)
        load = np.bincount(owner, weight, minlength=count)
        gap = float(np.std(load) / load.mean()) + (0.0 if np.bincount(owner, minlength=count).all() else 9.0)
        if gap < best_gap:
            best, best_gap = owner, gap
        handicap += 0.25 * typical * np.clip(load / load.mean() - 1, -0.8, 0.8)
        handicap -= handicap.min()
        seeds = [_heart(middle, weight, owner, part, seeds[part]) for part in range(count)]
    return best


def _spread(
    middle: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], count: int, rng: np.random.Generator
) -> list[int]:
    """Seeds far from one another, in heavy places first."""
    seeds = [int(rng.choice(len(weight), p=weight / weight.sum()))]
    gap = np.hypot(*(middle - middle[seeds[0]]).T)
    while len(seeds) < count:
        pull = gap * np.sqrt(weight)
        pull[seeds] = -1.0
        seeds.append(int(np.argmax(pull)))
        gap = np.minimum(gap, np.hypot(*(middle - middle[seeds[-1]]).T))
    return seeds


def _grow(links: list[list[tuple[int, float]]], seeds: Sequence[int], handicap: npt.NDArray[np.float64]) -> Groups:
    """Shortest-path regions of the seeds (Dijkstra from all at once)."""
    owner = np.full(len(links), -1, dtype=np.int64)
    queue = [(float(handicap[part]), part, seed) for part, seed in enumerate(seeds)]
    heapq.heapify(queue)
    while queue:
        cost, part, here = heapq.heappop(queue)
        if owner[here] >= 0:
            continue
        owner[here] = part
        for there, step in links[here]:
            if owner[there] < 0:
                heapq.heappush(queue, (cost + step, part, there))
    return owner


def _heart(middle: npt.NDArray[np.float64], weight: npt.NDArray[np.float64], owner: Groups, part: int, old: int) -> int:
    mine = np.flatnonzero(owner == part)
    if len(mine) == 0:
        return old
    centre = np.average(middle[mine], axis=0, weights=weight[mine] + 1e-9)
    return int(mine[np.argmin(np.hypot(*(middle[mine] - centre).T))])
