"""A small SVG map of the city or of one part of it, for pages without JavaScript.

No style attributes: shapes carry classes (`map-water`, `map-road-primary`, …), coloured by
`demo/static/demo/overview.css`; without that file `currentColor` still gives a readable drawing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape
from typing import Any, Literal

import shapely
from shapely.geometry import shape

from cogov.demo.geography.basemap import BaseMap
from cogov.demo.geography.plane import ORIGIN_LAT

Box = tuple[float, float, float, float]
# Width of the drawing in its own units; the page scales it.
WIDTH = 1600.0
# Shapes smaller than this on the drawing, in square units, are left out.
SPECK = 6.0
# Lines are drawn with this many units of freedom: half a pixel at 1,000 px.
TOLERANCE = 0.8
# Which roads show on a map so many kilometres wide.
_ROADS_UP_TO_KM = {"motorway": 99.0, "primary": 99.0, "rail": 99.0, "secondary": 40.0, "residential": 12.0, "path": 4.0}
# Which labels.
_RANK_UP_TO_KM = ((3.0, 6), (9.0, 5), (18.0, 4), (99.0, 3))
_FALLBACK = {
    "landuse": 'fill="currentColor" fill-opacity=".05"',
    "water": 'fill="currentColor" fill-opacity=".28"',
    "green": 'fill="currentColor" fill-opacity=".12"',
    "building": 'fill="currentColor" fill-opacity=".16"',
    "road": 'fill="none" stroke="currentColor" stroke-linejoin="round" stroke-linecap="round"',
    "boundary": 'fill="none" stroke="currentColor" stroke-opacity=".5" stroke-linejoin="round"',
}
# Widths in units on a map of the whole city; closer maps draw them wider.
_ROAD_WIDTH = {"motorway": 5.0, "primary": 4.2, "rail": 2.2, "secondary": 2.4, "residential": 1.3, "path": 1.1}
_BOUNDARY_WIDTH = {"city": 4.0, "district": 2.6, "street": 1.5, "community": 1.0}
_TEXT_SIZE = {1: 46, 2: 34, 3: 25, 4: 25, 5: 22, 6: 20}


class _Frame:
    """Degrees → units of the drawing, cut to a box."""

    def __init__(self, box: Box) -> None:
        west, south, east, north = box
        self.box = shapely.box(*box)
        self.km = (east - west) * 111.32 * math.cos(math.radians(ORIGIN_LAT))
        self._west, self._north = west, north
        self._scale = WIDTH / (east - west)
        self._squeeze = 1.0 / math.cos(math.radians(ORIGIN_LAT))
        self.height = round((north - south) * self._scale * self._squeeze)

    def place(self, geometry: dict[str, Any]) -> Any:
        """Cut, scale and thin a GeoJSON geometry."""
        cut = shapely.intersection(shape(geometry), self.box)
        return shapely.simplify(shapely.transform(cut, self._move), TOLERANCE)

    def _move(self, xy: Any) -> Any:
        moved = xy.copy()
        moved[:, 0] = (xy[:, 0] - self._west) * self._scale
        moved[:, 1] = (self._north - xy[:, 1]) * self._scale * self._squeeze
        return moved


def overview_svg(
    basemap: BaseMap, *, box: Box | None = None, names: Literal["zh", "en"] = "zh", title: str = ""
) -> str:
    """An SVG of the box (west, south, east, north in degrees; the whole city when None).

    About 120 kB for the city, less for a part; 50 ms.
    """
    frame = _Frame(box or _whole(basemap))
    closer = max(1.0, (30.0 / frame.km) ** 0.55)
    parts = [_open(frame, title)]
    parts += _areas(basemap, frame)
    parts += _roads(basemap, frame, closer)
    parts += _boundaries(basemap, frame, closer)
    parts += _labels(basemap, frame, names)
    return "".join([*parts, "</svg>"])


def _whole(basemap: BaseMap) -> Box:
    city = next(f for f in basemap.layers["boundary"]["features"] if f["properties"]["level"] == "city")
    west, south, east, north = shape(city["geometry"]).bounds
    margin = (east - west) * 0.02
    return west - margin, south - margin, east + margin, north + margin


def _open(frame: _Frame, title: str) -> str:
    name = f"<title>{escape(title)}</title>" if title else ""
    role = 'role="img"' if title else 'aria-hidden="true"'
    size = f'viewBox="0 0 {WIDTH:.0f} {frame.height}"'
    degrees = " ".join(f"{edge:.5f}" for edge in frame.box.bounds)
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="map" {size} data-box="{degrees}" {role}>{name}'


def _areas(basemap: BaseMap, frame: _Frame) -> Iterable[str]:
    for layer in ("landuse", "green", "water", "building"):
        if layer == "building" and frame.km > 6:
            continue
        kinds: dict[str, list[str]] = {}
        for feature in basemap.layers[layer]["features"]:
            placed = frame.place(feature["geometry"])
            rings = "".join(_path(ring) for ring in _rings(placed))
            kinds.setdefault(feature["properties"].get("kind", "house"), []).append(rings)
        for kind, paths in kinds.items():
            yield f'<path class="map-{layer} map-{layer}-{kind}" {_FALLBACK[layer]} d="{"".join(paths)}"/>'


def _rings(placed: Any) -> Iterable[Any]:
    for part in shapely.get_parts(placed):
        if part.geom_type == "Polygon" and part.area > SPECK:
            yield part.exterior
            yield from (hole for hole in part.interiors if shapely.Polygon(hole).area > SPECK)


def _roads(basemap: BaseMap, frame: _Frame, closer: float) -> Iterable[str]:
    drawn: dict[str, list[str]] = {}
    for feature in basemap.layers["road"]["features"]:
        kind = feature["properties"]["kind"]
        if frame.km <= _ROADS_UP_TO_KM[kind]:
            drawn.setdefault(kind, []).append(_lines(frame.place(feature["geometry"])))
    # First all edges, then all surfaces, so that crossings are open.
    for part in ("casing", "road"):
        for kind, paths in drawn.items():
            if part == "casing" and kind in ("path", "rail"):
                continue
            width = _ROAD_WIDTH[kind] * closer + (3.0 if part == "casing" else 0.0)
            look = _FALLBACK["road"] + f' stroke-width="{width:.1f}"'
            faint = ' stroke-opacity=".1"' if part == "casing" else ' stroke-opacity=".35"'
            yield f'<path class="map-{part} map-{part}-{kind}" {look}{faint} d="{"".join(paths)}"/>'


def _boundaries(basemap: BaseMap, frame: _Frame, closer: float) -> Iterable[str]:
    up_to = {"city": 99.0, "district": 99.0, "street": 14.0, "community": 5.0}
    for feature in reversed(basemap.layers["boundary"]["features"]):
        level = feature["properties"]["level"]
        if frame.km <= up_to[level]:
            look = _FALLBACK["boundary"] + f' stroke-width="{_BOUNDARY_WIDTH[level] * closer:.1f}"'
            lines = _lines(frame.place(feature["geometry"]))
            yield f'<path class="map-boundary map-boundary-{level}" {look} d="{lines}"/>'


def _labels(basemap: BaseMap, frame: _Frame, names: str) -> Iterable[str]:
    """Important names first; a name that would cover another is left out."""
    most = next(rank for km, rank in _RANK_UP_TO_KM if frame.km <= km or km == 99.0)
    features = [f for f in basemap.layers["label"]["features"] if f["properties"]["rank"] <= most]
    taken: list[Box] = []
    for feature in sorted(features, key=lambda f: f["properties"]["rank"]):
        properties = feature["properties"]
        spot = frame.place(feature["geometry"])
        text = properties[f"name_{names}"]
        size = _TEXT_SIZE[properties["rank"]]
        half = size * (0.52 * len(text) if names == "zh" else 0.29 * len(text))
        if spot.is_empty or properties["kind"] == "city" or not half < spot.x < WIDTH - half:
            continue
        room = (spot.x - half, spot.y - size, spot.x + half, spot.y + size * 0.4)
        if any(room[0] < b[2] and b[0] < room[2] and room[1] < b[3] and b[1] < room[3] for b in taken):
            continue
        taken.append(room)
        place = f'x="{spot.x:.0f}" y="{spot.y:.0f}" font-size="{size}" text-anchor="middle" fill="currentColor"'
        yield f'<text class="map-label map-label-{properties["kind"]}" {place}>{escape(text)}</text>'


def _lines(placed: Any) -> str:
    parts = (part for part in shapely.get_parts(placed) if part.geom_type == "LineString" and part.length > 2)
    return "".join(_path(part) for part in parts)


def _path(line: Any) -> str:
    """Whole units, relative moves: a third of the bytes of absolute ones."""
    points = [(round(x), round(y)) for x, y in line.coords]
    x, y = points[0]
    steps = [f"M{x} {y}l"]
    for nx, ny in points[1:]:
        if (nx, ny) != (x, y):
            steps.append(f"{nx - x} {ny - y} ")
            x, y = nx, ny
    return "".join(steps).replace(" -", "-").rstrip() if len(steps) > 1 else ""
