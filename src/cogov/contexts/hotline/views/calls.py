"""One call: everything at once on the screen, and what it comes to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.hotline import actions, queries, screen
from cogov.contexts.hotline.forms import CallForm, PromiseForm, asked_of, moment_of
from cogov.contexts.hotline.models import Call, Outcome, State
from cogov.contexts.hotline.views.desk import back_to_own
from cogov.contexts.knowledge import facade as knowledge
from cogov.kernel.errors import Conflict, Invalid, Missing
from cogov.kernel.idempotency import once
from cogov.kernel.ids import digest
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of

STEPS = ("take", "who", "file", "join", "answer", "connect", "promise", "end")
HIDDEN = ("csrfmiddlewaretoken", "key")


@never_cache
@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    call = queries.get(number, actor_of(request))
    if call.state == State.RINGING:
        return redirect("hotline:desk")
    if call.state == State.ENDED:
        return _over(request, call)
    return _screen(request, call, CallForm())


@never_cache
@require_safe
def look(request: HttpRequest, number: int) -> HttpResponse:
    """What fits the words typed so far; without script the whole screen."""
    actor = actor_of(request)
    call = queries.get(number, actor)
    if call.state != State.OPEN:
        return redirect("hotline:call", number)
    asked = asked_of(request.GET)
    if not request.htmx:  # type: ignore[attr-defined]
        return _screen(request, call, CallForm(request.GET), asked)
    found = screen.look_around(call, asked, actor)
    return render(request, "hotline/parts/found.html", {"found": found, "asked": asked, "call": call})


@never_cache
@require_POST
def act(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """One step of the call, once for the form's key; a wrong input shows the screen again with its sentence."""
    if step not in STEPS:
        raise Missing
    actor = actor_of(request)
    if step == "take":
        return _take(request, number)
    call = queries.get(number, actor)
    form = CallForm(request.POST)
    form.is_valid()
    if "look" in request.POST:
        return _screen(request, call, form, asked_of(request.POST))
    try:
        _once(request, step, call)
    except Invalid as error:
        for name, sentence in (error.fields or {"": error.sentence}).items():
            form.add_error(_field(name), str(sentence))
        return _screen(request, call, form, asked_of(request.POST), status=422)
    except _KnownAlready:
        return _screen(request, call, form, asked_of(request.POST), status=409, warned=True)
    return redirect("hotline:call", number)


class _KnownAlready(Exception):
    """Cases that may be the same, which the operator has not seen yet."""


def _take(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    try:
        actions.take(call=number, by=actor)
    except Conflict as error:
        if queries.held_by(actor) is not None:
            return back_to_own(request, error)
        messages.warning(request, _("Somebody else has taken this call, or it has ended."))
        return redirect("hotline:desk")
    return redirect("hotline:call", number)


def _once(request: HttpRequest, step: str, call: Call) -> None:
    """The answer holds no receipt: that is kept nowhere but in the resident's hands."""
    actor = actor_of(request)
    plain = {name: request.POST.getlist(name) for name in request.POST if name not in HIDDEN}
    asked = {"call": call.pk, "asked": digest(repr(sorted(plain.items())))}
    # Looked up before the transaction: reading what is nearby must not make other writers wait.
    found = screen.look_around(call, asked_of(request.POST), actor) if step == "file" else screen.Found()

    def run() -> dict[str, Any]:
        told = _file(request, call, found) if step == "file" else _do(request, step, call)
        return {"call": call.pk, "told": told}

    done, _again = once(f"hotline.{step}.{actor.person}", request.POST.get("key", ""), asked, run)
    if done["told"]:
        messages.success(request, _("The receipt is on its way to %(number)s.") % {"number": done["told"]})


def _do(request: HttpRequest, step: str, call: Call) -> str:
    """A step that leaves nothing to tell."""
    actor, data = actor_of(request), request.POST
    if step == "who":
        actions.recognise(call=call.pk, about=data.get("about", "")[:300], by=actor)
    elif step == "join":
        actions.join(call=call.pk, report=_number(data, "report"), by=actor, name=data.get("name", ""))
    elif step == "answer":
        actions.answer(call=call.pk, answer_=_number(data, "answer"), by=actor)
    elif step == "connect":
        actions.connect(call=call.pk, body=_office(data.get("office", "")), by=actor)
    elif step == "promise":
        due = moment_of(data.get("due_at", ""))
        actions.promise(call=call.pk, due_at=due, reason=data.get("reason", ""), by=actor)
    else:
        actions.end(call=call.pk, outcome=data.get("outcome", ""), by=actor)
    return ""


def _file(request: HttpRequest, call: Call, found: screen.Found) -> str:
    """To which number the receipt went. Raises _KnownAlready for what may be the same and was not on this screen."""
    actor, asked = actor_of(request), asked_of(request.POST)
    seen = set(request.POST.get("known", "").split("-"))
    if {str(one.card.id) for one in found.same} - seen:
        raise _KnownAlready
    key = request.POST.get("key", "")
    filing = screen.filing_of(asked, found)
    return actions.file(call=call.pk, filing=filing, by=actor, key=f"call.{call.pk}.{key}"[:80]).told


def _screen(
    request: HttpRequest,
    call: Call,
    form: CallForm,
    asked: screen.Asked | None = None,
    *,
    status: int = 200,
    warned: bool = False,
) -> HttpResponse:
    actor = actor_of(request)
    who = screen.who(call, actor)
    context = {
        "call": call,
        "who": who,
        "form": form,
        "found": screen.look_around(call, asked or screen.Asked(), actor),
        "asked": asked,
        "warned": warned,
        "promise": PromiseForm(),
        "offices": [body for body in bodies.bodies() if body.phone],
        "outcomes": [(one.value, one.label) for one in (Outcome.ADVISED, Outcome.CUT_OFF)],
    }
    return render(request, "hotline/call.html", context, status=status)


def _over(request: HttpRequest, call: Call) -> HttpResponse:
    """What it came to. Nobody is named any more: the next call starts empty."""
    answer = None
    if call.answer is not None:
        try:
            answer = knowledge.answer(call.answer)
        except Missing:
            answer = None  # withdrawn since
    context = {
        "call": call,
        "answer": answer,
        "office": bodies.body(call.connected_id) if call.connected_id else None,
    }
    return render(request, "hotline/over.html", context)


def _office(text: str) -> str:
    """The code of an office by its code or its name. Raises Invalid."""
    plain = text.strip().casefold()
    for body in bodies.bodies():
        if plain and plain in (body.code.casefold(), body.name_zh.casefold(), body.name_en.casefold()):
            return body.code
    raise Invalid(fields={"office": _("Please choose an office from the list.")})


def _number(data: Any, name: str) -> int:
    found = whole(data.get(name, ""))
    if found is None:
        raise Invalid
    return found


def _field(name: str) -> str | None:
    """Where a sentence stands on this screen."""
    return {"category": "sought", "place": "place", "text": "text", "name": "name"}.get(name)
