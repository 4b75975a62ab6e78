"""One side's own pages: by account, or by the code of a letter. Nothing on them comes from the other side."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.mediation import actions, queries
from cogov.contexts.mediation.forms import AskForm
from cogov.contexts.mediation.models import CLOSED, Party
from cogov.contexts.mediation.views.base import acted
from cogov.kernel import throttle
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.parsing import whole
from cogov.kernel.throttle import Rate
from cogov.ui.acting import actor_of

CODES = Rate("mediation.code", 30, 600)
"""Whoever has a letter types one code; a code of 160 bits is not found by trying."""

ASKING = Rate("mediation.ask", 5, 24 * 3600)
"""Five quarrels a day are more than anybody has."""

DONE = {
    "tell": gettext_lazy("Saved. Only the mediator reads it."),
    "write": gettext_lazy("Sent to the mediator."),
    "sign": gettext_lazy("You have signed."),
}


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What mediation is; a code of a letter is typed here."""
    code = "".join(request.GET.get("code", "").split()).replace("-", "").lower()
    if code.isalnum():
        return redirect("mediation:code", code)
    return render(request, "mediation/about.html")


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor, data = actor_of(request), form.cleaned_data
        throttle.take(ASKING, actor.person)
        asked = actions.Request(
            about=data["about"], area=int(data["area"]), words=data["words"], person=actor.person, name=actor.name,
            about_body=data["about_body"],
        )  # fmt: skip
        try:
            made = acted(request, f"mediation.{actor.person}", lambda: actions.ask(asked, by=actor).pk)
        except Invalid as error:
            for name, sentence in (error.fields or {"": error.sentence}).items():
                form.add_error(name if name in form.fields else None, str(sentence))
        else:
            messages.success(request, _("A mediator gets in touch with you. You see here what happens."))
            return redirect("mediation:my-case", made)
    context = {"form": form, "key": request.POST.get("key", "")}
    return render(request, "mediation/new.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    person = actor_of(request).person
    return render(request, "mediation/mine.html", {"rows": queries.of_person(person) if person else []})


@never_cache
@require_safe
def my_case(request: HttpRequest, number: int) -> HttpResponse:
    return _page(request, queries.party_of(number, actor_of(request)), reverse("mediation:my-case", args=[number]))


@never_cache
@require_POST
def my_act(request: HttpRequest, number: int, step: str) -> HttpResponse:
    party = queries.party_of(number, actor_of(request))
    return _act(request, party, step, reverse("mediation:my-case", args=[number]))


@never_cache
@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _opened(request, code), reverse("mediation:code", args=[code]))


@never_cache
@require_POST
def act_by_code(request: HttpRequest, code: str, step: str) -> HttpResponse:
    return _act(request, _opened(request, code), step, reverse("mediation:code", args=[code]))


def _opened(request: HttpRequest, code: str) -> Party:
    throttle.take(CODES, throttle.caller(request))
    return queries.by_code(code)


def _page(request: HttpRequest, party: Party, address: str, *, error: Invalid | None = None) -> HttpResponse:
    if party.joined_at is None:
        party = actions.join(party.pk, by=actor_of(request))
        party = Party.objects.select_related("case").get(pk=party.pk)
    side = queries.side(party)
    context = {
        "side": side, "address": address, "error": error, "closed": side.case.state in CLOSED,
        "body": bodies.body(side.case.body_id), "telling": side.case.state in ("asked", "accepted", "talks"),
        "typed": request.POST.get("words") or party.words,
    }  # fmt: skip
    response = render(request, "mediation/side.html", context, status=422 if error else 200)
    response["Referrer-Policy"] = "same-origin"  # the address holds the code; "no-referrer" would break the forms
    response["X-Robots-Tag"] = "noindex"
    return response


def _act(request: HttpRequest, party: Party, step: str, address: str) -> HttpResponse:
    handler = STEPS.get(step)
    if handler is None:
        raise Missing
    try:
        acted(request, f"mediation.{step}.{party.pk}", lambda: handler(request, party))
    except Invalid as error:
        return _page(request, party, address, error=error)
    messages.success(request, str(DONE[step]))
    return redirect(address)


def _tell(request: HttpRequest, party: Party) -> int:
    return actions.tell(party.pk, words=request.POST.get("words", ""), by=actor_of(request)).pk


def _write(request: HttpRequest, party: Party) -> int:
    return actions.write(party.pk, text=request.POST.get("text", ""), by=actor_of(request)).pk


def _sign(request: HttpRequest, party: Party) -> int:
    return actions.sign(party.pk, version=whole(request.POST.get("version", "")) or 0, by=actor_of(request)).pk


STEPS: dict[str, Callable[[HttpRequest, Party], int]] = {"tell": _tell, "write": _write, "sign": _sign}
