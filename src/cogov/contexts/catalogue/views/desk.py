"""For residents without a telephone of their own: staff order, hand over and print the slip.

Each look at a resident is logged. Between the pages the resident travels as a signed word that only this
member of staff can use, and only for half an hour.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.catalogue import actions, cards, queries, rules, wallet
from cogov.contexts.catalogue.queries import Filters
from cogov.contexts.catalogue.views.frame import query
from cogov.contexts.catalogue.views.public import order_context
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of, key_of
from cogov.ui.pdf import SMALL, Paper

SALT = "catalogue.desk"
VISIT = 1800
"""Seconds that a visit at the desk lasts."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Who stands at the desk: by telephone number or e-mail. The look is logged."""
    errors: list[str] = []
    text = request.POST.get("contact", "")[:200]
    if request.method == "POST":
        try:
            card = accounts.resident_for(text, by=actor_of(request))
        except Invalid as error:
            errors = [str(error)]
        else:
            return redirect(_address(actor_of(request), card.id))
    return render(request, "catalogue/desk/find.html", {"errors": errors, "text": text}, status=422 if errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resident(request: HttpRequest) -> HttpResponse:
    """Points, open orders and what the points reach for; order, hand over, cancel, take back."""
    actor = actor_of(request)
    person = _visitor(request, actor)
    errors: list[str] = []
    if request.method == "POST":
        try:
            return _act(request, actor.through(Channel.COUNTER).for_resident(person), person)
        except Invalid as error:
            errors = [str(sentence) for sentence in error.fields.values()] or [str(error)]
    return render(
        request, "catalogue/desk/resident.html", _shown(request, actor, person, errors), status=422 if errors else 200
    )


@never_cache
@require_safe
def slip(request: HttpRequest, number: int) -> HttpResponse:
    """The order on paper, with its code; as a page to print, or as PDF on a small sheet."""
    actor = actor_of(request)
    person = _visitor(request, actor)
    found = queries.order_of(number, person)
    context = order_context(request, found) | {"who": request.GET.get("who", "")}
    if request.GET.get("format") != "pdf":
        return render(request, "catalogue/desk/slip.html", context)
    return _paper(context).response(f"order-{number}.pdf", download=False)


def _paper(context: dict[str, Any]) -> Paper:
    order: cards.OrderCard = context["order"]
    paper = Paper(order.item, subtitle=_("Order %(number)d") % {"number": order.id}, size="a6")
    place = [part for part in (order.point, order.address, order.hours) if part]
    paper.pairs([
        (_("Points"), str(order.points)),
        (_("Collect at"), "\n".join(place)),
        (pgettext("order", "Until"), order.expires_at.strftime("%Y-%m-%d")),
    ])  # fmt: skip
    if context["address"]:
        paper.qr(context["address"], context["short"])
        paper.text(_("Show this slip, or say the eight letters. Keep it to yourself: it counts once."), size=SMALL)
    return paper


def _act(request: HttpRequest, by: Actor, person: int) -> HttpResponse:
    """One step of the visit. Raises Invalid and what the actions raise."""
    step, number = request.POST.get("step", ""), whole(request.POST.get("order", ""))
    who = request.GET.get("who", "")
    if step == "order":
        point = whole(request.POST.get("point", ""))
        made = actions.order_item(item=request.POST.get("item", ""), point=point, by=by, key=key_of(request))
        messages.success(request, _("Ordered. Print the slip, or hand it over at once."))
        return redirect(reverse("catalogue:slip", args=[made]) + query(who=who))
    found = queries.order_of(number or 0, person)
    if step == "collect":
        actions.collect(order=found.pk, by=by, key=key_of(request))
        messages.success(request, _("Handed over and paid."))
    elif step == "cancel":
        actions.cancel(order=found.pk, by=by, key=key_of(request), reason=request.POST.get("reason", ""))
        messages.success(request, _("Cancelled. The points are free again."))
    elif step == "return":
        actions.take_back(
            order=found.pk, by=by, key=key_of(request), reason=request.POST.get("reason", ""),
            restock=bool(request.POST.get("restock")),
        )  # fmt: skip
        messages.success(request, _("Taken back. The points are there again."))
    else:
        raise Missing
    return redirect(reverse("catalogue:desk-resident") + query(who=who))


def _shown(request: HttpRequest, actor: Actor, person: int, errors: list[str]) -> dict[str, Any]:
    card = accounts.person(person)
    if card is None:
        raise Missing
    points = wallet.free_points(person)
    rows, _more = queries.items(Filters(query=request.GET.get("q", "")[:60], within=points))
    orders = queries.orders_of(person, most=10)
    chosen = request.GET.get("item", "")
    item = queries.item(chosen) if chosen else None
    return {
        "resident": card,
        "points": points,
        "cards": cards.item_cards(rows, points=points),
        "orders": [{"card": cards.order_card(row), "here": rules.may_serve(actor, row.partner)} for row in orders[:10]],
        "item": cards.item_cards([item], points=points)[0] if item else None,
        "places": [(str(p.pk), cards.point_label(p)) for p in queries.points_of(item.partner_id)] if item else [],
        "who": request.GET.get("who", ""),
        "query": request.GET.get("q", ""),
        "errors": errors,
    }


def _address(actor: Actor, person: int) -> str:
    who = signing.dumps([actor.person, person], salt=SALT)
    return reverse("catalogue:desk-resident") + query(who=who)


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
