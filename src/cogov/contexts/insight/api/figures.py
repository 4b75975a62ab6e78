"""Figures of the city, an area or a body: the same as on their pages."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from ninja import Query, Router, Schema
from ninja.params import functions
from pydantic import Field

from cogov.contexts.insight import queries, showing
from cogov.contexts.insight.api.schemas import FiguresOut
from cogov.contexts.insight.queries import Scope

LARGEST = 2**53 - 1
"""The largest whole number that every client of JSON keeps exactly."""

router = Router(tags=["figures"])

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
REFUSALS = {"responses": {code: {"description": "Problem", "content": _PROBLEM} for code in (401, 404, 422, 429)}}


class Asked(Schema):
    """Without a year: the last twelve months."""

    year: Annotated[int, Field(ge=1970, le=9999)] | None = None
    category: Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_-]*$", description="Code")] | None = None


def NUMBER(what: str) -> Any:  # noqa: N802 - stands where a default stands
    return functions.Path(..., ge=1, le=LARGEST, description=f"Number of the {what}")


@router.get("", response=FiguresOut, operation_id="city_figures", openapi_extra=REFUSALS)
def city_figures(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Answered and resolved in time, reopened, satisfied, backlog: the whole city."""
    return _answer(request, queries.scope_of("city"), asked)


@router.get("/areas/{number}", response=FiguresOut, operation_id="area_figures", openapi_extra=REFUSALS)
def area_figures(request: HttpRequest, asked: Query[Asked], number: int = NUMBER("area")) -> HttpResponse:
    """The same of a district, a street or a community."""
    return _answer(request, queries.scope_of("area", number), asked)


@router.get("/bodies/{number}", response=FiguresOut, operation_id="body_figures", openapi_extra=REFUSALS)
def body_figures(request: HttpRequest, asked: Query[Asked], number: int = NUMBER("body")) -> HttpResponse:
    """The same of a body with all its parts."""
    return _answer(request, queries.scope_of("body", number), asked)


def _answer(request: HttpRequest, scope: Scope, asked: Asked) -> HttpResponse:
    """304 where the figures are those that the reader has: one small query."""
    counted = queries.progress()
    etag = quote_etag(f"{scope.key}-{counted[1]}-{queries.today()}-{asked.year}-{asked.category}-{get_language()}")
    known = request.headers.get("If-None-Match") and get_conditional_response(request, etag=etag)
    if known:
        return known
    found = queries.figures(scope, queries.period_of(str(asked.year or "")), asked.category or "", counted=counted)
    answer = JsonResponse(showing.document(found), json_dumps_params={"ensure_ascii": False})
    answer["ETag"] = etag
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, no-cache"
    patch_vary_headers(answer, ("Accept-Language",))
    return answer
