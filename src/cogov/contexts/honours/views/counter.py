"""For residents without a telephone of their own: staff show, print, ask and object for them.

Each look is logged. The resident travels between the pages as a signed word that only this member of staff can
use, and only for half an hour.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.honours import actions, papers, queries
from cogov.contexts.honours.views.frame import complaints
from cogov.contexts.honours.views.mine import of_person
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.errors import Missing
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of, key_of

SALT = "honours.desk"
VISIT = 1800
"""Seconds that a visit at the desk lasts."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Who stands at the desk: by telephone number or e-mail."""
    actor, text = actor_of(request), request.POST.get("contact", "")[:200]
    errors: list[str] = []
    if request.method == "POST":
        found: list[accounts.PersonCard] = []
        errors = complaints(lambda: found.append(accounts.resident_for(text, by=actor)))
        if found:
            who = signing.dumps([actor.person, found[0].id], salt=SALT)
            return redirect(f"{reverse('honours:desk-resident')}?{urlencode({'who': who})}")
    return render(request, "honours/desk/find.html", {"errors": errors, "text": text}, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resident(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    person = _visitor(request, actor)
    errors: list[str] = []
    if request.method == "POST":
        errors = complaints(lambda: _act(request, actor.through(Channel.COUNTER).for_resident(person), person))
        if not errors:
            messages.success(request, _("Saved."))
            return redirect(request.get_full_path())
    who = accounts.person(person)
    context = of_person(person) | {
        "resident": who.name if who else "",
        "who": request.GET.get("who", ""),
        "errors": errors,
    }
    return render(request, "honours/desk/resident.html", context, status=422 if errors else 200)


@never_cache
@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    row = queries.certificate_of(number, _visitor(request, actor_of(request)))
    return papers.paper(request, row).response(f"certificate-{number}.pdf", download=False)


def _act(request: HttpRequest, by: Actor, person: int) -> None:
    """Ask for a benefit, or object. Raises what the actions raise."""
    if request.POST.get("step") == "apply":
        actions.apply(benefit=request.POST.get("benefit", ""), by=by, key=key_of(request))
        return
    row = queries.claim_of(whole(request.POST.get("claim", "")) or 0, person)
    actions.object_to(claim=row.pk, text=request.POST.get("text", ""), by=by, key=key_of(request))


def _visitor(request: HttpRequest, actor: Actor) -> int:
    """The resident of this visit; the look is logged. Raises Missing when the visit is over or somebody else's."""
    try:
        staff, person = signing.loads(request.GET.get("who", ""), salt=SALT, max_age=VISIT)
    except signing.BadSignature:
        raise Missing(_("This visit is over. Please look the resident up again.")) from None
    if staff != actor.person:
        raise Missing
    accounts.log_view(actor, purpose=accounts.Purpose.REQUEST, person=person)
    return int(person)
