"""My points: what I have, what waits, and each line in a sentence; as page, CSV and PDF."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.rewards import balances, facade, paper, queries, reasons
from cogov.contexts.rewards.actions import appeal
from cogov.contexts.rewards.cases import REPORT
from cogov.contexts.rewards.forms import AppealForm
from cogov.contexts.rewards.models import Earning, Suspicion
from cogov.contexts.rewards.views.scope import person_of
from cogov.kernel import ledger
from cogov.kernel.errors import Conflict, Missing
from cogov.kernel.ledger import StatementLine, Unit
from cogov.ui.acting import actor_of, tried

CHUNK = 1_000
"""Lines of a download fetched at a time."""


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Some ten queries, whatever the length of the statement."""
    person = person_of(request)
    before = request.GET.get("before", "")
    lines = _page(person, int(before) if before.isdigit() else None)
    context = {
        "purse": balances.purse(person),
        "waiting": [_waiting(row) for row in queries.waiting_of(person)] if not before else [],
        "nothing": [_nothing(row) for row in queries.unrewarded_of(person, 3)] if not before else [],
        "lines": [shown(line) for line in lines[: queries.PAGE]],
        "older": f"?before={lines[queries.PAGE - 1].id}" if len(lines) > queries.PAGE else "",
        "newer": "?" if before else "",
        "decisions": queries.suspicions_visible_to(actor_of(request).itself()).filter(person=person).order_by("-pk"),
        "pools": facade.pools_of(person),
    }
    return render(request, "rewards/mine.html", context)


@never_cache
@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole statement, newest first, in UTF-8 with a mark that spreadsheets need."""
    answer = StreamingHttpResponse(_csv(person_of(request)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="points.csv"'
    return answer


@never_cache
@require_safe
def as_pdf(request: HttpRequest) -> HttpResponse:
    """The whole statement on paper."""
    person = person_of(request)
    card = accounts.person(person)
    data = paper.statement(card.name if card else "", balances.purse(person), _all(person))
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="points.pdf"'
    return answer


@never_cache
@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, suspicion: int) -> HttpResponse:
    """Why points were not given, and the one objection."""
    person = person_of(request)
    row = queries.suspicions_visible_to(actor_of(request)).filter(pk=suspicion, person=person).first()
    if row is None or row.state in (Suspicion.State.OPEN, Suspicion.State.CLEARED):
        raise Missing
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _appealed(request, suspicion, form):
        messages.success(request, _("Your objection is with another person now. You will read the answer here."))
        return redirect("rewards:decision", suspicion)
    earnings = queries.earnings_of(row)
    context = {
        "row": row,
        "form": form,
        "deeds": [reasons.deed(one.kind, one.subject_id) for one in earnings],
        "points": sum(one.points for one in earnings if one.state in (Earning.State.TAKEN, Earning.State.VESTED)),
        "may_appeal": row.state == Suspicion.State.TAKEN,
    }
    return render(request, "rewards/decision.html", context, status=422 if form.errors else 200)


def shown(line: StatementLine) -> dict[str, Any]:
    """A line with its sentence, its amount with a true minus, and the page of its case."""
    about = line.facts.get("subject_type") == REPORT
    return {
        "line": line,
        "sentence": reasons.sentence(line),
        "amount": f"{line.amount:+,}".replace("-", "−"),
        "href": reverse("reports:page", args=[line.facts["subject"]]) if about else "",
    }


def _appealed(request: HttpRequest, suspicion: int, form: AppealForm) -> bool:
    return tried(form, lambda: appeal(suspicion, text=form.cleaned_data["text"], by=actor_of(request)), Conflict)


def _page(person: int, before: int | None) -> list[StatementLine]:
    account = ledger.find(unit=Unit.POINTS, kind=balances.POINTS, owner=f"person:{person}")
    return ledger.statement(account, before=before, limit=queries.PAGE + 1) if account else []


def _all(person: int) -> Iterator[StatementLine]:
    account, before = ledger.find(unit=Unit.POINTS, kind=balances.POINTS, owner=f"person:{person}"), None
    while account and (page := ledger.statement(account, before=before, limit=CHUNK)):
        yield from page
        before = page[-1].id


def _waiting(row: Earning) -> dict[str, Any]:
    """What it waits for, in words."""
    held = row.suspicion is not None and row.suspicion.state in (Suspicion.State.OPEN, Suspicion.State.APPEALED)
    if held:
        why = _("Somebody looks at it first. You need not do anything.")
    elif row.due_at is not None:
        day = timezone.localtime(row.due_at).date().isoformat()
        why = _("Checked. The points are yours on %(day)s.") % {"day": day}
    else:
        why = _("The points are yours when the case has been checked.")
    return {"row": row, "sentence": reasons.deed(row.kind, row.subject_id), "why": why, "held": held}


def _nothing(row: Earning) -> dict[str, Any]:
    return {"row": row, "sentence": reasons.deed(row.kind, row.subject_id), "why": reasons.ceiling(row.cut)}


class _Echo:
    """What csv writes to; each row is handed on as it comes."""

    def write(self, value: str) -> str:
        return value


def _csv(person: int) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([_("Day"), _("Points"), _("Balance"), _("For"), _("Number of the posting")])
    for line in _all(person):
        day = timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M")
        yield writer.writerow([day, line.amount, line.balance, _safe(reasons.sentence(line)), line.posting])


def _safe(text: str) -> str:
    """A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
