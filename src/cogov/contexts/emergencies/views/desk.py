"""The desk in an emergency: which are on, declaring one, and the one room where all of it is seen and done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.emergencies import actions, queries, rules
from cogov.contexts.emergencies.forms import DeclareForm, outcomes
from cogov.contexts.emergencies.models import ACTIVE, Emergency, State
from cogov.contexts.emergencies.views.base import acted, tried
from cogov.contexts.emergencies.wording import either, name_of, where
from cogov.contexts.emergencies.workflow import WORKFLOW
from cogov.contexts.media import facade as media
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import AreaLevel
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of

MOST_PHOTOS = 6  # of one line of the log

DONE = {
    "acknowledge": gettext_lazy("Acknowledged. Your office is not called again."),
    "take": gettext_lazy("You command now. Everything you write is seen by all."),
    "hand_over": gettext_lazy("Handed over. The new commander has been told."),
    "log": gettext_lazy("Written into the log."),
    "task": gettext_lazy("Given. Those on duty have been told."),
    "done": gettext_lazy("Noted as done."),
    "show": gettext_lazy("Residents are told now."),
    "end": gettext_lazy("It is over. Next, somebody else reviews it."),
    "review": gettext_lazy("Thank you. The next time will be better for it."),
}


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Those of one's bodies, the ones that are on first."""
    actor = actor_of(request)
    rows = list(queries.visible_to(actor).order_by("-declared_at")[: queries.PAGE + 1])
    shown = [_row(row) for row in rows[: queries.PAGE]]
    context = {
        "active": [one for one in shown if one["active"]],
        "past": [one for one in shown if not one["active"]],
        "more": len(rows) > queries.PAGE,
        "may_declare": queries.may_start(actor),
    }
    return render(request, "emergencies/desk/index.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """From a report (`?report=`), or without one."""
    actor = actor_of(request)
    report = whole(request.POST.get("report", "") or request.GET.get("report", ""))
    card = reports.card(report, actor) if report is not None else None
    around, named = reports.reach_of(report) if report is not None else ((), ())
    plans = queries.usable(actor, named)
    initial = {"report": report, "plan": request.GET.get("plan", ""), "real": "drill" if card is None else "real"}
    form = DeclareForm(request.POST or None, initial=initial, plans=plans)
    if request.method == "POST" and form.is_valid():
        made = tried(
            form, lambda: acted(request, "emergency", lambda: _declared(request, form, around)), conflicts=True
        )
        if made:
            messages.success(request, _("Declared. Everybody on duty is being told now."))
            return redirect("emergencies:room", made)
    context = {"form": form, "card": card, "plans": plans, "key": request.POST.get("key", "")}
    return render(request, "emergencies/desk/declare.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def room(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, queries.get(number, actor_of(request)))


@never_cache
@require_POST
def act(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """One step; a wrong input shows the page again with its sentence."""
    found = queries.get(number, actor_of(request))
    handler = STEPS.get(step)
    if handler is None:
        raise Missing
    try:
        acted(request, f"emergency.{step}", lambda: handler(request, found))
    except Invalid as error:
        return _page(request, queries.get(number, actor_of(request)), failed=step, error=error)
    messages.success(request, str(DONE[step]))
    return redirect("emergencies:room", number)


def _page(request: HttpRequest, found: Emergency, *, failed: str = "", error: Invalid | None = None) -> HttpResponse:
    actor = actor_of(request)
    active = found.state in ACTIVE
    calls = queries.calls(found, actor)
    leads = rules.commands(actor, found)
    people = accounts.persons(one for one in (found.commander_id, found.declared_by_id, found.reviewed_by_id) if one)
    context = {
        "emergency": found, "name": name_of(found.version), "place": where(found), "active": active,
        "commander": people.get(found.commander_id or 0), "declarer": people.get(found.declared_by_id or 0),
        "reviewer": people.get(found.reviewed_by_id or 0), "calls": calls,
        "waiting": active and any(one["mine"] and one["call"].acknowledged_at is None for one in calls),
        "leads": leads and active, "steps": {step.name for step in WORKFLOW.available(found, actor)},
        "review_not": WORKFLOW.why_not("review", found, actor)
        if found.state == State.ENDED and rules.may_review(actor, found) else None,
        "may_log": rules.takes_part(actor, found) and found.state != State.REVIEWED,
        "may_show": active and not found.drill and found.public_at is None and rules.may_declare(actor, found.plan),
        "tasks": queries.tasks(found, actor), "lines": [_line(line) for line in queries.lines(found)],
        "officers": queries.officers(found) if leads and active else [], "outcomes": outcomes(),
        "task_bodies": [(str(one["body"].id), one["body"].name()) for one in calls],
        "advice": [line for line in either(found.version.advice_zh, found.version.advice_en).splitlines() if line],
        "failed": failed, "error": error, "data": request.POST,
        "report": found.report if found.report and reports.exists(found.report, actor) else None,
    }  # fmt: skip
    return render(request, "emergencies/desk/room.html", context, status=422 if error else 200)


def _declared(request: HttpRequest, form: DeclareForm, around: tuple[int, ...]) -> int:
    data = form.cleaned_data
    named = [area for area in around if areas.area(area).level is not AreaLevel.GRID]
    made = actions.declare(
        int(data["plan"]), by=actor_of(request), drill=data["real"] == "drill", report=data["report"],
        area=named[-1] if named else None, zh=data["text_zh"], en=data["text_en"],
    )  # fmt: skip
    return made.pk


def _acknowledge(request: HttpRequest, found: Emergency) -> int:
    return actions.acknowledge(found.pk, by=actor_of(request), body=whole(request.POST.get("body", ""))).pk


def _take(request: HttpRequest, found: Emergency) -> int:
    return actions.take_command(found.pk, by=actor_of(request)).pk


def _hand_over(request: HttpRequest, found: Emergency) -> int:
    return actions.hand_over(found.pk, to=whole(request.POST.get("to", "")) or 0, by=actor_of(request)).pk


def _log(request: HttpRequest, found: Emergency) -> int:
    data, actor, session = request.POST, actor_of(request), media.upload_session(request)
    tokens = list(data.getlist("photos"))[:MOST_PHOTOS]
    for file in request.FILES.getlist("photo")[: MOST_PHOTOS - len(tokens)]:
        tokens.append(media.store_photo(data=file, by=actor, session=session).token)
    return actions.log(
        found.pk, by=actor, zh=data.get("text_zh", "")[:4000], en=data.get("text_en", "")[:4000],
        public=data.get("public") == "on", photos=tokens, session=session,
    ).pk  # fmt: skip


def _task(request: HttpRequest, found: Emergency) -> int:
    data = request.POST
    body = whole(data.get("body", "")) or 0
    return actions.give_task(
        found.pk, body=body, by=actor_of(request), zh=data.get("task_zh", ""), en=data.get("task_en", "")
    ).pk


def _done(request: HttpRequest, found: Emergency) -> int:
    number = whole(request.POST.get("task", ""))
    if number is None or not found.tasks.filter(pk=number).exists():
        raise Missing
    return actions.finish_task(number, by=actor_of(request)).pk


def _show(request: HttpRequest, found: Emergency) -> int:
    return actions.show(found.pk, by=actor_of(request)).pk


def _end(request: HttpRequest, found: Emergency) -> int:
    data = request.POST
    return actions.end(
        found.pk, outcome=data.get("outcome", ""), by=actor_of(request), zh=data.get("text_zh", ""),
        en=data.get("text_en", ""),
    ).pk  # fmt: skip


def _review(request: HttpRequest, found: Emergency) -> int:
    return actions.review(found.pk, text=request.POST.get("learnt", "")[:8000], by=actor_of(request)).pk


STEPS: dict[str, Callable[[HttpRequest, Emergency], int]] = {
    "acknowledge": _acknowledge, "take": _take, "hand_over": _hand_over, "log": _log, "task": _task, "done": _done,
    "show": _show, "end": _end, "review": _review,
}  # fmt: skip


def _row(found: Emergency) -> dict[str, Any]:
    return {
        "emergency": found, "name": name_of(found.version), "place": where(found), "active": found.state in ACTIVE,
        "body": bodies.name(found.plan.body_id),
    }  # fmt: skip


def _line(line: queries.Line) -> dict[str, Any]:
    row = line.row
    return {"line": line, "what": row.get_what_display(), "said": row.what == "said"}
