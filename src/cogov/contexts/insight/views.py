"""Public pages of the figures, the same as tables and for programs, and the cases behind each figure."""

from __future__ import annotations

import csv
import io

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cogov.contexts.areas import facade as areas
from cogov.contexts.insight import queries, showing, words
from cogov.contexts.insight.queries import Counted, Figures, Position, Scope
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Channel
from cogov.kernel.errors import Missing
from cogov.kernel.parsing import whole
from cogov.kernel.text import safe_cell
from cogov.ui.shared import shared

PAGE_SECONDS = 300.0
"""A page is drawn anew when its figures change; only the ages of the backlog go on by themselves, once a day."""

FIRST_MONTH, LAST_MONTH = 197001, 999912

FIGURES = words.LISTS
"""Titles of the lists of cases."""

PAIRS = (("answered", "not_answered"), ("in_time", "not_in_time"))
"""Lists between which one turns."""


@require_safe
def city(request: HttpRequest) -> HttpResponse:
    return _page(request, queries.scope_of("city"))


@require_safe
def area(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, queries.scope_of("area", number))


@require_safe
def body(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, queries.scope_of("body", number))


@require_safe
def city_data(request: HttpRequest, suffix: str) -> HttpResponse:
    return _data(request, queries.scope_of("city"), suffix)


@require_safe
def area_data(request: HttpRequest, number: int, suffix: str) -> HttpResponse:
    return _data(request, queries.scope_of("area", number), suffix)


@require_safe
def body_data(request: HttpRequest, number: int, suffix: str) -> HttpResponse:
    return _data(request, queries.scope_of("body", number), suffix)


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The reports behind one figure, newest first."""
    get = request.GET
    figure = get.get("figure", "filed")
    if figure not in queries.LISTS:
        raise Missing
    scope = _scope(get.get("of", ""))
    category, channel = get.get("category", ""), get.get("channel", "")
    first, last = _month(get.get("first", "")), _month(get.get("last", ""))
    ids, older = queries.cases(
        scope, figure, first=first, last=last, category=category, channel=channel, after=_position(get.get("at", ""))
    )
    onward = get.copy()
    onward["at"] = f"{older[0]}-{older[1]}" if older else ""
    context = {
        "title": FIGURES[figure],
        "name": showing.name_of(scope),
        "narrowed": _narrowed(first, last, category, channel),
        "tabs": _sides(request, figure),
        "cards": reports.public_cards(ids),
        "back": showing.page_of(scope, category=category),
        "older": f"?{onward.urlencode()}" if older else "",
    }
    return render(request, "insight/cases.html", context)


def _page(request: HttpRequest, scope: Scope) -> HttpResponse:
    counted = queries.progress()
    state = scope.key, counted[1], queries.today().isoformat()
    return shared(request, state, lambda: _draw(request, scope, counted), seconds=PAGE_SECONDS)


def _draw(request: HttpRequest, scope: Scope, counted: Counted) -> HttpResponse:
    found = _asked(request, scope, counted)
    months = showing.months(found)
    context = {
        "figures": found,
        "name": showing.name_of(scope),
        "crumbs": _crumbs(scope),
        "category_name": reports.category_name(found.category),
        "stats": showing.stats(found),
        "months": months,
        "in_time_points": [(line.name, line.in_time.share.percent) for line in months if line.in_time.share.ranked],
        "filed_points": [(line.name, line.tally["filed"]) for line in months],
        "categories": showing.categories(found),
        "channels": showing.channels(found),
        "areas": showing.parts(found, "area"),
        "bodies": showing.parts(found, "body"),
        "ages": showing.ages(found),
        "age_words": [words.days(age) for age in _ages(found)],
        "open_url": showing.list_of(scope, "open"),
        "late_url": showing.list_of(scope, "late"),
        "told_url": showing.list_of(scope, "told", first=found.period.first, last=found.period.last),
        "span": words.span(found.period.first, found.period.last),
        "tabs": _tabs(found),
        "data": {form: showing.data_of(found, form) for form in ("csv", "json")},
        "whole": showing.page_of(scope, year=found.period.year),
        "formulas": words.FORMULAS,
        "signs": words.SIGNS,
        "ranked_from": words.RANKED_FROM,
        "private_from": queries.PRIVATE_FROM,
        "private_step": queries.PRIVATE_STEP,
    }
    return render(request, "insight/figures.html", context)


def _data(request: HttpRequest, scope: Scope, form: str) -> HttpResponse:
    found = _asked(request, scope)
    if form == "json":
        return JsonResponse(showing.document(found), json_dumps_params={"ensure_ascii": False})
    if form != "csv":
        raise Http404
    text = io.StringIO()
    rows = csv.writer(text)
    for row in showing.table(found):
        rows.writerow([safe_cell(cell) for cell in row])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")  # a sign for spreadsheets
    answer["Content-Disposition"] = f'attachment; filename="figures-{scope.key}-{found.period.last}.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _asked(request: HttpRequest, scope: Scope, counted: Counted | None = None) -> Figures:
    get = request.GET
    period = queries.period_of(get.get("year", ""))
    return queries.figures(scope, period, get.get("category", "")[:60], counted=counted)


def _sides(request: HttpRequest, figure: str) -> list[dict[str, object]]:
    """In time or not: both lists beside each other."""
    pair = next((pair for pair in PAIRS if figure in pair), ())
    found: list[dict[str, object]] = []
    for one in pair:
        query = request.GET.copy()
        query["figure"] = one
        query.pop("at", None)
        found.append({"url": f"?{query.urlencode()}", "label": FIGURES[one], "current": one == figure})
    return found


def _scope(key: str) -> Scope:
    number = whole(key[1:])
    if key == "city" or number is None:
        return queries.scope_of("city")
    return queries.scope_of({"a": "area", "b": "body"}.get(key[0], "city"), number)


def _month(value: str) -> int | None:
    number = whole(value)
    real = number is not None and FIRST_MONTH <= number <= LAST_MONTH and 1 <= number % 100 <= 12
    return number if real else None


def _position(value: str) -> Position | None:
    """A stranger's position is worth nothing until it parses; a bad one is the first page."""
    month, _dash, report = value.partition("-")
    found, number = _month(month), whole(report)
    return (found, number) if found is not None and number is not None else None


def _narrowed(first: int | None, last: int | None, category: str, channel: str) -> list[str]:
    said = [words.span(first, last)] if first is not None and last is not None else []
    if category:
        said.append(reports.category_name(category))
    if channel in Channel.values:
        said.append(str(Channel(channel).label))
    return said


def _ages(found: Figures) -> tuple[int | None, ...]:
    backlog = found.backlog
    return (backlog.median, backlog.p90, backlog.oldest) if backlog else ()


def _tabs(found: Figures) -> list[dict[str, object]]:
    """Years by which the page can be turned; none where there is only one."""
    category = found.category
    years = [(None, _("Last 12 months")), *((year, str(year)) for year in found.years)]
    return [
        {"url": showing.page_of(found.scope, year=year, category=category), "label": label,
         "current": found.period.year == year}
        for year, label in years
    ]  # fmt: skip


def _crumbs(scope: Scope) -> list[dict[str, str]]:
    """From the city down to the area, or to the body."""
    top = {"label": _("Figures"), "url": showing.page_of(queries.scope_of("city"))}
    if scope.id is None:
        return []
    if scope.kind == "body":
        above = showing.bodies_above(scope.id)
        return [
            top,
            *({"label": name, "url": url} for name, url in above),
            {"label": showing.name_of(scope), "url": ""},
        ]
    path = areas.area(scope.id).path[1:-1]
    links = [{"label": areas.name(one), "url": showing.page_of(queries.scope_of("area", one))} for one in path]
    return [top, *links, {"label": areas.name(scope.id), "url": ""}]
