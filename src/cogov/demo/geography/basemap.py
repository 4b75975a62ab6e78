"""The base map as GeoJSON layers: water, landuse, green, building, road, boundary, label.

Coordinates are WGS84 with five decimals. Every feature carries only what a style needs:
`kind`, `level` or `rank`, and `name_zh`, `name_en` where it has a name.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from cogov.demo.geography import names
from cogov.demo.geography.areas import LEVELS, Division
from cogov.demo.geography.fabric import Fabric
from cogov.demo.geography.names import Name, listed
from cogov.demo.geography.plane import metres_to_degrees, ticks_to_degrees, to_ticks
from cogov.demo.geography.roads import Road
from cogov.demo.geography.tiling import Tiling, to_metres_all

LAYERS = ("landuse", "water", "green", "building", "road", "boundary", "label")
# Parks: smallest and largest block in square metres, and the least distance between two, in metres.
PARK_SIZE = (14_000.0, 260_000.0)
PARK_GAP = 1150.0
# Labels by importance: 1 shows first.
RANKS = {"city": 1, "district": 2, "street": 4, "community": 6, "water": 2, "hill": 3, "park": 5, "landmark": 4}

Feature = dict[str, Any]


@dataclass(frozen=True)
class BaseMap:
    """Layer name → GeoJSON FeatureCollection."""

    layers: Mapping[str, Feature]

    def encoded(self) -> dict[str, bytes]:
        """Layer name → compact GeoJSON in UTF-8."""
        return {
            name: json.dumps(layer, ensure_ascii=False, separators=(",", ":")).encode()
            for name, layer in self.layers.items()
        }

    def write(self, folder: Path) -> list[Path]:
        """Write one `<layer>.geojson` for each layer; returns the files."""
        folder.mkdir(parents=True, exist_ok=True)
        files = []
        for name, content in self.encoded().items():
            file = folder / f"{name}.geojson"
            file.write_bytes(content)
            files.append(file)
        return files


def choose_parks(fabric: Fabric, rng: np.random.Generator) -> dict[int, Name]:
    """Blocks that are parks, far from one another, with their names."""
    blocks = to_metres_all(fabric.faces)
    middle = shapely.get_coordinates(shapely.centroid(blocks))
    area = shapely.area(blocks)
    round_ = 4 * np.pi * area / np.maximum(shapely.length(blocks), 1) ** 2
    port = shapely.contains_xy(fabric.skeleton.zones["port"], middle)
    good = (area > PARK_SIZE[0]) & (area < PARK_SIZE[1]) & (round_ > 0.5) & (fabric.density > 0.25) & ~port
    wet = shapely.union_all([fabric.skeleton.river, fabric.skeleton.lake])
    good &= ~shapely.intersects(blocks, wet)
    chosen: dict[int, Name] = {}
    pool = listed(names.PARKS)
    for i in rng.permutation(np.flatnonzero(good)).tolist():
        gaps = [float(np.hypot(*(middle[i] - middle[j]))) for j in chosen]
        if pool and min(gaps, default=PARK_GAP) >= PARK_GAP:
            chosen[i] = pool.pop(0)
    return chosen


def draw(
    fabric: Fabric,
    tiling: Tiling,
    division: Division,
    roads: tuple[Road, ...],
    parks: dict[int, Name],
    houses: list[tuple[int, list[Polygon]]],
) -> BaseMap:
    """All layers of the map."""
    content: dict[str, Iterable[Feature]] = {
        "landuse": _landuse(fabric),
        "water": _water(fabric),
        "green": _green(fabric, parks),
        "building": _buildings(houses),
        "road": _roads(roads),
        "boundary": _boundaries(fabric, tiling),
        "label": _labels(fabric, division, parks),
    }
    return BaseMap({name: {"type": "FeatureCollection", "features": list(content[name])} for name in LAYERS})


def _feature(shape: BaseGeometry, **properties: Any) -> Feature:
    return {"type": "Feature", "properties": properties, "geometry": _geometry(shape)}


def _geometry(shape: BaseGeometry) -> Feature:
    """Ticks → GeoJSON geometry; a collection of one becomes its member."""
    if isinstance(shape, MultiPolygon | MultiLineString) and len(shape.geoms) == 1:
        shape = shape.geoms[0]
    if isinstance(shape, Polygon):
        return {"type": "Polygon", "coordinates": _rings(shape)}
    if isinstance(shape, MultiPolygon):
        return {"type": "MultiPolygon", "coordinates": [_rings(part) for part in shape.geoms]}
    if isinstance(shape, MultiLineString):
        return {"type": "MultiLineString", "coordinates": [_positions(part) for part in shape.geoms]}
    return {"type": shape.geom_type, "coordinates": _positions(shape)}


def _rings(shape: Polygon) -> list[Any]:
    return [_positions(ring) for ring in (shape.exterior, *shape.interiors)]


def _positions(shape: BaseGeometry) -> Any:
    return ticks_to_degrees(shapely.get_coordinates(shape)).tolist()


def _named(name: Name) -> dict[str, str]:
    return {"name_zh": name[0], "name_en": name[1]}


def _polygons(shapes: Iterable[BaseGeometry]) -> MultiPolygon:
    """Metres → one valid multipolygon in ticks without specks."""
    merged = shapely.set_precision(to_ticks(shapely.union_all(list(shapes))), 1)
    parts = [p for p in shapely.get_parts(merged) if isinstance(p, Polygon) and p.area > 30]
    return MultiPolygon(parts)


def _landuse(fabric: Fabric) -> Iterable[Feature]:
    """Where people live, work and study."""
    kinds = _uses(fabric)
    for kind in ("urban", "industrial", "campus"):
        yield _feature(shapely.coverage_union_all(fabric.faces[kinds == kind]), kind=kind)


def _uses(fabric: Fabric) -> npt.NDArray[np.object_]:
    """What each block is used for."""
    middle = shapely.centroid(to_metres_all(fabric.faces))
    zones = fabric.skeleton.zones
    kinds = np.where(fabric.density > 0.13, "urban", "field").astype(object)
    kinds[shapely.contains(zones["port"], middle)] = "industrial"
    kinds[shapely.contains(zones["campus"], middle)] = "campus"
    hills = shapely.union_all(list(fabric.skeleton.hills.values()))
    kinds[shapely.contains(hills, middle)] = "hill"
    # Every third open block is woodland, every fifth an orchard: a patchwork from above.
    open_ = np.flatnonzero(kinds == "field")
    kinds[open_[open_ % 3 == 0]] = "wood"
    kinds[open_[open_ % 5 == 1]] = "orchard"
    return kinds


def _water(fabric: Fabric) -> Iterable[Feature]:
    sk = fabric.skeleton
    yield _feature(_polygons([sk.river]), kind="river", **_named(names.WATER_NAMES["river"]))
    for key, area in sk.stream_areas.items():
        yield _feature(_polygons([area.difference(sk.river)]), kind="stream", **_named(names.WATER_NAMES[key]))
    yield _feature(_polygons([sk.lake]), kind="lake", **_named(names.WATER_NAMES["lake"]))
    yield _feature(_polygons(sk.ponds), kind="pond")


def _green(fabric: Fabric, parks: dict[int, Name]) -> Iterable[Feature]:
    sk = fabric.skeleton
    uses = _uses(fabric)
    for kind in ("orchard", "wood"):
        yield _feature(shapely.coverage_union_all(fabric.faces[uses == kind]), kind=kind)
    for key, hill in sk.hills.items():
        wood = hill.difference(sk.river)
        yield _feature(_polygons([wood]), kind="wood", **_named(names.HILL_NAMES[key]))
    for block, name in parks.items():
        yield _feature(fabric.faces[block], kind="park", **_named(name))
    yield _feature(_polygons([sk.island.buffer(-12.0)]), kind="park", name_zh="鹭洲公园", name_en="Heron Isle Park")
    shore = sk.lake.buffer(85.0).difference(sk.lake)
    yield _feature(_polygons([shore]), kind="park", name_zh="云湖公园", name_en="Yun Lake Park")
    yield _feature(_polygons(sk.embankments), kind="park", name_zh="江滩公园", name_en="Riverside Park")


def _buildings(houses: list[tuple[int, list[Polygon]]]) -> Iterable[Feature]:
    """One feature for each block: fewer bytes than one for each house."""
    for _, group in houses:
        ticks = [to_ticks(house) for house in group]
        sound = [t for t in ticks if t.is_valid and t.area > 40]
        if sound:
            yield _feature(MultiPolygon(sound))


def _roads(roads: tuple[Road, ...]) -> Iterable[Feature]:
    order = ("path", "residential", "secondary", "primary", "motorway", "rail")
    for road in sorted(roads, key=lambda r: order.index(r.kind)):
        yield _feature(road.line, kind=road.kind, name_zh=road.name_zh, name_en=road.name_en)


def _boundaries(fabric: Fabric, tiling: Tiling) -> Iterable[Feature]:
    """Each stretch once, under the highest level that it divides."""
    groups = (tiling.district, tiling.street, tiling.community)
    lines: dict[str, list[Any]] = defaultdict(list)
    for edge in fabric.edges:
        if len(edge.faces) == 1:
            lines["city"].append(edge.line)
            continue
        a, b = edge.faces
        level = next((name for name, g in zip(LEVELS[1:4], groups, strict=True) if g[a] != g[b]), None)
        if level:
            lines[level].append(edge.line)
    for level in LEVELS[:4]:
        merged = shapely.line_merge(MultiLineString(lines[level]))
        yield _feature(merged, level=level)


def _labels(fabric: Fabric, division: Division, parks: dict[int, Name]) -> Iterable[Feature]:
    for area in division.areas:
        if area.level in RANKS:
            zh = area.name_zh.removesuffix("社区")
            en = area.name_en.removesuffix(" Community").removesuffix(" Subdistrict")
            yield _label(area.latitude, area.longitude, (zh, en), area.level, RANKS[area.level])
    sk = fabric.skeleton
    for key, shape in (("lake", sk.lake), *sk.stream_areas.items()):
        yield _label_at(shape.representative_point(), names.WATER_NAMES[key], "water", RANKS["water"])
    for share in (0.2, 0.47, 0.75):
        at = sk.centreline.interpolate(share, normalized=True)
        yield _label_at(at, names.WATER_NAMES["river"], "water", RANKS["water"])
    for key, hill in sk.hills.items():
        yield _label_at(hill.representative_point(), names.HILL_NAMES[key], "hill", RANKS["hill"])
    blocks = to_metres_all(fabric.faces)
    for block, name in parks.items():
        yield _label_at(blocks[block].representative_point(), name, "park", RANKS["park"])
    for (x, y), name, kind in names.LANDMARKS:
        yield _label_at(Point(x, y), name, kind, RANKS["landmark"])


def _label_at(point: Point, name: Name, kind: str, rank: int) -> Feature:
    return _label(*metres_to_degrees(point.x, point.y), name, kind, rank)


def _label(latitude: float, longitude: float, name: Name, kind: str, rank: int) -> Feature:
    return {
        "type": "Feature",
        "properties": {**_named(name), "kind": kind, "rank": rank},
        "geometry": {"type": "Point", "coordinates": [round(longitude, 5), round(latitude, 5)]},
    }
