"""For everybody: what honours there are, who was commended, and the check of a certificate."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cogov.contexts.honours import codes, papers, queries, rules
from cogov.contexts.honours.models import Commendation
from cogov.contexts.honours.tasks import last_month
from cogov.contexts.honours.views.frame import honour_row
from cogov.contexts.honours.wording import said
from cogov.kernel import throttle


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Four queries, and one for each name that its owner lets be shown."""
    month = last_month()[0]
    context = {
        "month": month,
        "commended": [_thanked(row) for row in queries.commended(month)],
        "honours": [honour_row(row) for row in queries.honours()],
        "benefits": [
            {"row": row, "name": said(row, "name"), "text": said(row, "text"), "policy": said(row, "policy")}
            for row in queries.benefits()
        ],
    }
    return render(request, "honours/index.html", context)


@never_cache
@require_safe
def check(request: HttpRequest, token: str) -> HttpResponse:
    """Whether a certificate is genuine and counts. Raises Missing for a wrong code."""
    throttle.take(rules.CHECKS, throttle.caller(request))
    return render(request, "honours/check.html", {"card": papers.card(codes.find(token))})


def _thanked(row: Commendation) -> dict[str, Any]:
    assert row.certificate is not None
    card = papers.card(row.certificate)
    return {"kind": Commendation.Kind(row.kind).label, "name": card.name, "count": row.count, "of": row.kind}
