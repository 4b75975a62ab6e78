"""The link on a poster, and the one question to residents."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.programme import actions, following, rules
from cogov.contexts.programme.forms import AgeForm
from cogov.contexts.programme.models import AgeGroup, Poster
from cogov.kernel import replicas, throttle

GOALS = {
    Poster.Goal.REPORT: "reports:new",
    Poster.Goal.HOME: "reports:home",
    Poster.Goal.SHOP: "catalogue:list",
    Poster.Goal.FUND: "fund:overview",
}
"""Pages of our own: what is typed into an address never decides where it leads."""


@never_cache
@require_safe
def go(request: HttpRequest, code: str) -> HttpResponse:
    """Count the visit, remember the item, lead on. An unknown code leads to the front page."""
    poster = Poster.objects.filter(code=code.lower()).first()
    if poster is None:
        return redirect("reports:home")
    if poster.ended_at is None and request.method == "GET":
        fresh = request.session.get(following.KEPT) != poster.pk
        if fresh and not throttle.taken(rules.VISITS, throttle.caller(request)):
            with replicas.primary():
                actions.count(poster=poster.pk, what="visits")
        request.session[following.KEPT] = poster.pk
    return redirect(reverse(GOALS[Poster.Goal(poster.goal)]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def age(request: HttpRequest) -> HttpResponse:
    """One's own age group, given or taken back."""
    actor = request.actor  # type: ignore[attr-defined]
    said = AgeGroup.objects.filter(person=actor.person).values_list("group", flat=True).first()
    form = AgeForm(request.POST if request.method == "POST" else None, initial={"group": said or ""})
    if request.method == "POST" and form.is_valid():
        actions.say_age(group=form.cleaned_data["group"], by=actor)
        messages.success(request, _("Saved. Thank you."))
        return redirect("programme:age")
    return render(request, "programme/age.html", {"form": form}, status=422 if form.errors else 200)
