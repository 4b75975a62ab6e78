"""What anybody can read: the front page, the list and map, one report, feed, widget, map data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.areas import facade as areas
from cogov.contexts.reports import cards, figures, front, mapping, queries, rules
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.detail import detail
from cogov.contexts.reports.models import Report, State
from cogov.contexts.reports.queries import Filters
from cogov.contexts.reports.views.frame import frame
from cogov.kernel import geo
from cogov.kernel.actors import Actor, AreaLevel
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid
from cogov.kernel.parsing import whole
from cogov.ui.shared import is_anybody, shared

HOME_SECONDS = 2.0
"""The front page shows what happens these days; nobody waits on it for the last seconds."""

LIST_SECONDS = 1.0
"""What was filed or hidden is seen in the list within a second; a thousand readers cost one query."""

PAGE_SECONDS = 30.0
"""Each change of a report makes a page of its own; only words such as "5 minutes ago" may lag."""

SETTLED = timedelta(days=2)
SETTLED_SECONDS = 600.0
"""A report closed for days speaks of days; a name of an area or body may lag."""

WIDGET_ROWS = 5
"""Reports in an embedded widget: what fits 400 px of height."""

FEED_ROWS = 40
"""Entries of a feed; a reader that looks once a day misses none of a busy street."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, what happens now, and the one thing to do."""
    return shared(request, "home", lambda: _home(request), seconds=HOME_SECONDS)


def _home(request: HttpRequest) -> HttpResponse:
    context = {
        "cards": front.pictured(),
        "repairs": front.repairs(),
        "dots": front.dots(),
        "figures": figures.overview(),
        "personas": accounts.demo_personas() if settings.DEMO else (),
    }
    return render(request, "reports/home.html", context)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List beside map, narrowed by what the address says. An htmx request gets the same page and takes its list."""
    return shared(request, "list", lambda: _index(request), seconds=LIST_SECONDS)


def _index(request: HttpRequest) -> HttpResponse:
    filters = filters_of(request)
    page = queries.public_page(filters, position=request.GET.get("at", ""))
    context = {
        "cards": cards.cards(page.rows, Actor()),
        "filters": filters,
        "active": sum(bool(value) for value in (filters.category, filters.status, filters.area, filters.since)),
        "older": _with(request, page.older),
        "newer": _with(request, page.newer),
        "category_options": (("", _("All kinds")), *category_options()),
        "area_options": (("", _("Whole city")), *area_options()),
        "status_options": [("", _("All")), ("open", _("Still open")), ("closed", _("Closed"))],
        "day_options": [("", _("Any time")), ("1", _("Today")), ("7", _("Last 7 days")), ("30", _("Last 30 days"))],
        "days": request.GET.get("days", "") if filters.since else "",
        "query_string": urlencode(_plain(request)),
        "area_name": areas.full_name(filters.area) if filters.area else "",
        "source": f"{reverse('reports:map')}?{urlencode(_plain(request))}",
        "feed": f"{reverse('reports:feed')}?{urlencode(_plain(request))}",
    }
    return render(request, "reports/index.html", context | frame())


@require_safe
def map_data(request: HttpRequest) -> HttpResponse:
    """GeoJSON of one view: `bbox=west,south,east,north` in degrees and `zoom`."""
    box, zoom = view_of(request)
    found = mapping.public_features(box, zoom, filters_of(request))
    return JsonResponse(found, content_type="application/geo+json")


@require_safe
def page(request: HttpRequest, report: int) -> HttpResponse:
    """One report with its whole life; a joined one leads to the one it was joined with."""
    if is_anybody(request):
        state = queries.public_revision(report)
        if state is not None:
            seq, closed_at = state
            settled = closed_at is not None and closed_at < now() - SETTLED
            return _for_anybody(request, report, _etag(request, report, seq), settled=settled)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.get(report, actor)
    if found.merged_into_id is not None and not (rules.is_party(actor, found) or actor.is_staff):
        return redirect("reports:page", found.merged_into_id)
    return _page(request, found, actor)


def _for_anybody(request: HttpRequest, report: int, etag: str, *, settled: bool) -> HttpResponse:
    """Unchanged, drawn before, or drawn now. The state in the etag covers everything that strangers may see."""
    early = get_conditional_response(request, etag=etag)
    if early is not None:
        return early
    stranger = Actor()
    seconds = SETTLED_SECONDS if settled else PAGE_SECONDS
    response = shared(request, etag, lambda: _page(request, queries.get(report, stranger), stranger), seconds=seconds)
    response["ETag"] = etag
    return response


def _etag(request: HttpRequest, report: int, seq: int) -> str:
    look = request.COOKIES.get("cogov_type", ""), request.COOKIES.get("cogov_theme", "")
    return quote_etag(f"{report}-{seq}-{get_language()}-{'-'.join(look)}")


def _page(request: HttpRequest, found: Report, actor: Actor) -> HttpResponse:
    return render(request, "reports/page.html", detail(found, actor) | frame() | {"crumbs": _crumbs(found)})


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def widget(request: HttpRequest) -> HttpResponse:
    """The newest reports of a place for other people's pages."""
    filters = filters_of(request)
    found = queries.public_page(filters, size=WIDGET_ROWS)
    context = {
        "cards": cards.cards(found.rows, Actor()),
        "title": areas.name(filters.area) if filters.area else _("Latest reports"),
        "site": settings.SITE_URL,
        "all": f"{settings.SITE_URL}{reverse('reports:index')}?{urlencode(_plain(request))}",
    }
    return render(request, "reports/widget.html", context)


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """The lines to copy for a widget on one's own page."""
    address = f"{settings.SITE_URL}{reverse('reports:widget')}?{urlencode(_plain(request))}"
    code = f'<iframe src="{address}" title="{_("Latest reports")}" width="360" height="520" loading="lazy"></iframe>'
    return render(request, "reports/share.html", {"code": code, "address": address, "area": filters_of(request).area})


class ReportFeed(Feed):  # type: ignore[type-arg]
    """Atom: the newest reports, narrowed like the list."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> Filters:
        return filters_of(request)

    def title(self, filters: Filters) -> str:
        return areas.full_name(filters.area) if filters.area else _("Latest reports")

    def link(self) -> str:
        return reverse("reports:index")

    def items(self, filters: Filters) -> list[Any]:
        rows = queries.public_page(filters, size=FEED_ROWS).rows
        return cards.cards(rows, Actor(), photos=False)

    def item_title(self, item: Any) -> str:
        return f"#{item.id} {item.category_name}: {item.title}"

    def item_description(self, item: Any) -> str:
        return f"{State(item.state).label} · {item.place}"

    def item_link(self, item: Any) -> str:
        return reverse("reports:page", args=[item.id])

    def item_pubdate(self, item: Any) -> Any:
        return item.filed_at


def filters_of(request: HttpRequest) -> Filters:
    """From the query string; what cannot be read counts as not said."""
    get = request.GET
    days = get.get("days", "")
    since = now() - timedelta(days=int(days)) if days in ("1", "7", "30", "365") else None
    category = get.get("category", "")
    status = get.get("status", "")
    return Filters(
        category=category if category in tree().by_code else "",
        status=status if status in ("open", "closed") else "",
        area=_known_area(get.get("area", "")),
        query=get.get("q", "")[:100],
        since=since,
    )


def view_of(request: HttpRequest) -> tuple[geo.Bbox, float]:
    """The bounding box and zoom of a map request; raises Invalid."""
    try:
        west, south, east, north = (float(part) for part in request.GET.get("bbox", "").split(","))
        zoom = float(request.GET.get("zoom", "12"))
    except ValueError:
        raise Invalid(_("The map asked for a place that cannot be read.")) from None
    south, west = geo.position(max(south, -90.0), max(west, -180.0))
    north, east = geo.position(min(north, 90.0), min(east, 180.0))
    if not (0 <= zoom <= 24 and south < north):
        raise Invalid(_("The map asked for a place that cannot be read."))
    return geo.Bbox(south, west, north, east), zoom


def category_options() -> list[tuple[str, str]]:
    """(code, name) of the whole tree, children set in with two wide spaces."""
    nodes = tree().by_code
    options: list[tuple[str, str]] = []

    def walk(code: str, depth: int) -> None:
        node = nodes[code]
        if node.row.active and not node.row.private:
            options.append((code, "\u2003" * depth + node.name))
        for child in node.children:
            walk(child, depth + 1)

    for root in tree().roots:
        walk(root, 0)
    return options


def area_options() -> list[tuple[str, str]]:
    """Districts with their streets set in."""
    language = get_language() or "zh-hans"
    options: list[tuple[str, str]] = []
    for district in areas.areas(AreaLevel.DISTRICT):
        options.append((str(district.id), district.name(language)))
        options += [(str(street.id), "\u2003" + street.name(language)) for street in areas.children(district.id)]
    return options


def _crumbs(found: Report) -> list[dict[str, str]]:
    index = reverse("reports:index")
    known = (area for area in (found.district_id, found.community_id) if area is not None)
    places = [{"label": areas.name(area), "url": f"{index}?area={area}"} for area in known]
    return [{"label": _("Reports"), "url": index}, *places, {"label": f"#{found.pk}"}]


def _known_area(value: str) -> int | None:
    number = whole(value)
    return number if number is not None and areas.subtree(number) else None


def _plain(request: HttpRequest) -> dict[str, str]:
    return {key: str(value) for key, value in request.GET.items() if key != "at" and value}


def _with(request: HttpRequest, position: str) -> str:
    return f"?{urlencode(_plain(request) | {'at': position})}" if position else ""
