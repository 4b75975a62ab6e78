"""The city's areas with names and codes: 1 city, 6 districts, 40 streets, ~300 communities, ~900 cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import shapely
from shapely import Polygon

from cogov.demo.geography import names
from cogov.demo.geography.fabric import Fabric
from cogov.demo.geography.names import Name, listed
from cogov.demo.geography.plane import Point, as_polygon, to_degrees
from cogov.demo.geography.skeleton import Skeleton
from cogov.demo.geography.tiling import DISTRICTS, Groups, Tiling, to_metres_all

Level = Literal["city", "district", "street", "community", "grid"]
LEVELS: tuple[Level, ...] = ("city", "district", "street", "community", "grid")
# A division code that no real place has (99 is not a province of GB/T 2260).
CITY_CODE = "9901"


@dataclass(frozen=True)
class Area:
    """One area. The polygon is WGS84 longitude, latitude with five decimals."""

    code: str
    parent: str
    level: Level
    name_zh: str
    name_en: str
    residents: int
    latitude: float
    longitude: float
    polygon: Polygon


@dataclass(frozen=True)
class Division:
    """All areas, parents first, and the code of the cell of each block."""

    areas: tuple[Area, ...]
    block_cell: tuple[str, ...]

    def of_level(self, level: Level) -> tuple[Area, ...]:
        """The areas of one level, in order of their codes."""
        return tuple(area for area in self.areas if area.level == level)


@dataclass(frozen=True)
class _Layer:
    """Blocks grouped at one level: unions in ticks, their middles in metres, residents."""

    shapes: list[Polygon]
    middles: list[Point]
    residents: list[int]
    parents: list[int]


def divide(fabric: Fabric, tiling: Tiling) -> Division:
    """Name and number the areas of the tiling."""
    groups = (tiling.district, tiling.street, tiling.community, tiling.cell)
    whole = np.zeros(len(tiling.cell), dtype=np.int64)
    layers = [
        _layer(fabric, mine, above, tiling.residents) for mine, above in zip(groups, (whole, *groups), strict=False)
    ]
    city = _layer(fabric, whole, whole, tiling.residents)
    zh, en = names.CITY
    areas = [_area(city, 0, CITY_CODE, "", "city", (zh, f"{en} City"))]
    codes = [CITY_CODE]
    labels = (
        [names.DISTRICT_NAMES[key] for key in DISTRICTS],
        _street_names(layers[1]),
        _community_names(layers[2], fabric.skeleton),
    )
    for depth, level in enumerate(LEVELS[1:]):
        layer = layers[depth]
        made = _codes(layer, codes, width=(2, 3, 3, 2)[depth])
        for i, code in enumerate(made):
            name = labels[depth][i] if level != "grid" else _cell_name(areas, code)
            areas.append(_area(layer, i, code, codes[layer.parents[i]], level, name))
        codes = made
    areas.sort(key=lambda area: (len(area.code), area.code))
    return Division(tuple(areas), tuple(codes[c] for c in tiling.cell))


def feature_collection(areas: tuple[Area, ...]) -> dict[str, Any]:
    """GeoJSON (RFC 7946) of areas with code, parent, level, both names and residents."""
    return {"type": "FeatureCollection", "features": list(_features(areas))}


def _features(areas: tuple[Area, ...]) -> Iterator[dict[str, Any]]:
    for area in areas:
        yield {
            "type": "Feature",
            "properties": {
                "code": area.code,
                "parent": area.parent,
                "level": area.level,
                "name_zh": area.name_zh,
                "name_en": area.name_en,
                "residents": area.residents,
            },
            "geometry": shapely.geometry.mapping(area.polygon),
        }


def _layer(fabric: Fabric, groups: Groups, above: Groups, residents: Any) -> _Layer:
    count = int(groups.max()) + 1
    members = [np.flatnonzero(groups == g) for g in range(count)]
    shapes = [_union(fabric.faces[m]) for m in members]
    # Names and labels belong where people live: the middle weighted by residents.
    at = shapely.get_coordinates(shapely.centroid(to_metres_all(fabric.faces)))
    middles = [tuple(np.average(at[m], axis=0, weights=residents[m])) for m in members]
    people = [round(float(residents[m].sum())) for m in members]
    return _Layer(shapes, middles, people, [int(above[m[0]]) for m in members])


def _union(blocks: Any) -> Polygon:
    """Raises ValueError where the blocks do not hang together."""
    return as_polygon(shapely.coverage_union_all(blocks))


def _area(layer: _Layer, i: int, code: str, parent: str, level: Level, name: Name) -> Area:
    polygon = to_degrees(shapely.normalize(layer.shapes[i]))
    spot = shapely.point_on_surface(polygon)
    return Area(
        code=code,
        parent=parent,
        level=level,
        name_zh=name[0],
        name_en=name[1],
        residents=layer.residents[i],
        latitude=round(spot.y, 5),
        longitude=round(spot.x, 5),
        polygon=polygon,
    )


def _codes(layer: _Layer, parents: list[str], width: int) -> list[str]:
    """Parent's code and a running number of its own, from north-west to south-east."""
    order = sorted(
        range(len(layer.shapes)),
        key=lambda i: (layer.parents[i], round(layer.middles[i][0] - layer.middles[i][1])),
    )
    codes = [""] * len(order)
    counts: dict[int, int] = {}
    for i in order:
        number = counts[layer.parents[i]] = counts.get(layer.parents[i], 0) + 1
        codes[i] = f"{parents[layer.parents[i]]}{number:0{width}d}"
    return codes


def _street_names(layer: _Layer) -> list[Name]:
    """Names of what stands there first, then the district's list from the centre outwards."""
    found: dict[int, Name] = {}
    for spot, name in names.STREETS_AT:
        free = [i for i in range(len(layer.middles)) if i not in found]
        found[min(free, key=lambda i: _gap(layer.middles[i], spot))] = name
    for district, key in enumerate(DISTRICTS):
        rest = [i for i, parent in enumerate(layer.parents) if parent == district and i not in found]
        # Towns 镇 lie outside, streets 街道 inside.
        pool = sorted(listed(names.STREET_POOLS[key]), key=lambda n: n[0].endswith("镇"))
        towns = [n for n in pool if n[0].endswith("镇")]
        streets = [n for n in pool if not n[0].endswith("镇")]
        rest.sort(key=lambda i: _gap(layer.middles[i], (0.0, 0.0)))
        chosen = (streets + towns)[: len(rest)]
        outer = min(len(towns), max(0, len(rest) - 2))
        if outer:
            chosen = streets[: len(rest) - outer] + towns[:outer]
        found.update(zip(rest, chosen, strict=True))
    return [found[i] for i in range(len(layer.middles))]


def _gap(a: Point, b: Point) -> float:
    return float(np.hypot(a[0] - b[0], a[1] - b[1]))


def _community_names(layer: _Layer, skeleton: Skeleton) -> list[Name]:
    pools = {kind: listed(text) for kind, text in names.COMMUNITY_POOLS.items()}
    named: dict[int, Name] = {}
    order = sorted(range(len(layer.middles)), key=lambda i: _gap(layer.middles[i], (-200.0, 700.0)))
    for i in order:
        kind = _kind(layer, i, skeleton)
        pool = pools[kind] or pools["urban"] or pools["rural"] or pools["new"]
        zh, en = pool.pop(0)
        village = kind == "rural" and layer.residents[i] < 5000
        named[i] = (f"{zh}村", f"{en} Village") if village else (f"{zh}社区", f"{en} Community")
    return [named[i] for i in range(len(layer.middles))]


def _kind(layer: _Layer, i: int, skeleton: Skeleton) -> str:
    spot = shapely.Point(layer.middles[i])
    for kind in ("old", "campus", "new", "port"):
        zone = skeleton.zones[kind]
        if zone.buffer(250.0).contains(spot):
            return kind
    square_km = shapely.area(layer.shapes[i]) * 1.09e-6
    return "rural" if layer.residents[i] / square_km < 2500 else "urban"


def _cell_name(areas: list[Area], code: str) -> Name:
    community = next(area for area in areas[-1500:] if area.code == code[:-2])
    number = int(code[-2:])
    short = community.name_zh.removesuffix("社区").removesuffix("村")
    place = community.name_en.rsplit(" ", 1)[0]
    return (f"{short}第{number}网格", f"{place} Grid {number}")
