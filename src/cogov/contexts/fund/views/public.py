"""What came in, what went out and for what: for everybody, each figure with the vouchers behind it."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cogov.contexts.fund import evidence, moves, queries
from cogov.contexts.fund.models import BOOKED, Kind, Purpose, Source, Total, Voucher
from cogov.contexts.fund.money import FEN, plain
from cogov.contexts.fund.queries import Overview, Row
from cogov.contexts.fund.reconciling import last_run
from cogov.kernel.errors import Missing
from cogov.kernel.parsing import whole
from cogov.kernel.text import safe_cell
from cogov.ui.shared import shared

ROWS = 50
"""Vouchers of one page: a screen and a half."""
FRESH_SECONDS = 60
"""For so long strangers may be shown the same copy of the figures."""


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """From three small tables; drawn once a minute for visitors without a session."""
    return shared(request, "fund", lambda: _overview(request), seconds=FRESH_SECONDS)


def _overview(request: HttpRequest) -> HttpResponse:
    found = queries.overview(whole(request.GET.get("year", ""), most_digits=4))
    context = {
        "fund": found,
        "kinds": Kind,
        "spent": [(row.name, row.spent // FEN) for row in found.purposes if row.spent],
        "by_year": [(row.name, row.spent // FEN) for row in reversed(found.years)],
        "run": last_run(),
    }
    return render(request, "fund/overview.html", context)


@require_safe
def booked(request: HttpRequest) -> HttpResponse:
    """Vouchers behind a figure; newest first, the next page by key."""
    chosen = {name: whole(request.GET.get(name, "")) for name in ("year", "purpose", "source")}
    kind = request.GET.get("kind", "")
    rows = queries.booked(**chosen, kind=kind)
    before = whole(request.GET.get("before", ""))
    page = list((rows.filter(posting__lt=before) if before else rows)[: ROWS + 1])
    kept = {name: value for name, value in request.GET.items() if value and name in (*chosen, "kind")}
    context = {
        "rows": page[:ROWS],
        "older": f"?{urlencode(kept | {'before': page[ROWS - 1].posting})}" if len(page) > ROWS else "",
        "newer": f"?{urlencode(kept)}" if before else "",
        "kinds": Kind.choices,
        "kind": kind,
        "years": sorted({row.year for row in Total.objects.only("year").distinct()}, reverse=True),
        "purposes": Purpose.objects.order_by("pk"),
        "sources": Source.objects.order_by("pk"),
        **chosen,
    }
    return render(request, "fund/booked.html", context)


@require_safe
def booked_one(request: HttpRequest, voucher: int) -> HttpResponse:
    """One voucher with its posting and the place of that in the journal; nothing about people."""
    row = (
        Voucher.objects.filter(pk=voucher, state__in=BOOKED)
        .select_related("source", "budget__purpose", "budget__source", "supplier", "parent")
        .first()
    )
    if row is None or row.posting is None:
        raise Missing
    context = {
        "row": row,
        "lines": evidence.lines(row.posting),
        "witness": evidence.witness(row.posting),
        "later": [one for one in queries.continuing(row) if one.state in BOOKED],
        "places": moves.PLACES,
    }
    return render(request, "fund/booked_one.html", context)


@require_safe
def data_json(request: HttpRequest) -> HttpResponse:
    """The figures of a year, amounts in fen, each with the address of the vouchers behind it."""
    found = queries.overview(whole(request.GET.get("year", ""), most_digits=4))
    body = {
        "year": found.year,
        "unit": "fen",
        "at_bank": found.at_bank,
        "years": [{"year": row.id, "received": row.received, "spent": row.spent} for row in found.years],
        "figures": list(_figures(request, found)),
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


@require_safe
def data_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table in yuan."""
    found = queries.overview(whole(request.GET.get("year", ""), most_digits=4))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Year"), _("Source or purpose"), _("What"), _("Yuan"), _("Vouchers behind it")])
    for each in _figures(request, found):
        row = [each["year"], each["name"], Kind(each["kind"]).label, plain(each["fen"]), each["vouchers"]]
        writer.writerow([safe_cell(value) for value in row])
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="fund-{found.year}.csv"'
    return answer


def _figures(request: HttpRequest, found: Overview) -> list[dict[str, Any]]:
    rows: list[tuple[str, Row]] = [("source", row) for row in found.sources]
    rows += [("purpose", row) for row in found.purposes]
    return [
        {
            "year": found.year, "by": by, "name": row.name, "kind": kind, "fen": fen,
            "vouchers": request.build_absolute_uri(
                f"{reverse('fund:booked')}?{urlencode({'year': found.year, by: row.id, 'kind': kind})}"
            ),
        }
        for by, row in rows
        for kind, fen in sorted(row.sums.items())
        if (kind == Kind.RECEIPT) == (by == "source")
    ]  # fmt: skip
