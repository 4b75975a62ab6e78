"""What residents read: is something the matter, and what to do."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.emergencies import queries
from cogov.contexts.emergencies.models import ACTIVE, Emergency
from cogov.contexts.emergencies.wording import either, name_of, where


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those that are on, then the last that are over."""
    rows = list(queries.public().order_by("-declared_at")[: queries.PAGE])
    context = {
        "active": [_row(row) for row in rows if row.state in ACTIVE],
        "past": [_row(row) for row in rows if row.state not in ACTIVE],
    }
    return render(request, "emergencies/list.html", context)


@never_cache
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    """Large, calm, printable. Three queries and those of the log."""
    found = get_object_or_404(queries.public(), pk=number)
    advice = either(found.version.advice_zh, found.version.advice_en)
    body = bodies.body(found.plan.body_id)
    context = {
        "emergency": found,
        "name": name_of(found.version),
        "place": where(found),
        "active": found.state in ACTIVE,
        "steps": [line.strip() for line in advice.splitlines() if line.strip()],
        "lines": [_told(line) for line in queries.lines(found, only_public=True)],
        "body": body,
    }
    return render(request, "emergencies/one.html", context)


def _row(found: Emergency) -> dict[str, object]:
    return {"emergency": found, "name": name_of(found.version), "place": where(found)}


def _told(line: queries.Line) -> dict[str, object]:
    words = either(line.row.text_zh, line.row.text_en)
    lang = "zh-Hans" if words == line.row.text_zh else "en"
    return {"line": line, "text": words, "lang": lang, "what": line.row.get_what_display()}
