"""More time: what waits for a decision, and the deciding."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.reports import actions, cards, promises, queries, rules, time_panel
from cogov.contexts.reports.models import Report, TimeRequest
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.workflow import REQUESTS
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of

ROWS = 50
"""Requests on the page: a week's worth for a busy office, the most urgent first."""


@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What this supervisor or leader has to decide."""
    actor = actor_of(request)
    rows = list(time_panel.to_decide(actor)[: ROWS + 1])
    found = cards.cards([row.report for row in rows[:ROWS]], actor, photos=False)
    pairs = [{"card": card, "asked": time_panel.shown(row, actor)} for card, row in zip(found, rows, strict=False)]
    return render(request, "reports/desk/requests.html", {"rows": pairs, "more": len(rows) > ROWS})


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One request with all that is needed to decide it."""
    actor = actor_of(request)
    row, report = _found(number, actor)
    if request.method == "GET":
        return _page(request, row, report)
    try:
        _decide(request, row, actor)
    except Invalid as error:
        return _page(request, row, report, error=error)
    except Conflict as conflict:
        row, report = _found(number, actor)
        return _page(request, row, report, conflict=conflict)
    messages.success(request, _("Decided. The office and the public see it now."))
    following = time_panel.to_decide(actor).exclude(pk=number).first()
    return redirect("reports:request", following.pk) if following else redirect("reports:requests")


def _decide(request: HttpRequest, row: TimeRequest, actor: Actor) -> None:
    approve = request.POST.get("decision") == "approve"
    said = Said(request.POST.get("text_zh", "").strip(), request.POST.get("text_en", "").strip())
    revision = whole(request.POST.get("revision", ""))
    asked = {"request": row.pk, "approve": approve, "zh": said.zh, "en": said.en, "revision": revision}

    def act() -> dict[str, Any]:
        done = actions.decide_time(request=row.pk, by=actor, approve=approve, answer=said, revision=revision)
        return {"request": done.pk}

    once(f"time.decide.{actor.person}", request.POST.get("key", ""), asked, act)


def _found(number: int, actor: Actor) -> tuple[TimeRequest, Report]:
    row = TimeRequest.objects.select_related("reason", "answer").filter(pk=number).first()
    if row is None:
        raise Missing
    row.report = report = queries.get(row.report_id, actor)
    if not (rules.can_decide(actor, row) or rules.can_see_inside(actor, report)):
        raise Forbidden
    return row, report


def _page(
    request: HttpRequest,
    row: TimeRequest,
    report: Report,
    *,
    error: Invalid | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    context = {
        "report": report,
        "card": cards.card(report, actor),
        "text": cards.text_for(report, actor),
        "asked": time_panel.shown(row, actor),
        "before": [one for one in time_panel.requests_of(report, actor) if one.row.pk != row.pk],
        "promise": promises.of(report).get("resolution"),
        "why_not": REQUESTS.why_not("approve", row, actor),
        "error": error,
        "conflict": conflict,
        "data": request.POST,
    }
    status = 409 if conflict else 422 if error else 200
    return render(request, "reports/desk/request.html", context, status=status)
