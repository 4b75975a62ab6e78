"""Residents look for an answer, read it, and say whether it was one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.knowledge import actions, queries
from cogov.contexts.reports import facade as reports
from cogov.kernel import ids, replicas, throttle
from cogov.kernel.errors import Invalid
from cogov.kernel.throttle import Rate

FOUND = 20
"""Answers shown for a search: who finds none among twenty asks in other words."""

SEARCHES = Rate("knowledge.search", 60, 60)
"""One a second: faster than anybody types, slower than a machine reads."""

VOTES = Rate("knowledge.vote", 20, 3600)
"""One reader does not need more in an hour; behind one address sits an office."""

DEVICE = "cogov_device"
DEVICE_SECONDS = 365 * 24 * 3600  # as for "me too"


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Search, or what is asked most."""
    query = request.GET.get("q", "").strip()[:120]
    kind = request.GET.get("kind", "")
    if query:
        throttle.take(SEARCHES, throttle.caller(request))
        found = queries.search(query, limit=FOUND, category=kind)
        if not found and not kind:
            with replicas.primary():
                actions.note_missing(query)
    else:
        found = queries.popular(category=kind)
    used = queries.categories_used()
    context = {
        "ask": _ask(),
        "query": query,
        "kind": kind,
        "kinds": [(code, name) for code, name, _depth in reports.categories() if code in used],
        "rows": [{"one": one, "snippet": one.snippet(query)} for one in found],
    }
    return render(request, "knowledge/index.html", context)


@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    article = queries.article(number)
    body = bodies.body(article.body)
    context = {"ask": _ask(), "article": article, "body": body, "kind": reports.category_name(article.category)}
    return render(request, "knowledge/one.html", context)


@require_POST
def vote(request: HttpRequest, number: int) -> HttpResponse:
    """Did this answer you? Counted once for each account or device."""
    throttle.take(VOTES, throttle.caller(request))
    helpful = {"yes": True, "no": False}.get(request.POST.get("helpful", ""))
    if helpful is None:
        raise Invalid
    device = request.COOKIES.get(DEVICE, "") or ids.token()
    person = request.actor.person  # type: ignore[attr-defined]
    actions.vote(number, helpful=helpful, who=f"person {person}" if person else f"device {device}")
    if helpful:
        messages.success(request, _("Thank you. Good to know."))
    else:
        messages.success(request, _("Thank you. We look at what is missing. You can also ask us below."))
    response = redirect("knowledge:one", number)
    if not person:
        response.set_cookie(DEVICE, device, max_age=DEVICE_SECONDS, httponly=True, samesite="Lax")
    return response


def _ask() -> str:
    """The address at which a question goes to a person."""
    code = reports.enquiry_category()
    return reverse("reports:new") + (f"?category={code}" if code else "")
