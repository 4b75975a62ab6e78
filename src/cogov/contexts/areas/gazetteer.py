"""Where a place named in words is: from the names on the city's base map. Nothing leaves the house.

House numbers are not on the map: "莲花路 12 号" finds the street, and the person moves the pin the last metres.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path

import shapely
from django.conf import settings
from django.utils.translation import get_language
from shapely.geometry.base import BaseGeometry

LAYERS = ("label", "road", "green", "water")
"""Layers of the base map whose features people know by name, the most telling first."""

CROSSING_DEGREES = 0.0006
"""About 60 m: two carriageways of one avenue lie so far apart, and their crossing is still one place."""

SHORTEST = 2
"""Letters of a name that says anything."""


@dataclass(frozen=True, slots=True)
class Place:
    """`lat`, `lon`: WGS84 degrees of a point on it."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class _Named:
    zh: str
    en: str
    layer: str
    shape: BaseGeometry

    @property
    def name(self) -> str:
        zh = (get_language() or "zh-hans").startswith("zh")
        return (self.zh or self.en) if zh else (self.en or self.zh)


def find(text: str, *, near: tuple[float, float] | None = None, limit: int = 5) -> list[Place]:
    """Best first: the crossing of two streets that are named, whole names within the text, then beginnings of names.

    `near` (lat, lon) chooses the part of a long street. No query; about 1 ms for 1,000 names.
    """
    sought = _plain(text)
    if len(sought) < SHORTEST:
        return []
    whole, begun = _matches(sought)
    anchor: BaseGeometry | None = shapely.Point(near[1], near[0]) if near else None
    anchor = next((one.shape for one in whole if one.layer == "label"), anchor)
    found = [*_crossings(whole), *(_place(one, anchor) for one in [*whole, *begun])]
    return list({place.name: place for place in reversed(found)}.values())[::-1][:limit]


def _matches(sought: str) -> tuple[list[_Named], list[_Named]]:
    """Names that stand in the text, but for those within a longer one: streets before areas, the longest first;
    and names that begin like it."""
    whole: list[tuple[bool, int, int, _Named]] = []
    begun: list[tuple[bool, int, _Named]] = []
    for order, one in enumerate(_named()):
        said = [name for name in (_plain(one.zh), _plain(one.en)) if len(name) >= SHORTEST]
        longest = max((len(name) for name in said if name in sought), default=0)
        if longest:
            whole.append((one.layer == "label", -longest, order, one))
        elif any(sought in name for name in said):
            begun.append((not any(name.startswith(sought) for name in said), order, one))
    kept = [one for *_, one in sorted(whole, key=lambda each: each[:3])]
    names = [one.zh + one.en for one in kept]
    alone = [
        one for one in kept if not any(one.zh and one.zh in longer and one.zh + one.en != longer for longer in names)
    ]
    return alone, [one for *_, one in sorted(begun, key=lambda each: each[:2])]


def _crossings(named: list[_Named]) -> Iterator[Place]:
    roads = [one for one in named if one.layer == "road"]
    for one, other in combinations(roads, 2):
        if one.shape.distance(other.shape) <= CROSSING_DEGREES:
            point = shapely.shortest_line(one.shape, other.shape).interpolate(0.5, normalized=True)
            yield _at(f"{one.name} / {other.name}", point)


def _place(one: _Named, anchor: BaseGeometry | None) -> Place:
    if one.layer == "label":
        point = one.shape
    elif anchor is not None:
        point = shapely.get_point(shapely.shortest_line(one.shape, anchor), 0)
    else:
        point = one.shape.representative_point()
    return _at(one.name, point)


def _at(name: str, point: BaseGeometry) -> Place:
    return Place(name, float(shapely.get_y(point)), float(shapely.get_x(point)))


def _named() -> tuple[_Named, ...]:
    files = [settings.DATA / "basemap" / f"{layer}.geojson" for layer in LAYERS]
    return _read(tuple((path, path.stat().st_mtime_ns) for path in files if path.is_file()))


@lru_cache(maxsize=2)
def _read(files: tuple[tuple[Path, int], ...]) -> tuple[_Named, ...]:
    """Pieces of one street under one name; read again when a file changes."""
    pieces: dict[tuple[str, str, str], list[BaseGeometry]] = {}
    for path, _changed in files:
        for feature in json.loads(path.read_bytes())["features"]:
            about = feature["properties"]
            key = (about.get("name_zh", ""), about.get("name_en", ""), path.stem)
            if any(key[:2]):
                pieces.setdefault(key, []).append(shapely.from_geojson(json.dumps(feature["geometry"])))
    return tuple(
        _Named(*key, found[0] if key[2] == "label" else shapely.union_all(found)) for key, found in pieces.items()
    )


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
