"""What the map shows: single reports where few lie in view, counts of cells where many do."""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, Count, F, Min, Q, QuerySet
from django.db.models.expressions import Func
from django.db.models.fields import BigIntegerField

from cogov.contexts.reports import cells
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.queries import Filters, narrow
from cogov.kernel import geo

POINTS = 250
"""Single reports in one view; Signalen's street view shows 244."""

MARKS = 300
"""Cells in one view: about 25 KB of GeoJSON before compression."""

RESOLUTION_OF_ZOOM = {0: 3, 5: 4, 7: 5, 9: 6, 10: 7, 12: 8, 13: 9, 15: 10}
"""From this zoom on (tiles of 512 px) a cell of that H3 resolution is 40 to 90 px wide."""


class ShiftRight(Func):
    """`a >> b` on whole numbers, the same on both databases."""

    template = "(%(expressions)s)"
    arg_joiner = " >> "
    output_field = BigIntegerField()


def features(reports: QuerySet[Report], box: geo.Bbox, zoom: float, filters: Filters) -> dict[str, Any]:
    """GeoJSON of the view. Two queries at most."""
    resolution = resolution_at(zoom)
    view = narrow(reports, filters).filter(cells.within(geo.cells_of_bbox(box, resolution, most=MARKS)), inside(box))
    if zoom >= 13:
        rows = list(view.order_by("-filed_at")[: POINTS + 1])
        if len(rows) <= POINTS:
            return collection(_point(row) for row in rows)
    return collection(_clusters(view, resolution))


def inside(box: geo.Bbox) -> Q:
    return Q(lat__range=(box.south, box.north), lon__range=(box.west, box.east))


def resolution_at(zoom: float) -> int:
    return max((level, resolution) for level, resolution in RESOLUTION_OF_ZOOM.items() if level <= max(zoom, 0))[1]


def collection(items: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(items)}


def _point(row: Report) -> dict[str, Any]:
    node = tree().by_id[row.category_id]
    return _feature(
        row.lon, row.lat,
        {"id": row.pk, "state": row.state, "open": row.is_open, "category": node.code, "name": node.name,
         "icon": node.icon, "url": f"/reports/{row.pk}"},
    )  # fmt: skip


def _clusters(view: QuerySet[Report], resolution: int) -> Any:
    group = ShiftRight(F("cell"), cells.group_shift(resolution))
    rows = (
        view.order_by()
        .annotate(group=group)
        .values("group")
        .annotate(
            count=Count("pk"), open=Count("pk", filter=Q(closed_at=None)), lat=Avg("lat"), lon=Avg("lon"), one=Min("pk")
        )
    )
    for row in rows:
        properties = {"count": row["count"], "open": row["open"]}
        if row["count"] == 1:
            properties |= {"id": row["one"], "url": f"/reports/{row['one']}"}
        yield _feature(row["lon"], row["lat"], properties)


def _feature(lon: float | None, lat: float | None, properties: dict[str, Any]) -> dict[str, Any]:
    place = [round(lon or 0.0, 5), round(lat or 0.0, 5)]  # 1 m: finer than the pin is drawn
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": properties}
