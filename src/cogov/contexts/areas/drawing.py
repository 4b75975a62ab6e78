"""An overview of areas as SVG that the server draws: seen at once, without script."""

from __future__ import annotations

import math
from dataclasses import dataclass

import shapely
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from cogov.contexts.areas.tree import AreaInfo, Tree, snapshot

WIDTH = 800  # units of the picture, whatever its size on the screen
MARGIN = 12  # units, so that no outline is cut
TOLERANCE = 1.5  # units: about a pixel on a phone
MOST_LABELS = 12  # with more, names run into each other
TALLEST = 1.2  # height by width; a longer city is drawn smaller


@dataclass(frozen=True, slots=True)
class Frame:
    """From degrees to units; east is stretched by the latitude so that shapes look right."""

    west: float
    north: float
    scale: float
    stretch: float
    height: int

    def place(self, lat: float, lon: float) -> tuple[int, int]:
        x = (lon - self.west) * self.stretch * self.scale + MARGIN
        return round(x), round((self.north - lat) * self.scale + MARGIN)


def overview(infos: tuple[AreaInfo, ...], *, here: AreaInfo | None = None) -> SafeString:
    """The outlines of some areas, each leading to its page, with names where there is room; a dot marks `here`.

    Empty when none of them has an outline. The list beside it says the same, so it is hidden from screen readers.
    """
    tree = snapshot.get()
    drawn = [info for info in infos if info.id in tree.outlines]
    if not drawn:
        return SafeString("")
    frame = _frame(tree, drawn)
    shapes = shapely.coverage_simplify([tree.outlines[info.id] for info in drawn], TOLERANCE / frame.scale)
    links = format_html_join(
        "",
        '<a href="{}" tabindex="-1"><path class="area" d="{}"><title>{}</title></path></a>',
        (
            (reverse("areas:one", args=[info.code]), _path(shape, frame), info.name())
            for info, shape in zip(drawn, shapes, strict=True)
        ),
    )
    names = drawn if len(drawn) <= MOST_LABELS else []
    labels = format_html_join(
        "",
        '<text class="map-label" x="{}" y="{}" text-anchor="middle" font-size="26" pointer-events="none">{}</text>',
        ((*frame.place(info.lat or 0, info.lon or 0), info.name()) for info in names),
    )
    return format_html(
        '<svg class="map svg-map" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}{}{}</svg>',
        WIDTH,
        frame.height,
        links,
        labels,
        _dot(here, frame),
    )


def _frame(tree: Tree, drawn: list[AreaInfo]) -> Frame:
    west, south, east, north = shapely.total_bounds([tree.outlines[info.id] for info in drawn])
    stretch = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * stretch, 1e-6), max(north - south, 1e-6)
    inner = WIDTH - 2 * MARGIN
    scale = min(inner / wide, inner * TALLEST / high)
    west -= (inner / scale - wide) / 2 / stretch
    return Frame(west, north, scale, stretch, round(high * scale) + 2 * MARGIN)


def _path(shape: shapely.Geometry, frame: Frame) -> str:
    rings = (ring for part in shapely.get_parts(shape) for ring in (part.exterior, *part.interiors))
    return "".join(_ring(ring, frame) for ring in rings)


def _ring(ring: shapely.LinearRing, frame: Frame) -> str:
    points = [frame.place(lat, lon) for lon, lat in ring.coords[:-1]]
    kept = [point for i, point in enumerate(points) if point != points[i - 1]]
    return "M" + "L".join(f"{x} {y}" for x, y in kept) + "Z" if len(kept) > 2 else ""


def _dot(here: AreaInfo | None, frame: Frame) -> SafeString:
    if here is None or here.lat is None or here.lon is None:
        return SafeString("")
    x, y = frame.place(here.lat, here.lon)
    return format_html('<circle class="pin" cx="{}" cy="{}" r="12"/>', x, y)
