"""The desk: queues, one report with everything one may do with it, and the doing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import cards, mapping, presets, queries, repeats, rules, suggesting, time_panel
from cogov.contexts.reports.contacts import contact_of
from cogov.contexts.reports.detail import detail
from cogov.contexts.reports.forms import category_groups
from cogov.contexts.reports.models import Assignment, Difficulty, Outcome, Report, State, TimeRequest
from cogov.contexts.reports.queries import Filters
from cogov.contexts.reports.routes import route_of
from cogov.contexts.reports.steps import STEPS, Asked
from cogov.contexts.reports.views.frame import frame
from cogov.contexts.reports.views.reading import filters_of, view_of
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Conflict, Forbidden, Invalid
from cogov.kernel.idempotency import once
from cogov.kernel.parsing import whole
from cogov.ui import nav
from cogov.ui.acting import actor_of

QUEUES = {"review": queries.to_review, "dispatch": queries.to_dispatch, "check": queries.to_check}
PAGES = {"review": "reports:review", "dispatch": "reports:to_dispatch", "check": "reports:check"}


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where this member of staff begins: their queues with what waits in each."""
    links = nav.links(request, "desk")  # asked once, for the page and its sidebar
    queues = [link for link in links if link.count is not None]
    context = {"queues": queues, "nav_desk": links, "late": _late(actor_of(request))}
    return render(request, "reports/desk/home.html", context)


@never_cache
@require_safe
def review(request: HttpRequest) -> HttpResponse:
    return _queue(request, "review", _("To review"))


@never_cache
@require_safe
def to_dispatch(request: HttpRequest) -> HttpResponse:
    return _queue(request, "dispatch", _("To hand over"))


@never_cache
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    return _queue(request, "check", _("To check"))


@never_cache
@require_safe
def work(request: HttpRequest) -> HttpResponse:
    """Open work of one's bodies by deadline, with a map beside it."""
    actor = actor_of(request)
    mine = request.GET.get("mine") == "1"
    rows, more = queries.top_of_worklist(actor, mine=mine)
    found = cards.cards([row.report for row in rows], actor, photos=False)
    names = accounts.persons({row.handler_id for row in rows if row.handler_id})
    work_rows = [
        {
            "card": card,
            "lead": row.lead,
            "handler": names[row.handler_id].name if row.handler_id in names else "",
            "due_at": row.due_at,
        }
        for card, row in zip(found, rows, strict=True)
    ]
    context = {
        "rows": work_rows,
        "more": more,
        "mine": mine,
        "all": not mine,
        "source": reverse("reports:work_map"),
    }
    return render(request, "reports/desk/work.html", context | frame())


@require_safe
def work_map(request: HttpRequest) -> HttpResponse:
    """GeoJSON of the open work in view."""
    actor = actor_of(request)
    box, zoom = view_of(request)
    scope = Report.objects.filter(pk__in=queries.worklist(actor).values("report"))
    return JsonResponse(mapping.features(scope, box, zoom, Filters()), content_type="application/geo+json")


@never_cache
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything in one's scope, by words, number, state, place."""
    actor = actor_of(request)
    number = request.GET.get("q", "").strip().lstrip("#")
    if (pk := whole(number)) is not None and queries.visible_to(actor).filter(pk=pk).exists():
        return redirect("reports:desk_report", pk)
    filters = filters_of(request)
    page = queries.page_of(queries.visible_to(actor), filters, staff=True, position=request.GET.get("at", ""))
    context = {
        "cards": cards.cards(page.rows, actor, photos=False),
        "filters": filters,
        "older": _with(request, page.older),
        "newer": _with(request, page.newer),
    }
    return render(request, "reports/desk/search.html", context)


@never_cache
@require_safe
def report(request: HttpRequest, report: int) -> HttpResponse:
    """One report at the desk."""
    return _page(request, queries.get(report, actor_of(request)))


@require_POST
def act(request: HttpRequest, report: int, step: str) -> HttpResponse:
    """Take one step, then on to the next in the queue; a wrong input shows the page again with its sentence."""
    actor = actor_of(request)
    found = queries.get(report, actor)
    handler = STEPS.get(step)
    if handler is None:
        raise Forbidden
    asked = Asked(request=request, report=found.pk, by=actor, data=request.POST)
    try:
        plain = {key: request.POST.getlist(key) for key in request.POST if key not in ("csrfmiddlewaretoken", "key")}
        once(
            f"desk.{step}.{actor.person}",
            request.POST.get("key", ""),
            plain | {"report": report},
            lambda: {"report": handler(asked).pk},
        )
    except Invalid as error:
        return _page(request, found, failed=step, error=error)
    except Conflict as conflict:
        return _page(request, queries.get(report, actor), failed=step, conflict=conflict)
    messages.success(request, presets.done(step))
    return redirect(_onward(request, actor, found, step))


def _page(
    request: HttpRequest,
    found: Report,
    *,
    failed: str = "",
    error: Invalid | None = None,
    conflict: Conflict | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    if not (rules.can_see_inside(actor, found) or actor.is_staff):
        raise Forbidden
    show_contact = request.GET.get("contact") == "1" and rules.can_see_inside(actor, found)
    if show_contact:
        accounts.log_view(actor, purpose=_purpose(found), report=found.pk)
    reviewing = "accept" in set(presets.offered(found, actor))
    context = detail(found, actor) | {
        "queue": request.GET.get("queue", request.POST.get("queue", "")),
        "offered": presets.offered(found, actor),
        "reasons": presets.REASONS,
        "known": repeats.of_report(found, actor) if reviewing else [],
        "route": route_of(found) if reviewing or found.state == State.ACCEPTED else None,
        "suggestions": suggesting.categories_for(found.text) if reviewing else [],
        "category_groups": category_groups(),
        "difficulties": Difficulty.choices,
        **(_proposal(found) if reviewing else {}),
        **_time(found, actor),
        "bodies": [(str(b.id), "\u2003" * b.depth + b.name()) for b in bodies.bodies_tree()]
        if "dispatch" in presets.offered(found, actor)
        else [],
        "handlers": _handlers(found) if "assign" in presets.offered(found, actor) else [],
        "assignments": _assignments(found),
        "contact": contact_of(found) if show_contact else None,
        "reporter": accounts.person(found.reporter_id) if show_contact and found.reporter_id else None,
        "outcomes": [(value, str(label)) for value, label in Outcome.choices if value],
        "audiences": [("no", _("Staff only")), ("yes", _("Everybody"))],
        "failed_resolve": failed == "resolve",
        "failed": failed,
        "error": error,
        "data": request.POST,
        "conflict": conflict,
        "yours": _typed(request) if conflict else [],
    }
    context |= _whereabouts(context["queue"], actor, found)
    return render(
        request, "reports/desk/report.html", context | frame(), status=409 if conflict else 422 if error else 200
    )


def _whereabouts(queue: str, actor: Actor, found: Report) -> dict[str, Any]:
    """Address of the queue one works through, and the report after this one. One query."""
    if queue not in QUEUES:
        return {}
    waiting = list(QUEUES[queue](actor).values_list("pk", flat=True)[: queries.ROWS])
    after = waiting[waiting.index(found.pk) + 1 :] if found.pk in waiting else waiting
    return {"queue_page": reverse(PAGES[queue]), "following": after[0] if after else None}


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What somebody wrote into a form that came too late, so that nothing is lost."""
    labels = {"text_zh": _("In Chinese"), "text_en": _("In English"), "text": _("Your words")}
    return [(label, request.POST[name]) for name, label in labels.items() if request.POST.get(name)]


def _queue(request: HttpRequest, name: str, title: str) -> HttpResponse:
    actor = actor_of(request)
    rows = list(QUEUES[name](actor)[: queries.ROWS + 1])
    context = {
        "cards": cards.cards(rows[: queries.ROWS], actor),
        "title": title,
        "queue": name,
        "more": len(rows) > queries.ROWS,
    }
    return render(request, "reports/desk/queue.html", context)


def _following(request: HttpRequest, waiting: QuerySet[Report]) -> Report | None:
    """The one that stood next when the page was drawn, if it still waits; else the first of the queue."""
    planned = whole(request.POST.get("next", ""))
    return (waiting.filter(pk=planned).first() if planned is not None else None) or waiting.first()


def _onward(request: HttpRequest, actor: Actor, found: Report, step: str) -> str:
    """The next report of the queue one works through; stays when the step does not end one's part."""
    queue = request.POST.get("queue", "")
    if queue in QUEUES and step not in presets.STAYING:
        following = _following(request, QUEUES[queue](actor).exclude(pk=found.pk))
        if following is None:
            return reverse(PAGES[queue])
        return f"{reverse('reports:desk_report', args=[following.pk])}?queue={queue}"
    if step in ("return", "merge") or not queries.visible_to(actor).filter(pk=found.pk).exists():
        return reverse("reports:desk")
    return reverse("reports:desk_report", args=[found.pk]) + (f"?queue={queue}" if queue else "")


WORKERS = (Role.HANDLER, Role.SUPERVISOR)
DECIDERS = (Role.SUPERVISOR, Role.LEADER)
CHECKERS = (Role.INSPECTOR, Role.REVIEWER)


def _late(actor: Actor) -> list[Any]:
    """The latest of one's area, for those who supervise."""
    if not any(actor.with_roles(Role.SUPERVISOR, Role.LEADER, Role.DISPATCHER)):
        return []
    return cards.cards(list(queries.late(actor)[:10]), actor, photos=False)


def _handlers(found: Report) -> list[tuple[str, str]]:
    people = accounts.persons(bodies.members(found.body_id, Role.HANDLER)) if found.body_id else {}
    return [(str(card.id), card.name) for card in people.values()]


def _assignments(found: Report) -> list[dict[str, Any]]:
    rows = list(Assignment.objects.filter(report=found, done_at=None).order_by("-lead", "pk"))
    names = accounts.persons({row.handler_id for row in rows if row.handler_id})
    return [
        {
            "body": bodies.name(row.body_id),
            "lead": row.lead,
            "due_at": row.due_at,
            "handler": names[row.handler_id].name if row.handler_id in names else "",
        }
        for row in rows
    ]


def _proposal(found: Report) -> dict[str, Any]:
    """The tier that the text speaks for, with the reason in words."""
    proposal = suggesting.difficulty_for(found)
    told = {"tier": Difficulty(proposal.difficulty).label, "words": "、".join(proposal.words)}
    hint = _("Proposed: %(tier)s, because of the words “%(words)s”.") % told if proposal.words else ""
    return {"proposal": proposal, "proposal_hint": hint}


def _time(found: Report, actor: Actor) -> dict[str, Any]:
    """Requests for more time, and what may be asked for."""
    asked = time_panel.requests_of(found, actor)
    waiting = next((one for one in asked if one.row.state == TimeRequest.State.ASKED), None)
    return {
        "requests": asked,
        "waiting": waiting,
        "room": time_panel.room(found, actor, asked),
        "may_go_on": any("end" in one.steps for one in asked),
        "holds": [
            (TimeRequest.Kind.WAITING, _("We wait for an answer of the reporter")),
            (TimeRequest.Kind.SUSPENDED, _("Something else comes first (put on hold)")),
        ],
    }


def _purpose(found: Report) -> str:
    if found.state in (State.RECEIVED, State.ASKED):
        return accounts.Purpose.REVIEW
    return accounts.Purpose.VERIFYING if found.state == State.RESOLVED else accounts.Purpose.HANDLING


def _with(request: HttpRequest, position: str) -> str:
    plain = {key: value for key, value in request.GET.items() if key != "at" and value}
    return f"?{urlencode(plain | {'at': position})}" if position else ""
