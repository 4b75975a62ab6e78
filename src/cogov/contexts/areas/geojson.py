"""Outlines from files of strangers: read with caps, converted to WGS84, repaired, written in one spelling."""

from __future__ import annotations

import gzip
import io
import json
import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from cogov.kernel import geo
from cogov.kernel.errors import Invalid, TooLarge
from cogov.kernel.geo import Bbox

MOST_BYTES = 64 * 1024 * 1024  # of a file, unpacked: all communities of a megacity in street detail take half of it
MOST_VERTICES = 2_000_000  # of a file: they need about 1 GB while being read
MOST_VERTICES_EACH = 200_000  # of an area: a long coast in 5 m steps
MOST_FEATURES = 50_000  # a megacity has about 6,000 communities and 20,000 cells of its grid
DIGITS = 7  # of a degree are kept: 1 cm
GRID_DEG = 10.0**-DIGITS

Convert = Callable[[float, float], tuple[float, float]]


class Crs(StrEnum):
    """The map system of a file: WGS84, or what Chinese maps (GCJ-02) and Baidu (BD-09) shift it to."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


CONVERT: dict[Crs, Convert] = {
    Crs.WGS84: lambda lat, lon: (lat, lon),
    Crs.GCJ02: geo.gcj02_to_wgs84,
    Crs.BD09: geo.bd09_to_wgs84,
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One row of a file, its geometry still unread. `place` counts from 1."""

    place: int
    properties: dict[str, Any]
    geometry: Any


@dataclass(frozen=True, slots=True)
class Outline:
    """A valid outline in WGS84. `repair` says in a sentence what was wrong with it, or is empty."""

    text: str
    bbox: Bbox
    lat: float
    lon: float
    repair: str = ""


def read(file: Path | BinaryIO) -> list[Feature]:
    """The features of a GeoJSON file, plain or gzip. Raises Invalid or TooLarge with what is wrong with it."""
    data = _parsed(_bytes(file))
    if (
        not isinstance(data, dict)
        or data.get("type") != "FeatureCollection"
        or not isinstance(data.get("features"), list)
    ):
        raise Invalid(_("This file is not a GeoJSON collection of features."))
    if len(data["features"]) > MOST_FEATURES:
        raise TooLarge(_("This file has more than %(most)s areas.") % {"most": f"{MOST_FEATURES:,}"})
    features = [_feature(place, each) for place, each in enumerate(data["features"], 1)]
    if sum(_vertices(feature.geometry) for feature in features) > MOST_VERTICES:
        raise TooLarge(_("The outlines of this file have more than %(most)s points.") % {"most": f"{MOST_VERTICES:,}"})
    return features


def outline(geometry: Any, crs: Crs = Crs.WGS84) -> Outline:
    """A Polygon or MultiPolygon as GeoJSON, checked point by point. Raises Invalid or TooLarge with a sentence."""
    if _vertices(geometry) > MOST_VERTICES_EACH:
        raise TooLarge(_("This outline has more than %(most)s points.") % {"most": f"{MOST_VERTICES_EACH:,}"})
    return of_shape(_shape(geometry, CONVERT[crs]))


def of_shape(shape: BaseGeometry) -> Outline:
    """The outline of a shapely polygon in WGS84 (x = longitude). Raises Invalid when it has no area."""
    repair = "" if shape.is_valid else shapely.is_valid_reason(shape).split("[")[0]
    whole = _polygons(shapely.set_precision(shapely.make_valid(shape), GRID_DEG))
    if whole.is_empty or whole.area <= 0:
        raise Invalid(_("This outline encloses nothing."))
    whole = shapely.orient_polygons(shapely.normalize(whole))
    inside = whole.representative_point()
    west, south, east, north = (round(edge, DIGITS) for edge in whole.bounds)
    return Outline(
        text=_text(whole),
        bbox=Bbox(south, west, north, east),
        lat=round(inside.y, DIGITS),
        lon=round(inside.x, DIGITS),
        repair=repair and _("The outline crossed or touched itself and was repaired (%(why)s).") % {"why": repair},
    )


def _bytes(file: Path | BinaryIO) -> bytes:
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return _bytes(opened)
    data = file.read(MOST_BYTES + 1)
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(data)) as unpacked:
                data = unpacked.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error):
            raise Invalid(_("This file is damaged: it cannot be unpacked.")) from None
    if len(data) > MOST_BYTES:
        raise TooLarge(_("This file is larger than %(most)s MB.") % {"most": MOST_BYTES // 1024 // 1024})
    return data


def _parsed(data: bytes) -> Any:
    def refuse(word: str) -> None:
        raise Invalid(_("This file has a coordinate that is no number: %(word)s.") % {"word": word})

    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=refuse)
    except RecursionError:
        raise Invalid(_("This file is nested too deeply.")) from None
    except ValueError:  # of the letters, of the JSON, of a number with thousands of digits
        raise Invalid(_("This file is not JSON in UTF-8.")) from None


def _feature(place: int, value: Any) -> Feature:
    if not isinstance(value, dict) or value.get("type") != "Feature":
        raise Invalid(_("Row %(place)s is not a GeoJSON feature.") % {"place": place})
    properties = value.get("properties")
    return Feature(place, properties if isinstance(properties, dict) else {}, value.get("geometry"))


def _vertices(geometry: Any) -> int:
    """Points of a geometry, counted without trusting its shape."""
    lists = [geometry.get("coordinates")] if isinstance(geometry, dict) else []
    count = 0
    while lists:
        value = lists.pop()
        if isinstance(value, list):
            if value and not isinstance(value[0], list):
                count += 1
            else:
                lists.extend(value)
    return count


def _shape(geometry: Any, convert: Convert) -> BaseGeometry:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind == "Polygon":
        return _polygon(geometry.get("coordinates"), convert)
    if kind == "MultiPolygon":
        return shapely.MultiPolygon([_polygon(rings, convert) for rings in _list(geometry.get("coordinates"))])
    raise Invalid(_("The outline must be a Polygon or a MultiPolygon."))


def _polygon(rings: Any, convert: Convert) -> shapely.Polygon:
    lines = [[_point(point, convert) for point in _list(ring)] for ring in _list(rings)]
    if any(len(line) < 4 for line in lines):
        raise Invalid(_("A ring of this outline has fewer than four points."))
    return shapely.Polygon(lines[0], lines[1:])


def _point(point: Any, convert: Convert) -> tuple[float, float]:
    if not isinstance(point, list) or len(point) < 2 or any(type(part) not in (int, float) for part in point[:2]):
        raise Invalid(_("A point of this outline is not a pair of numbers."))
    if not all(math.isfinite(part) for part in point[:2] if type(part) is float):
        raise Invalid(_("A point of this outline is not a finite number."))
    lat, lon = convert(*geo.position(point[1], point[0]))
    return lon, lat


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list) or not value:
        raise Invalid(_("The coordinates of this outline are not nested as GeoJSON says."))
    return value


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Only what has an area: repairing may leave loose lines and points."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shape if shape.geom_type in ("Polygon", "MultiPolygon") else shapely.union_all(parts)


def _text(shape: BaseGeometry) -> str:
    def rounded(value: Any) -> Any:
        return round(value, DIGITS) if isinstance(value, float) else [rounded(part) for part in value]

    data = mapping(shape)
    return json.dumps({"type": data["type"], "coordinates": rounded(data["coordinates"])}, separators=(",", ":"))
