"""Named roads, and the spots along them where things can be wrong."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from shapely import LineString, MultiLineString, Point

from cogov.demo.geography import names
from cogov.demo.geography.areas import Division
from cogov.demo.geography.fabric import ROADS, Edge, Fabric
from cogov.demo.geography.names import Name, listed
from cogov.demo.geography.plane import TICK_LAT_M, TICK_LON_M, Array, as_line, metres_to_degrees
from cogov.demo.geography.tiling import to_metres_all

RoadKind = Literal["motorway", "primary", "secondary", "residential", "path", "rail"]
# Suffixes of minor roads: Chinese, English; wide ones first.
_SUFFIX: dict[str, tuple[Name, ...]] = {
    "secondary": (("路", "Road"), ("街", "Street")),
    "residential": (("街", "Street"), ("巷", "Lane"), ("路", "Road"), ("里", "Alley")),
    "path": (("步道", "Trail"),),
}
# A spot stands this far beside the middle of the road, in metres: the pavement.
BESIDE = 9.0
# One spot about every so many metres, by how built-up it is (0 … 1).
SPOT_GAP = (420.0, 75.0)
# House numbers grow by two every so many ticks (about 12 m).
NUMBER_EVERY = 12.0
# Residents name a landmark when it is nearer than this, in metres.
LANDMARK_REACH = 420.0
ESTATES: tuple[Name, ...] = (
    ("小区", "Estate"),
    ("花园", "Gardens"),
    ("家园", "Homes"),
    ("新村", "New Village"),
    ("公寓", "Apartments"),
    ("小区二期", "Estate Phase II"),
    ("大院", "Compound"),
    ("宿舍", "Dormitory"),
)


@dataclass(frozen=True)
class Road:
    """A road of one name. The line is in ticks and may have gaps."""

    name_zh: str
    name_en: str
    kind: RoadKind
    line: MultiLineString


@dataclass(frozen=True)
class Spot:
    """A place on a pavement with its address and grid cell. Weight: people nearby."""

    latitude: float
    longitude: float
    cell: str
    road_zh: str
    road_en: str
    cross_zh: str
    cross_en: str
    number: int
    near_zh: str
    near_en: str
    kind: RoadKind
    zone: str
    weight: float


def name_roads(fabric: Fabric, rng: np.random.Generator) -> tuple[tuple[Road, ...], dict[int, int]]:
    """All roads, and for each source line the index of its road."""
    lines: dict[int, list[LineString]] = defaultdict(list)
    for edge in fabric.edges:
        if edge.kind in ROADS or edge.kind == "rail":
            lines[edge.source].append(edge.line)
    fresh = _minor_names(rng)
    named: dict[Name, tuple[str, list[LineString], list[int]]] = {}
    for source in sorted(lines):
        kind, key, _ = fabric.sources[source]
        name = names.ROAD_NAMES.get(key) or (("铁路", "Railway") if kind == "rail" else fresh(kind))
        entry = named.setdefault(name, (kind, [], []))
        entry[1].extend(lines[source])
        entry[2].append(source)
    roads = tuple(Road(zh, en, kind, _merged(parts)) for (zh, en), (kind, parts, _) in named.items())  # type: ignore[arg-type]
    index = {source: i for i, (_, _, sources) in enumerate(named.values()) for source in sources}
    return roads, index


def find_spots(
    fabric: Fabric, division: Division, roads: tuple[Road, ...], road_of: dict[int, int], rng: np.random.Generator
) -> tuple[Spot, ...]:
    """Spots on both pavements of every street, in the cell that they lie in."""
    edges = [edge for edge in fabric.edges if edge.kind in ("primary", "secondary", "residential")]
    crossings = _crossings(edges, road_of)
    at, owner = _pavements(edges, fabric, rng)
    ticks = shapely.points(at / np.array([TICK_LON_M, TICK_LAT_M]))
    hit, block = shapely.STRtree(fabric.faces).query(ticks, predicate="within")
    zones = _zones(fabric)
    estates = _estates(division)
    spots = []
    for i, face in zip(hit.tolist(), block.tolist(), strict=True):
        edge = edges[owner[i]]
        mine = road_of[edge.source]
        road, x, y = roads[mine], float(at[i, 0]), float(at[i, 1])
        cross = _cross(edge, ticks[i], crossings, mine, roads)
        near = _near(x, y) or estates[face]
        latitude, longitude = metres_to_degrees(x, y)
        number = 1 + i % 2 + 2 * int(road.line.project(ticks[i]) / NUMBER_EVERY)
        spots.append(
            Spot(
                latitude=latitude,
                longitude=longitude,
                cell=division.block_cell[face],
                road_zh=road.name_zh,
                road_en=road.name_en,
                cross_zh=cross[0],
                cross_en=cross[1],
                number=number,
                near_zh=near[0],
                near_en=near[1],
                kind=road.kind,
                zone=zones[face],
                weight=round(float(fabric.density[face]), 3),
            )
        )
    return tuple(spots)


def _pavements(edges: list[Edge], fabric: Fabric, rng: np.random.Generator) -> tuple[Array, list[int]]:
    """Points in metres beside the edges, and the number of the edge of each."""
    lines = to_metres_all(np.array([edge.line for edge in edges], dtype=object))
    owner: list[int] = []
    share: list[float] = []
    for i, (edge, length) in enumerate(zip(edges, shapely.length(lines).tolist(), strict=True)):
        density = float(fabric.density[edge.faces[0]])
        gap = SPOT_GAP[0] + (SPOT_GAP[1] - SPOT_GAP[0]) * density
        count = max(1, int(length / gap)) if length > 40 else 0
        owner += [i] * count
        share += [(k + 0.5) / count for k in range(count)]
    where = np.array(share) + rng.uniform(-0.12, 0.12, len(share)) / np.bincount(owner)[owner]
    here, ahead = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines[owner], where + step, normalized=True))
        for step in (0.0, 0.01)
    )
    normal = (ahead - here)[:, ::-1] * np.array([-1.0, 1.0])
    normal /= np.maximum(np.hypot(*normal.T), 1e-9)[:, None]
    side = rng.choice((-BESIDE, BESIDE), len(owner))
    return here + normal * side[:, None], owner


def _crossings(edges: list[Edge], road_of: dict[int, int]) -> dict[tuple[float, ...], set[int]]:
    """Which roads meet at each end of a stretch."""
    found: dict[tuple[float, ...], set[int]] = defaultdict(set)
    for edge in edges:
        for end in (edge.line.coords[0], edge.line.coords[-1]):
            found[end].add(road_of[edge.source])
    return found


def _cross(
    edge: Edge, at: Point, crossings: dict[tuple[float, ...], set[int]], mine: int, roads: tuple[Road, ...]
) -> Name:
    """The road at the nearer end of the stretch; empty where there is none."""
    ends = (edge.line.coords[0], edge.line.coords[-1])
    for end in sorted(ends, key=lambda e: (e[0] - at.x) ** 2 + (e[1] - at.y) ** 2):
        others = sorted(crossings[end] - {mine})
        if others:
            return roads[others[0]].name_zh, roads[others[0]].name_en
    return "", ""


def _near(x: float, y: float) -> Name | None:
    gap, name = min((math.hypot(x - px, y - py), name) for (px, py), name, _ in names.LANDMARKS)
    return name if gap < LANDMARK_REACH else None


def _zones(fabric: Fabric) -> list[str]:
    """What kind of quarter each block is in."""
    middle = shapely.centroid(to_metres_all(fabric.faces))
    kinds = np.where(fabric.density < 0.15, "rural", "urban").astype(object)
    kinds[shapely.dwithin(fabric.skeleton.river, middle, 300.0)] = "river"
    for key, zone in fabric.skeleton.zones.items():
        kinds[shapely.contains(zone, middle)] = key
    return [str(kind) for kind in kinds]


def _estates(division: Division) -> list[Name]:
    """What residents call the houses of each block."""
    named = {area.code: (area.name_zh, area.name_en) for area in division.areas}
    estates = []
    for block, cell in enumerate(division.block_cell):
        zh, en = named[cell[:-2]]
        if zh.endswith("村"):
            estates.append((f"{zh}村口", f"{en} entrance"))
            continue
        suffix = ESTATES[block * 7 % len(ESTATES)]
        estates.append((zh.removesuffix("社区") + suffix[0], en.removesuffix(" Community") + " " + suffix[1]))
    return estates


def _merged(parts: list[LineString]) -> MultiLineString:
    merged = shapely.line_merge(MultiLineString(parts))
    return merged if isinstance(merged, MultiLineString) else MultiLineString([as_line(merged)])


def _minor_names(rng: np.random.Generator) -> Callable[[str], Name]:
    stems = listed(names.ROAD_STEMS)
    queues = {}
    for kind, suffixes in _SUFFIX.items():
        order = [stems[int(i)] for i in rng.permutation(len(stems))]
        queues[kind] = [(f"{zh}{s}", f"{en} {e}") for s, e in suffixes for zh, en in order]
    taken: set[str] = set()

    def fresh(kind: str) -> Name:
        queue = queues[kind]
        while queue:
            name = queue.pop(0)
            if name[0] not in taken:
                taken.add(name[0])
                return name
        raise ValueError(f"no more names for roads of kind {kind}")

    return fresh
