"""The city at one glance: the drawing in COGOV_DATA/basemap/overview-zh.svg (or -en), with dots where things happen.

The drawing is set into the page, so that its colours follow light and dark; 10 KB compressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
BOX = re.compile(r'data-box="([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+)"')
DOT = 0.0075
"""Radius of a dot, as a share of the drawing's width: 4 px on a drawing of 550 px."""


class Dot(Protocol):
    """Degrees WGS84; `tone` is "open" or "done"."""

    @property
    def lat(self) -> float: ...
    @property
    def lon(self) -> float: ...
    @property
    def tone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Drawing:
    """`text` without its end tag; width and height in its own units; west, south, east, north in degrees."""

    text: str
    width: float
    height: float
    box: tuple[float, float, float, float]


def overview(dots: Iterable[Dot] = ()) -> SafeString:
    """The drawing with its dots as SVG; empty where the city has none."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    path = Path(settings.DATA) / "basemap" / f"overview-{language}.svg"
    drawing = _drawing(path, path.stat().st_mtime_ns) if path.is_file() else None
    if drawing is None:
        return SafeString("")
    marks = format_html_join("", '<circle class="dot {}" cx="{}" cy="{}" r="{}"/>', _placed(drawing, dots))
    return format_html("{}{}</svg>", mark_safe(drawing.text), marks)  # noqa: S308 - the city's own file


def _placed(drawing: Drawing, dots: Iterable[Dot]) -> Iterable[tuple[str, int, int, int]]:
    west, south, east, north = drawing.box
    for dot in dots:
        if west <= dot.lon <= east and south <= dot.lat <= north:
            x = (dot.lon - west) / (east - west) * drawing.width
            y = (north - dot.lat) / (north - south) * drawing.height
            yield dot.tone, round(x), round(y), round(drawing.width * DOT)


@lru_cache(maxsize=4)
def _drawing(path: Path, changed: int) -> Drawing | None:  # noqa: ARG001 - `changed` makes a new entry
    """None for a file that does not say what it shows."""
    text = path.read_text(encoding="utf-8").strip()
    view, box = VIEW.search(text), BOX.search(text)
    if view is None or box is None or not text.endswith("</svg>"):
        return None
    west, south, east, north = (float(part) for part in box.groups())
    return Drawing(text.removesuffix("</svg>"), float(view[1]), float(view[2]), (west, south, east, north))
