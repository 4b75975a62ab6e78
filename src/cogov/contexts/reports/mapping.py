"""What the map shows: single reports where few lie in view, counts of cells where many do."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from django.db.models import Avg, Count, F, Min, Q, QuerySet
from django.db.models.expressions import Func
from django.db.models.fields import BigIntegerField

from cogov.contexts.reports import cells, rules, tallies
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.queries import Filters, narrow
from cogov.kernel import geo

POINTS = 250
"""Single reports in one view; Signalen's street view shows 244."""

MARKS = 300
"""Cells in one view: about 25 KB of GeoJSON before compression."""

POINTS_FROM_ZOOM = 13
"""Further out, single reports would hide one another."""

KM_PER_DEGREE = 111.2
"""Of latitude."""

RESOLUTION_OF_ZOOM = {0: 3, 5: 4, 7: 5, 9: 6, 10: 7, 12: 8, 13: 9, 15: 10}
"""From this zoom on (tiles of 512 px) a cell of that H3 resolution is 40 to 90 px wide."""


HEXAGON_KM2 = {3: 12_393.0, 4: 1_770.0, 5: 252.9, 6: 36.13, 7: 5.161, 8: 0.7373, 9: 0.1053, 10: 0.01505}
"""Mean area of an H3 cell of each resolution."""


class ShiftRight(Func):
    """`a >> b` on whole numbers, the same on both databases."""

    template = "(%(expressions)s)"
    arg_joiner = " >> "
    output_field = BigIntegerField()


def public_features(box: geo.Bbox, zoom: float, filters: Filters) -> dict[str, Any]:
    """GeoJSON of what anybody may see, from the tallies where they know the filter. Two queries at most."""
    if filters != Filters(category=filters.category, categories=filters.categories, status=filters.status):
        return features(Report.objects.filter(rules.public()), box, zoom, filters)
    places = places_of(box, zoom)
    level = geo.resolution_of(places[0])
    found = [_of_status(count, filters.status) for count in tallies.counts(level, places, chosen_categories(filters))]
    if zoom >= POINTS_FROM_ZOOM and sum(count for count, _ in found) <= 2 * POINTS:
        points = _points(_view(Report.objects.filter(rules.public()), box, places, filters))
        if points is not None:
            return collection(points)
    return collection(_cluster(at.lat, at.lon, count, at.open, at.report) for count, at in found if count)


def features(reports: QuerySet[Report], box: geo.Bbox, zoom: float, filters: Filters) -> dict[str, Any]:
    """GeoJSON of some reports in the view, counted one by one. Two queries at most."""
    places = places_of(box, zoom)
    view = _view(reports, box, places, filters)
    points = _points(view) if zoom >= POINTS_FROM_ZOOM else None
    return collection(_clusters(view, geo.resolution_of(places[0])) if points is None else points)


def places_of(box: geo.Bbox, zoom: float) -> list[int]:
    """The H3 cells of the view, at most `MARKS`, as fine as suits the zoom. About 2 ms."""
    resolution = resolution_at(zoom)
    middle = math.radians((box.south + box.north) / 2)
    width = (box.east - box.west) % 360 or 360.0
    area_km2 = (box.north - box.south) * width * KM_PER_DEGREE**2 * math.cos(middle)
    while resolution > min(HEXAGON_KM2) and area_km2 / HEXAGON_KM2[resolution] > MARKS:
        resolution -= 1
    return geo.cells_of_bbox(box, resolution, most=MARKS)


def chosen_categories(filters: Filters) -> set[int] | None:
    """Ids under the chosen ones; None where nothing is chosen."""
    codes = [code for code in (filters.category, *filters.categories) if code]
    return set().union(*(tree().under(code) for code in codes)) if codes else None


def inside(box: geo.Bbox) -> Q:
    return Q(lat__range=(box.south, box.north), lon__range=(box.west, box.east))


def resolution_at(zoom: float) -> int:
    return max((level, resolution) for level, resolution in RESOLUTION_OF_ZOOM.items() if level <= max(zoom, 0))[1]


def collection(items: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(items)}


def _point(row: Report) -> dict[str, Any]:
    node = tree().by_id[row.category_id]
    return _feature(
        lat=row.lat, lon=row.lon, properties=
        {"id": row.pk, "state": row.state, "open": row.is_open, "category": node.code, "name": node.name,
         "icon": node.icon, "url": f"/reports/{row.pk}"},
    )  # fmt: skip


def _view(reports: QuerySet[Report], box: geo.Bbox, places: list[int], filters: Filters) -> QuerySet[Report]:
    return narrow(reports, filters).filter(cells.within(places), inside(box))


def _points(view: QuerySet[Report]) -> list[dict[str, Any]] | None:
    """Single reports, or None where they are too many to be told apart."""
    rows = list(view.order_by(cells.newest_first())[: POINTS + 1])
    return [_point(row) for row in rows] if len(rows) <= POINTS else None


def _of_status(found: tallies.Count, status: str) -> tuple[int, tallies.Count]:
    return {"open": found.open, "closed": found.count - found.open}.get(status, found.count), found


def _clusters(view: QuerySet[Report], resolution: int) -> Iterator[dict[str, Any]]:
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
        yield _cluster(row["lat"], row["lon"], row["count"], row["open"], row["one"])


def _cluster(lat: float, lon: float, count: int, still_open: int, one: int | None) -> dict[str, Any]:
    properties: dict[str, Any] = {"count": count, "open": still_open}
    if count == 1 and one is not None:
        properties |= {"id": one, "url": f"/reports/{one}"}
    return _feature(lat=lat, lon=lon, properties=properties)


def _feature(*, lat: float | None, lon: float | None, properties: dict[str, Any]) -> dict[str, Any]:
    place = [round(lon or 0.0, 5), round(lat or 0.0, 5)]  # 1 m: finer than the pin is drawn
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": place}, "properties": properties}
