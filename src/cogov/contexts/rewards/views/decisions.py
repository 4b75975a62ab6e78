"""Points held back: the queue and one decision."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.reports import facade as reports
from cogov.contexts.rewards import queries, rules
from cogov.contexts.rewards.actions import clear, decide_appeal, take
from cogov.contexts.rewards.forms import ReasonForm
from cogov.contexts.rewards.models import Suspicion
from cogov.kernel.errors import Conflict, Missing
from cogov.ui.acting import actor_of, tried

State = Suspicion.State
TABS = {
    "open": (State.OPEN,),
    "appeals": (State.APPEALED,),
    "done": (State.CLEARED, State.TAKEN, State.UPHELD, State.OVERTURNED),
}


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Oldest first; three counts and one page: four queries, and one for the points."""
    actor = actor_of(request).itself()
    tab = request.GET.get("show", "open")
    if tab not in TABS:
        raise Missing
    after = request.GET.get("after", "")
    rows = queries.queue(actor, TABS[tab], int(after) if after.isdigit() else None)
    names = {"open": _("To be looked at"), "appeals": _("Appeals"), "done": _("Decided")}
    shown = rows[: queries.PAGE]
    points = queries.points_held(shown)
    context = {
        "tabs": [
            {"url": f"?show={name}", "label": label, "current": name == tab, "count": _count(actor, name)}
            for name, label in names.items()
        ],
        "rows": [{"row": row, "points": points.get(row.pk, 0)} for row in shown],
        "older": f"?show={tab}&after={shown[-1].pk}" if len(rows) > queries.PAGE else "",
    }
    return render(request, "rewards/desk/suspicions.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, suspicion: int) -> HttpResponse:
    """What looks wrong, with the cases behind it; the look at the person is logged."""
    actor = actor_of(request)
    row = queries.suspicions_visible_to(actor).filter(pk=suspicion).first()
    if row is None or not rules.may_watch(actor):
        raise Missing
    form = ReasonForm(request.POST or None, initial={"revision": row.journal_seq})
    if request.method == "POST" and form.is_valid() and _decided(request, row, form):
        return redirect("rewards:suspicions")
    accounts.log_view(actor, purpose=accounts.Purpose.SUPERVISION, person=row.person_id)
    card, earnings = accounts.person(row.person_id), queries.earnings_of(row)
    context = {
        "row": row,
        "name": card.name if card else "",
        "earnings": earnings,
        "points": sum(one.points for one in earnings),
        "cases": [card for card in map(_card(actor), row.facts.get("cases", [])) if card],
        "facts": row.facts,
        "form": form,
        "may": row.state in (State.OPEN, State.APPEALED) and rules.may_judge(actor, row),
        "appealed": row.state == State.APPEALED,
    }
    return render(request, "rewards/desk/suspicion.html", context, status=422 if form.errors else 200)


def _decided(request: HttpRequest, row: Suspicion, form: ReasonForm) -> bool:
    data, actor, do = form.cleaned_data, actor_of(request), request.POST.get("do")
    common: dict[str, Any] = {"revision": data["revision"], "by": actor}
    acts = {
        "clear": lambda: clear(row.pk, **common),
        "take": lambda: take(row.pk, reason=data["reason"], **common),
        "give": lambda: decide_appeal(row.pk, give=True, reason=data["reason"], **common),
        "uphold": lambda: decide_appeal(row.pk, give=False, reason=data["reason"], **common),
    }
    if do not in acts:
        raise Missing
    if not tried(form, acts[do], Conflict):
        return False
    messages.success(request, _("Decided. The resident reads it at once."))
    return True


def _count(actor: Any, tab: str) -> int | None:
    if tab == "done":
        return None
    return queries.suspicions_visible_to(actor).filter(state__in=TABS[tab]).count()


def _card(actor: Any) -> Any:
    def find(report: int) -> reports.ReportCard | None:
        return reports.card(report, actor) if reports.exists(report, actor) else None

    return find
