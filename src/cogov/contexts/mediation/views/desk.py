"""The mediator's desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.mediation import actions, queries, rules
from cogov.contexts.mediation.models import About, Case
from cogov.contexts.mediation.views.base import acted
from cogov.contexts.mediation.workflow import WORKFLOW
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Actor, AreaLevel
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of

WORKING = ("accepted", "talks")
DONE = {
    "accept": gettext_lazy("You mediate now."),
    "decline": gettext_lazy("Closed. The side that asked reads why."),
    "hand_on": gettext_lazy("Handed on."),
    "invite": gettext_lazy("Added. Print the letter with the code."),
    "message": gettext_lazy("Sent to this side only."),
    "note": gettext_lazy("Noted for your own eyes."),
    "arrange": gettext_lazy("Arranged."),
    "begin": gettext_lazy("Talks have begun."),
    "draft": gettext_lazy("Both sides can read and sign it."),
    "fail": gettext_lazy("Ended without an agreement."),
    "follow_up": gettext_lazy("Closed. Thank you."),
}


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    closed = request.GET.get("closed") == "1"
    rows, after = queries.cases(actor_of(request), closed=closed, after=whole(request.GET.get("after", "")))
    people = accounts.persons(row.mediator_id for row in rows if row.mediator_id)
    tabs = [
        {"url": "?", "label": _("Open cases"), "current": not closed},
        {"url": "?closed=1", "label": _("Closed cases"), "current": closed},
    ]
    context = {
        "rows": [
            {"case": row, "area": areas.full_name(row.area_id),
             "mediator": people[row.mediator_id].name if row.mediator_id in people else ""}
            for row in rows
        ],
        "tabs": tabs,
        "older": f"?closed={int(closed)}&after={after}" if after else "",
    }  # fmt: skip
    return render(request, "mediation/desk/index.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """From a private report: its reporter becomes the first side."""
    actor = actor_of(request)
    number = whole(request.POST.get("report", "") or request.GET.get("report", ""))
    card = reports.card(number, actor) if number is not None else None
    if card is None or not card.private:
        raise Missing
    around, _codes = reports.reach_of(card.id)
    named = [area for area in around if areas.area(area).level is not AreaLevel.GRID]
    error: Invalid | None = None
    if request.method == "POST":
        people = [one.person for one in reports.recipients(card.id) if one.report == card.id]
        asked = actions.Request(
            about=request.POST.get("about", ""), area=named[-1] if named else areas.city().id, words=card.title,
            person=people[0] if people else None, report=card.id,
        )  # fmt: skip
        try:
            made = acted(request, f"mediation.new.{actor.person}", lambda: actions.ask(asked, by=actor).pk)
            return _onward(actor, made)
        except Invalid as wrong:
            error = wrong
    context = {"card": card, "kinds": About.choices, "error": error}
    return render(request, "mediation/desk/new.html", context, status=422 if error else 200)


@never_cache
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, queries.get(number, actor_of(request)))


@never_cache
@require_safe
def letter(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """To print, fold and post: the code, and not a word of the other side."""
    case = queries.get(number, actor_of(request))
    party = case.parties.filter(pk=key).exclude(salt="").first()
    if party is None or not rules.mediates(actor_of(request), case):
        raise Missing
    _looked_at(actor_of(request), case)
    code = queries.code_of(party)
    context = {
        "case": case, "party": party, "body": bodies.body(case.body_id),
        "code": " ".join(code[at : at + 4] for at in range(0, len(code), 4)),
        "address": request.build_absolute_uri(reverse("mediation:code", args=[code])),
    }  # fmt: skip
    return render(request, "mediation/desk/letter.html", context)


@never_cache
@require_POST
def act(request: HttpRequest, number: int, step: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.get(number, actor)
    handler = STEPS.get(step)
    if handler is None:
        raise Missing
    try:
        acted(request, f"mediation.{step}.{number}.{actor.person}", lambda: handler(request, found))
    except Invalid as error:
        return _page(request, queries.get(number, actor), failed=step, error=error)
    messages.success(request, str(DONE[step]))
    return _onward(actor, number)


def _onward(actor: Actor, number: int) -> HttpResponse:
    """To the case, or where it has gone out of sight to the list."""
    seen = queries.at_desk(actor).filter(pk=number).exists()
    return redirect("mediation:case", number) if seen else redirect("mediation:desk")


def _page(request: HttpRequest, case: Case, *, failed: str = "", error: Invalid | None = None) -> HttpResponse:
    actor = actor_of(request)
    mine = rules.mediates(actor, case)
    inside = mine or (case.mediator_id is None and rules.may_mediate(actor, case))
    if inside:
        _looked_at(actor, case)
    notes = list(case.notes.order_by("-pk")) if mine else []
    meetings = list(case.meetings.order_by("begins_at")) if mine else []
    people = accounts.persons(bodies.members(case.body_id))
    agreement = case.agreements.filter(number=case.version).first() if mine and case.version else None
    context = {
        "case": case, "area": areas.full_name(case.area_id), "mine": mine, "inside": inside,
        "mediator": people.get(case.mediator_id or 0), "steps": {one.name for one in WORKFLOW.available(case, actor)},
        "begin_not": WORKFLOW.why_not("begin", case, actor) if mine and case.state == "accepted" else None,
        "sides": [_side(party, case, mine, notes, meetings) for party in case.parties.all()] if inside else [],
        "joint": [one for one in meetings if one.party_id is None],
        "notes": [one for one in notes if one.party_id is None], "working": mine and case.state in WORKING,
        "talking": mine and case.state not in ("followed_up", "declined"),
        "agreement": agreement,
        "agreement_text": request.POST.get("agreement") or (agreement.text if agreement else ""),
        "others": [(str(one.id), one.name) for one in people.values() if one.id != case.mediator_id],
        "may_hand_on": case.mediator_id is not None and (mine or rules.supervises(actor, case))
        and case.state not in ("asked", "followed_up", "declined"),
        "failed": failed, "error": error, "data": request.POST,
    }  # fmt: skip
    return render(request, "mediation/desk/case.html", context, status=422 if error else 200)


def _looked_at(actor: Actor, case: Case) -> None:
    """Names of both sides are shown: that is noted before."""
    accounts.log_view(actor, purpose=accounts.Purpose.HANDLING, report=case.report, matter=f"mediation.case:{case.pk}")


def _side(party: Any, case: Case, mine: bool, notes: list[Any], meetings: list[Any]) -> dict[str, Any]:
    return {
        "party": party,
        "letter": "ABCDEFGH"[(party.position - 1) % 8],
        "messages": list(party.messages.order_by("pk")) if mine else [],
        "notes": [one for one in notes if one.party_id == party.pk],
        "meetings": [one for one in meetings if one.party_id == party.pk],
        "signed": case.version > 0 and party.signed == case.version,
    }


def _number(request: HttpRequest, name: str) -> int:
    return whole(request.POST.get(name, "")) or 0


def _text(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "")


def _arrange(request: HttpRequest, case: Case) -> int:
    try:
        local = datetime.fromisoformat(_text(request, "begins_at"))
    except ValueError:
        raise Invalid(fields={"begins_at": _("Please choose a time to come.")}) from None
    at = timezone.make_aware(local) if timezone.is_naive(local) else local
    party = whole(_text(request, "party"))
    return actions.arrange(case.pk, begins_at=at, place=_text(request, "place"), party=party, by=actor_of(request)).pk


def _note(request: HttpRequest, case: Case) -> int:
    party = whole(_text(request, "party"))
    return actions.note(case.pk, text=_text(request, "note"), party=party, by=actor_of(request)).pk


STEPS: dict[str, Callable[[HttpRequest, Case], int]] = {
    "accept": lambda request, case: actions.accept(case.pk, by=actor_of(request)).pk,
    "decline": lambda request, case: actions.decline(case.pk, by=actor_of(request), text=_text(request, "text")).pk,
    "hand_on": lambda request, case: actions.hand_on(case.pk, to=_number(request, "to"), by=actor_of(request)).pk,
    "invite": lambda request, case: actions.invite(case.pk, name=_text(request, "name"), by=actor_of(request)).pk,
    "message": lambda request, case: (
        actions.message(case.pk, party=_number(request, "party"), text=_text(request, "text"), by=actor_of(request)).pk
    ),
    "note": _note,
    "arrange": _arrange,
    "begin": lambda request, case: actions.begin(case.pk, by=actor_of(request)).pk,
    "draft": lambda request, case: (
        actions.draft(
            case.pk, text=_text(request, "agreement"), version=_number(request, "version"), by=actor_of(request)
        ).pk
    ),
    "fail": lambda request, case: actions.fail(case.pk, by=actor_of(request)).pk,
    "follow_up": lambda request, case: (
        actions.follow_up(case.pk, holds=_text(request, "holds") == "yes", by=actor_of(request)).pk
    ),
}
