"""What anybody may read: categories, areas, reports as list, map, near a point and one by one."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Query, Schema
from pydantic import BeforeValidator, Field

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports import mapping, queries, suggesting
from cogov.contexts.reports.api import shapes
from cogov.contexts.reports.api.answers import answer, unchanged
from cogov.contexts.reports.api.identity import actor
from cogov.contexts.reports.api.parts import REPORT, refusals, router
from cogov.contexts.reports.api.schemas import (
    LARGEST,
    AreaOut,
    CategoryOut,
    Id,
    Latitude,
    Line,
    Longitude,
    MapOut,
    NearOut,
    PageOut,
    ReportOut,
    SuggestionOut,
)
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import State
from cogov.contexts.reports.queries import Filters
from cogov.kernel import geo
from cogov.kernel.actors import Actor, AreaLevel
from cogov.kernel.errors import Invalid

PAGE = 50
"""Rows of one page at most; queries and bytes are counted for it."""

NEAR_MOST = 20
"""Reports near a point that are shown: more would not be compared with one's own."""

ANYBODY = Actor()


def _written(value: object) -> object:
    """A date as people write it; a bare number would be taken for seconds since 1970."""
    if isinstance(value, str) and not re.match(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("moment")
    return value


Moment = Annotated[datetime, BeforeValidator(_written)]


class FiltersIn(Schema):
    """What a list or a map is narrowed to; what is absent narrows nothing."""

    category: Annotated[Line, Field(max_length=60)] | None = None
    status: Literal["open", "closed"] | None = None
    state: State | None = None
    area: Id | None = None
    body: Id | None = None
    q: Annotated[str, Field(max_length=100, description="Words in Chinese or English")] | None = None
    since: Moment | None = None
    until: Moment | None = None


class ListIn(FiltersIn):
    at: Annotated[str, Field(pattern=r"^(older|newer)-[0-9]{1,16}-[0-9]{1,18}$", description="Position")] | None = None
    size: Annotated[int, Field(ge=1, le=PAGE)] = 20


class MapIn(FiltersIn):
    west: Longitude
    south: Latitude
    east: Longitude
    north: Latitude
    zoom: Annotated[float, Field(ge=0, le=24)] = 12


class PointIn(Schema):
    lat: Latitude
    lon: Longitude


class NearIn(PointIn):
    metres: Annotated[float, Field(ge=1, le=1000)] = queries.NEAR_METRES
    category: Annotated[Line, Field(max_length=60)] | None = None


@router.get(
    "/categories", response={200: list[CategoryOut], **refusals()}, operation_id="list_categories", tags=["categories"]
)
def list_categories(request: HttpRequest) -> HttpResponse:
    """All categories in the order of the tree, with their questions. Reports are filed under leaves."""
    return answer(request, shapes.all_categories())


@router.get(
    "/categories/suggest",
    response={200: list[SuggestionOut], **refusals(422)},
    operation_id="suggest_categories",
    tags=["categories"],
)
def suggest_categories(
    request: HttpRequest, text: Annotated[str, Query(min_length=1, max_length=1000)]
) -> HttpResponse:
    """Categories that fit the words, the best first."""
    found = suggesting.categories_for(text)
    return answer(request, [{"code": node.code, "name": node.name, "icon": node.row.icon} for node in found])


@router.get("/areas", response={200: list[AreaOut], **refusals(422)}, operation_id="list_areas", tags=["areas"])
def list_areas(
    request: HttpRequest,
    level: AreaLevel | None = None,
    parent: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
) -> HttpResponse:
    """Areas of a level, or below another area."""
    return answer(request, [shapes.area(info) for info in areas.areas(level, parent)])


@router.get(
    "/areas/search", response={200: list[AreaOut], **refusals(422)}, operation_id="search_areas", tags=["areas"]
)
def search_areas(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=100)],
    level: AreaLevel = AreaLevel.COMMUNITY,
) -> HttpResponse:
    """Areas whose names, or those of the areas above, hold all words."""
    return answer(request, [shapes.area(info) for info in areas.search(q, level=level)])


@router.get("/areas/at", response={200: list[AreaOut], **refusals(422)}, operation_id="areas_at", tags=["areas"])
def areas_at(request: HttpRequest, point: Query[PointIn]) -> HttpResponse:
    """The areas of a point, the widest first; none outside the city."""
    chain = areas.chain_at(point.lat, point.lon)
    return answer(request, [shapes.area(areas.area(id_)) for id_ in chain.ids] if chain else [])


@router.get("/reports", response={200: PageOut, **refusals(404, 422)}, operation_id="list_reports", tags=["reports"])
def list_reports(request: HttpRequest, asked: Query[ListIn]) -> HttpResponse:
    """Public reports, newest first, page by page."""
    page = queries.public_page(filters_of(asked), position=asked.at or "", size=asked.size)
    data = {"reports": shapes.rows(page.rows, ANYBODY), "older": page.older or None, "newer": page.newer or None}
    return answer(request, data)


@router.get("/reports/map", response={200: MapOut, **refusals(404, 422)}, operation_id="map_reports", tags=["reports"])
def map_reports(request: HttpRequest, asked: Query[MapIn]) -> HttpResponse:
    """GeoJSON of one view."""
    if asked.south >= asked.north or asked.west >= asked.east:
        raise Invalid(fields={"north": _("The map asked for a place that cannot be read.")})
    box = geo.Bbox(asked.south, asked.west, asked.north, asked.east)
    return answer(request, mapping.public_features(box, asked.zoom, filters_of(asked)))


@router.get(
    "/reports/nearby", response={200: list[NearOut], **refusals(422)}, operation_id="reports_nearby", tags=["reports"]
)
def reports_nearby(request: HttpRequest, asked: Query[NearIn]) -> HttpResponse:
    """Reports of the last 90 days near a point, the nearest first: perhaps yours is known already."""
    chosen = (_category(asked.category),) if asked.category else ()
    near = queries.nearby(asked.lat, asked.lon, metres=asked.metres, categories=chosen, most=NEAR_MOST)
    shown = shapes.rows([report for report, _metres in near], ANYBODY)
    return answer(
        request, [row | {"metres": round(metres)} for row, (_report, metres) in zip(shown, near, strict=True)]
    )


@router.get(
    "/reports/{report}", response={200: ReportOut, **refusals(404, 422)}, operation_id="get_report", tags=["reports"]
)
def get_report(request: HttpRequest, report: int = REPORT()) -> HttpResponse:
    """One report with its whole life, as you may see it."""
    by = actor(request)
    found = queries.get(report, by)
    etag = f'"{found.pk}-{found.journal_seq}-{get_language()}"'
    return unchanged(request, etag) or answer(request, shapes.whole(found, by), etag=etag)


def filters_of(asked: FiltersIn) -> Filters:
    """Raises Invalid for a category that nobody knows, Missing for an area."""
    return Filters(
        category=_category(asked.category) if asked.category else "",
        status=asked.status or "",
        area=asked.area,
        body=asked.body,
        query=asked.q or "",
        since=_aware(asked.since, "since"),
        until=_aware(asked.until, "until"),
        states=(asked.state.value,) if asked.state else (),
    )


def _category(code: str) -> str:
    if code not in tree().by_code:
        raise Invalid(fields={"category": _("There is no such category.")})
    return code


def _aware(moment: datetime | None, name: str) -> datetime | None:
    """Times without an offset are the city's own; those that no calendar holds are refused."""
    if moment is None:
        return None
    if not 1970 <= moment.year <= 2970:
        raise Invalid(fields={name: _("Please give a time such as 2026-05-31T08:00:00Z.")})
    return moment if moment.tzinfo else timezone.make_aware(moment)
