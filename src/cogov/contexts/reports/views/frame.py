"""What every page with a map needs to know about the city."""

from __future__ import annotations

import math
from typing import Any

from cogov.contexts.areas import facade as areas
from cogov.kernel.errors import Missing

BASEMAP = "/basemap/{layer}.geojson"
TILE_PIXELS = 512
"""Size of a tile in MapLibre, by which zoom levels are counted."""

VIEW_PIXELS = 420
"""Shorter side of the map on a phone, into which the whole city should fit."""


def frame() -> dict[str, Any]:
    """Base map, centre (degrees) and zoom that show the whole city. From memory."""
    try:
        city = areas.city()
    except Missing:
        return {"basemap": "", "centre": {"lat": "0", "lon": "0"}, "zoom": "2"}
    box = city.bbox
    if box is None:
        return {"basemap": BASEMAP, "centre": {"lat": str(city.lat or 0), "lon": str(city.lon or 0)}, "zoom": "11"}
    zoom = math.log2(360 / max(box.east - box.west, 1e-4) * VIEW_PIXELS / TILE_PIXELS)
    return {
        "basemap": BASEMAP,
        "centre": {"lat": f"{(box.south + box.north) / 2:.5f}", "lon": f"{(box.west + box.east) / 2:.5f}"},
        "zoom": f"{zoom:.1f}",
    }
