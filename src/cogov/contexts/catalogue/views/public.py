"""What residents see: the catalogue, one thing, their orders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.catalogue import actions, cards, codes, queries, rules, wallet
from cogov.contexts.catalogue.models import Kind, Order
from cogov.contexts.catalogue.queries import Filters
from cogov.contexts.catalogue.views.frame import query
from cogov.kernel import throttle
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Invalid
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of, key_of

ORDERS = 20
"""Orders on one page: two screens of a phone."""


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everything on offer; search, kinds, and "what I can afford". Four queries."""
    points = _points(actor_of(request))
    text, kind = request.GET.get("q", "").strip()[:60], request.GET.get("kind", "")
    afford = bool(request.GET.get("afford")) and points is not None
    rows, more = queries.items(Filters(text, kind, points if afford else None, request.GET.get("at", "")))
    chosen = {"q": text, "kind": kind, "afford": "1" if afford else ""}
    context = {
        "cards": cards.item_cards(rows, points=points),
        "points": points,
        "query": text,
        "kind": kind,
        "afford": afford,
        "kinds": [_tab(chosen, "", _("All"), ""), *(_tab(chosen, k, k.label, cards.ICONS[k]) for k in Kind)],
        "afford_url": query(**chosen | {"afford": "" if afford else "1"}),
        "filtered": bool(text or kind or afford),
        "older": more and query(**chosen, at=more),
        "newer": request.GET.get("at") and query(**chosen),
    }
    return render(request, "catalogue/index.html", context)


@never_cache
@require_safe
def one(request: HttpRequest, code: str) -> HttpResponse:
    item = queries.item(code)
    points = _points(actor_of(request))
    [card] = cards.item_cards([item], points=points)
    places = [cards.point_label(point).split("\n") for point in queries.points_of(item.partner_id)]
    context = {"card": card, "item": item, "points": points, "places": places}
    return render(request, "catalogue/one.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, code: str) -> HttpResponse:
    """What it takes, what is left, where to collect; then it is put aside."""
    item, actor = queries.item(code), actor_of(request)
    errors: list[str] = []
    if request.method == "POST":
        throttle.take(rules.ORDERS, actor.person)
        try:
            made = actions.order_item(
                item=code,
                point=whole(request.POST.get("point", "")),
                pool=whole(request.POST.get("pool", "")),
                by=actor,
                key=key_of(request),
            )
        except Invalid as error:
            errors = [str(sentence) for sentence in error.fields.values()] or [str(error)]
        else:
            messages.success(request, _("Put aside for you. The code below is all you need to collect it."))
            return redirect("catalogue:one", made)
    assert actor.person is not None
    points, pools = wallet.free_points(actor.person), wallet.kept_pools(actor.person)
    rich = [pool for pool in pools if pool.free >= item.price]
    places = queries.points_of(item.partner_id)
    context = {
        "card": cards.item_cards([item], points=points)[0],
        "item": item,
        "points": points,
        "left": points - item.price,
        "enough": points >= item.price or bool(rich),
        "payers": [("", _("My own points (%(n)d)") % {"n": points})] * (points >= item.price)
        + [(str(pool.id), _("%(name)s (%(n)d)") % {"name": pool.name, "n": pool.free}) for pool in rich],
        "pools": bool(rich),
        "places": [(str(place.pk), cards.point_label(place)) for place in places],
        "chosen": request.POST.get("point") or (str(places[0].pk) if places else ""),
        "errors": errors,
    }
    return render(request, "catalogue/order.html", context, status=422 if errors else 200)


@never_cache
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    assert actor.person is not None
    before = whole(request.GET.get("before", ""))
    rows = queries.orders_of(actor.person, before=before, most=ORDERS)
    context = {
        "rows": [cards.order_card(row) for row in rows[:ORDERS]],
        "points": wallet.free_points(actor.person),
        "older": query(before=rows[ORDERS - 1].pk) if len(rows) > ORDERS else "",
        "newer": "?" if before else "",
    }
    return render(request, "catalogue/orders.html", context)


@never_cache
@require_safe
def one_order(request: HttpRequest, number: int) -> HttpResponse:
    """The order with its code, as long as it can be collected."""
    found = queries.order_of(number, actor_of(request).person)
    return render(request, "catalogue/one_order.html", order_context(request, found))


@never_cache
@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    actor = actor_of(request)
    queries.order_of(number, actor.person)
    actions.cancel(order=number, by=actor, key=key_of(request))
    messages.success(request, _("Cancelled. Your points are free again."))
    return redirect("catalogue:one", number)


def order_context(request: HttpRequest, found: Order) -> dict[str, Any]:
    """For every page that shows an order with its code."""
    card = cards.order_card(found)
    token = codes.token(found.pk, found.salt)
    return {
        "order": card,
        "address": request.build_absolute_uri(reverse("catalogue:code", args=[token])) if card.open else "",
        "short": codes.spaced(codes.short(found.pk, found.salt)) if card.open else "",
        "item": found.item,
    }


def _points(actor: Actor) -> int | None:
    return wallet.free_points(actor.person) if actor.person is not None else None


def _tab(chosen: dict[str, str], kind: str, label: object, icon: str) -> dict[str, object]:
    current = chosen["kind"] == kind
    return {"url": query(**chosen | {"kind": kind}), "label": label, "current": current, "icon": icon}
