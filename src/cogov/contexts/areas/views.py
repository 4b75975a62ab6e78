"""Public pages of the areas: each with its overview, what lies in it, and who works for it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cogov.contexts.areas import facade
from cogov.contexts.areas.drawing import overview
from cogov.contexts.areas.models import LEVELS, LEVELS_MANY
from cogov.contexts.areas.tree import AreaInfo
from cogov.contexts.bodies import facade as bodies
from cogov.kernel.actors import AreaLevel
from cogov.kernel.errors import Missing

FOUND = 30  # areas shown for a search: more words find the rest
LEVEL_NAMES = dict(LEVELS)


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    """The whole city, or what a search finds in it."""
    query = request.GET.get("q", "").strip()[:80]
    try:
        top = facade.city()
    except Missing:
        return render(request, "areas/none.html")
    if not query:
        return _page(request, top)
    found = [
        {"info": info, "full": facade.full_name(info.id), "level": LEVEL_NAMES[info.level]}
        for level in (AreaLevel.DISTRICT, AreaLevel.STREET, AreaLevel.COMMUNITY)
        for info in facade.search(query, level=level, limit=FOUND + 1)
    ]
    context = {"query": query, "found": found[:FOUND], "more": len(found) > FOUND}
    return render(request, "areas/search.html", context)


@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, facade.by_code(code))


def _page(request: HttpRequest, info: AreaInfo) -> HttpResponse:
    below = facade.children(info.id)
    # The narrowest areas are shown among their neighbours, for else there would be nothing to see.
    shown = below or (facade.children(info.parent) if info.parent else ())
    context = {
        "info": info,
        "level": LEVEL_NAMES[info.level],
        "crumbs": _crumbs(info),
        "overview": overview(shown or (info,), here=None if below else info),
        "below": [{"info": each, "count": _count(each)} for each in below],
        "below_level": LEVELS_MANY[below[0].level] if below else "",
        "bodies": bodies.bodies(area=info.id),
    }
    return render(request, "areas/one.html", context)


def _crumbs(info: AreaInfo) -> list[dict[str, Any]]:
    above = [facade.area(id_) for id_ in info.path[:-1]]
    links = [{"label": each.name(), "url": reverse("areas:one", args=[each.code])} for each in above]
    return [*links, {"label": info.name()}] if links else []


def _count(info: AreaInfo) -> int:
    """Communities in it; 0 for a community itself and for a cell of the grid."""
    if info.level in (AreaLevel.COMMUNITY, AreaLevel.GRID):
        return 0
    return len(facade.areas(AreaLevel.COMMUNITY, info.id))
