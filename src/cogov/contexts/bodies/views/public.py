"""Public pages: who there is, and what each is responsible for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade
from cogov.contexts.bodies.categories import category_name
from cogov.contexts.bodies.hours import hours_of
from cogov.contexts.bodies.models import Kind
from cogov.contexts.bodies.tree import BodyInfo
from cogov.kernel.actors import AreaLevel
from cogov.kernel.errors import Missing

FOUND = 50  # bodies shown for a search: more letters find the rest
KINDS = dict(Kind.choices)


@dataclass(frozen=True, slots=True)
class Duty:
    """One category with the areas in which the body answers for it."""

    category: str
    places: tuple[str, ...]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The bodies of an area, by default of the whole city, or what a search finds."""
    query = request.GET.get("q", "").strip()[:80]
    if query:
        found = search(query)
        context = {"query": query, "found": [_row(body) for body in found[:FOUND]], "more": len(found) > FOUND}
        return render(request, "bodies/search.html", context)
    try:
        area = areas.by_code(request.GET["area"]) if request.GET.get("area") else areas.city()
    except Missing:
        return render(request, "bodies/search.html", {"query": "", "found": [], "more": False})
    below = [each for each in areas.children(area.id) if each.level is not AreaLevel.GRID]
    context = {
        "area": area,
        "crumbs": _crumbs(area),
        "rows": [_row(body) for body in sorted(facade.bodies(area=area.id), key=lambda body: body.depth)],
        "below": [{"info": each, "count": _count(each.id)} for each in below],
    }
    return render(request, "bodies/index.html", context)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    body = facade.by_code(code)
    above = facade.above(body.id)
    context = {
        "body": body,
        "kind": KINDS[body.kind],
        "area": areas.area(body.area),
        "above": facade.body(above) if above is not None else None,
        "parts": [_row(part) for part in facade.parts(body.id)],
        "duties": duties(body.id),
        "hours": hours_of(body.id),
    }
    return render(request, "bodies/one.html", context)


def duties(body: int) -> list[Duty]:
    """What the body answers for, in the order of the categories' names. From memory."""
    places: dict[str, list[str]] = defaultdict(list)
    for rule in facade.responsibilities(body):
        places[rule.category].append(areas.full_name(rule.area))
    named = [Duty(category_name(code), tuple(sorted(found))) for code, found in places.items()]
    return sorted(named, key=lambda duty: duty.category)


def search(query: str, *, active: bool = True) -> list[BodyInfo]:
    """Bodies whose names or code hold every word."""
    words = query.casefold().split()
    return [
        body
        for body in facade.bodies(active=active)
        if all(word in f"{body.name_zh} {body.name_en} {body.code}".casefold() for word in words)
    ]


def _row(body: BodyInfo) -> dict[str, Any]:
    return {"body": body, "kind": KINDS[body.kind], "area": areas.full_name(body.area)}


def _count(area: int) -> int:
    below = areas.subtree(area)
    return sum(body.area in below for body in facade.bodies())


def _crumbs(area: areas.AreaInfo) -> list[dict[str, str]]:
    above = [areas.area(id_) for id_ in area.path[:-1]]
    links = [{"label": each.name(), "url": f"{reverse('bodies:list')}?area={each.code}"} for each in above]
    return [*links, {"label": area.name(), "url": ""}] if links else []
