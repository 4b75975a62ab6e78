"""What came in by letter, text message and the networks: read, make it a report, join, answer, put aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk import inbox
from cogov.contexts.desk.actions import answering
from cogov.contexts.desk.actions.receiving import said
from cogov.contexts.desk.channels.outgoing_answers import can_answer
from cogov.contexts.desk.forms import FilingForm
from cogov.contexts.desk.models import Incoming
from cogov.contexts.desk.understanding import tag_of
from cogov.contexts.media import facade as media
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of

ICONS = {"email": "mail", "sms": "message-square", "wechat": "message-circle", "microblog": "rss", "weibo": "rss"}


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    done = request.GET.get("done") == "1"
    found = inbox.page_of(actor_of(request), done=done, after=whole(request.GET.get("after", "")))
    tabs = [
        {"url": reverse("desk:inbox"), "label": _("To be read"), "current": not done, "icon": "inbox"},
        {"url": reverse("desk:inbox") + "?done=1", "label": _("Dealt with"), "current": done, "icon": "check"},
    ]
    older = f"?after={found.after}{'&done=1' if done else ''}" if found.after else ""
    rows = [
        {"row": row, "icon": ICONS[row.channel], "line": line_of(row), "lang": tag_of(line_of(row))}
        for row in found.rows
    ]
    return render(request, "desk/inbox.html", {"rows": rows, "tabs": tabs, "older": older, "done": done})


@never_cache
@require_safe
def one(request: HttpRequest, incoming: int) -> HttpResponse:
    return _page(request, inbox.one(actor_of(request), incoming))


@require_POST
def act(request: HttpRequest, incoming: int, step: str) -> HttpResponse:
    """One step, then on to the next message; a wrong input shows the page again with its sentence."""
    actor = actor_of(request)
    row = inbox.one(actor, incoming)
    revision = whole(request.POST.get("revision", "")) or 0
    steps: dict[str, Callable[[], str]] = {
        "join": lambda: _join(request, row, revision),
        "answer": lambda: _answer(request, row, revision),
        "discard": lambda: _discard(request, row, revision),
        "restore": lambda: _restore(request, row, revision),
    }
    form = FilingForm(row, request.POST) if step == "file" else None
    try:
        if form is not None:
            if not form.is_valid():
                return _page(request, row, form=form, failed=step)
            done = _file(row, revision, form, actor)
        elif step in steps:
            done = steps[step]()
        else:
            raise Missing
    except Invalid as error:
        if form is not None:
            form.take(error)
        return _page(request, row, form=form, failed=step, error=error)
    messages.success(request, done)
    following = inbox.following(actor, row.pk)
    return redirect("desk:inbox_one", following) if following else redirect("desk:inbox")


def line_of(row: Incoming) -> str:
    """The beginning of what it says."""
    text = " ".join((row.subject or row.text).split())
    return text[:80] + ("…" if len(text) > 80 else "") if text else _("Photos only")


def sender_of(row: Incoming) -> str:
    """A name, an address or a number; what a network calls somebody inside says nothing to a person."""
    if row.sender_name or row.channel not in (Incoming.Channel.WECHAT, Incoming.Channel.WEIBO):
        return row.sender_name or row.sender
    return _("Somebody on %(channel)s") % {"channel": row.get_channel_display()}


def _page(
    request: HttpRequest, row: Incoming, *, form: FilingForm | None = None, failed: str = "",
    error: Invalid | None = None,
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    accounts.log_view(actor, purpose=accounts.Purpose.ANSWER, report=row.report, matter=f"desk.incoming:{row.pk}")
    context: dict[str, Any] = {
        "row": row, "icon": ICONS[row.channel], "form": form or FilingForm(row), "failed": failed, "error": error,
        "photos": media.cards(row.photos), "earlier": inbox.earlier(actor, row),
        "body": bodies.name(row.body_id) if row.body_id else "", "answerable": can_answer(row),
        "reasons": answering.Why.choices, "why": dict(answering.Why.choices).get(row.reason, row.reason),
        "said": said(row), "data": request.POST, "line": line_of(row), "lang": tag_of(line_of(row)),
        "sender": sender_of(row),
        "case": reports.card(row.report, actor) if row.report and reports.exists(row.report, actor) else None,
    }  # fmt: skip
    return render(request, "desk/inbox_one.html", context, status=422 if failed else 200)


def _file(row: Incoming, revision: int, form: FilingForm, actor: Actor) -> str:
    report = answering.file_incoming(incoming=row.pk, revision=revision, draft=form.draft(), by=actor)
    return _("It is report #%(number)s now.") % {"number": report}


def _join(request: HttpRequest, row: Incoming, revision: int) -> str:
    number = whole(request.POST.get("report", "").strip().lstrip("#"))
    if number is None:
        raise Invalid(fields={"report": _("Please enter the number of the report.")})
    text = request.POST.get("text", "")
    answering.join_incoming(incoming=row.pk, revision=revision, report=number, text=text, by=actor_of(request))
    return _("It belongs to report #%(number)s now.") % {"number": number}


def _answer(request: HttpRequest, row: Incoming, revision: int) -> str:
    text = request.POST.get("text", "")
    answering.answer_incoming(incoming=row.pk, revision=revision, text=text, by=actor_of(request))
    return _("Your answer is on its way.")


def _discard(request: HttpRequest, row: Incoming, revision: int) -> str:
    why = request.POST.get("why", "")
    answering.discard_incoming(incoming=row.pk, revision=revision, why=why, by=actor_of(request))
    return _("It is put aside.")


def _restore(request: HttpRequest, row: Incoming, revision: int) -> str:
    answering.restore_incoming(incoming=row.pk, revision=revision, by=actor_of(request))
    return _("It is to be read again.")
