"""Between two calls: who rings, who is to be called back, and beginning one by hand."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.hotline import actions, queries
from cogov.contexts.hotline.forms import StartForm
from cogov.contexts.hotline.models import CHANNELS, Outcome
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Invalid, Missing
from cogov.kernel.idempotency import once
from cogov.kernel.ids import digest
from cogov.ui.acting import actor_of

JUST_TAKEN = timedelta(seconds=10)
"""The operator's own telephone was answered: so long the screen goes to that call by itself."""

WAITING = 5
"""Calls owed that are shown beside those that ring."""


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return _page(request, StartForm())


@never_cache
@require_safe
def ringing(request: HttpRequest) -> HttpResponse:
    """Asked every two seconds; says nothing when nothing has changed, so that nobody loses their place."""
    actor = actor_of(request)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("hotline:desk")
    own = queries.held_by(actor)
    if own is not None and own.line and own.taken_at and now() - own.taken_at < JUST_TAKEN:
        return HttpResponse(headers={"HX-Redirect": reverse("hotline:call", args=[own.pk])})
    rows, mark = _ringing(actor)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    return render(request, "hotline/parts/ringing.html", {"ringing": rows, "mark": mark})


@never_cache
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """By number, e-mail or receipt, or without."""
    actor = actor_of(request)
    form = StartForm(request.POST)
    if form.is_valid():
        about, channel = form.cleaned_data["about"], Channel(form.cleaned_data["channel"])
        try:
            done, _again = once(
                f"hotline.start.{actor.person}",
                request.POST.get("key", ""),
                {"about": digest(about), "channel": channel},
                lambda: {"call": actions.start(about=about, by=actor, channel=channel).pk},
            )
            return redirect("hotline:call", done["call"])
        except Missing:
            form.add_error("about", _("No report has this receipt. Please check it."))
        except Invalid as error:
            form.add_error("about", str(error))
        except Conflict as error:
            return back_to_own(request, error)
    return _page(request, form, status=422)


def back_to_own(request: HttpRequest, error: Conflict) -> HttpResponse:
    """To the conversation that one is in; without one the error stands."""
    own = queries.held_by(actor_of(request))
    if own is None:
        raise error
    messages.warning(request, str(error))
    return redirect("hotline:call", own.pk)


def _page(request: HttpRequest, form: StartForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    rows, mark = _ringing(actor)
    today = queries.today(actor)
    context = {
        "form": form,
        "key": request.POST.get("key", ""),
        "channels": [(value, str(label)) for value, label in CHANNELS],
        "ringing": rows,
        "mark": mark,
        "own": queries.held_by(actor),
        "owed": queries.call_backs(actor)[:WAITING],
        "today": [(Outcome(code).label, number) for code, number in sorted(today.outcomes.items())],
        "total": today.total,
        "missed": today.missed,
        "now": now(),
    }
    return render(request, "hotline/desk.html", context, status=status)


def _ringing(actor: Actor) -> tuple[list[dict[str, Any]], str]:
    """Rows for the page, and a mark that changes with them. Nobody is named before somebody takes the call."""
    callers = queries.ringing(actor)
    rows: list[dict[str, Any]] = [
        {"call": caller.call, "contact": accounts.parse_contact(caller.contact).shown if caller.contact else ""}
        for caller in callers
    ]
    return rows, digest(",".join(str(caller.pk) for caller in callers))[:12]
