"""Calls that the city owes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.hotline import actions, queries
from cogov.contexts.hotline.models import CallBack
from cogov.contexts.hotline.views.desk import back_to_own
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Missing
from cogov.kernel.idempotency import once
from cogov.ui.acting import actor_of


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The most urgent first; the number only for whoever has taken it on."""
    actor = actor_of(request)
    rows = queries.call_backs(actor)
    contacts = queries.contacts_of([row.call_id for row in rows if row.operator_id == actor.person])
    context = {
        "rows": [_row(row, contacts.get(row.call_id, "")) for row in rows[: queries.ROWS]],
        "more": len(rows) > queries.ROWS,
        "now": now(),
    }
    return render(request, "hotline/owing.html", context)


@never_cache
@require_POST
def act(request: HttpRequest, number: int, step: str) -> HttpResponse:
    actor = actor_of(request)
    queries.call_back(number, actor)
    try:
        done, _again = once(
            f"hotline.owed.{step}.{actor.person}",
            request.POST.get("key", ""),
            {"call_back": number},
            lambda: {"call": _do(number, step, actor)},
        )
    except Conflict as error:
        if step == "begin":
            return back_to_own(request, error)
        messages.warning(request, _("Somebody else has taken this on meanwhile."))
        return redirect("hotline:backs")
    return redirect("hotline:call", done["call"]) if done["call"] else redirect("hotline:backs")


def _do(number: int, step: str, actor: Actor) -> int:
    """The call that began, or 0."""
    if step == "claim":
        actions.claim(call_back=number, by=actor)
    elif step == "begin":
        return int(actions.begin(call_back=number, by=actor).pk)
    elif step == "put_back":
        actions.put_back(call_back=number, by=actor)
    elif step == "done":
        actions.done(call_back=number, by=actor)
    else:
        raise Missing
    return 0


def _row(row: CallBack, contact: str) -> dict[str, object]:
    return {"row": row, "contact": contact, "shown": accounts.parse_contact(contact).shown if contact else ""}
