"""The stock desk: what is there, what came in, what a count found."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.catalogue import actions, cards, queries, rules
from cogov.contexts.catalogue.models import Item, StockMove
from cogov.contexts.catalogue.views.frame import query
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Invalid
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of, key_of

STEPS = ("receive", "count", "correct", "stop", "resume")


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All items of the offices that the reader looks after. Two queries."""
    actor = actor_of(request)
    text, after = request.GET.get("q", "").strip()[:60], request.GET.get("after", "")
    rows = queries.stock_of(actor, after=after, query=text)
    shown = rows[: queries.ROWS]
    context = {
        "rows": [
            {"card": card, "item": item, "cost": cards.yuan(item.cost)}
            for card, item in zip(cards.item_cards(shown), shown, strict=True)
        ],
        "query": text,
        "may": any(actor.with_roles(*rules.MANAGERS)),
        "older": query(q=text, after=shown[-1].code) if len(rows) > queries.ROWS else "",
        "newer": query(q=text) if after else "",
    }
    return render(request, "catalogue/desk/stock.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One item with its moves; receive, count, correct, stop and resume."""
    actor = actor_of(request)
    item = queries.item_read(code, actor)
    errors: list[str] = []
    if request.method == "POST":
        try:
            messages.success(request, _step(request, item, actor))
            return redirect("catalogue:stock-one", code)
        except Invalid as error:
            errors = [str(sentence) for sentence in error.fields.values()] or [str(error)]
    before = whole(request.GET.get("before", ""))
    moves = queries.moves_of(item.pk, before=before)
    names = accounts.persons({move.person_id for move in moves if move.person_id and not move.order_id})
    context = {
        "item": item,
        "card": cards.item_cards([item])[0],
        "cost": cards.yuan(item.cost),
        "moves": [_move(move, names) for move in moves[: queries.ROWS]],
        "older": query(before=moves[queries.ROWS - 1].pk) if len(moves) > queries.ROWS else "",
        "newer": "?" if before else "",
        "may": rules.may_manage(actor, item.partner.keeper_id),
        "errors": errors,
        "shelf": item.stock + item.reserved,
    }
    return render(request, "catalogue/desk/stock_one.html", context, status=422 if errors else 200)


def _step(request: HttpRequest, item: Item, actor: Actor) -> str:
    """Do what the form asks; the sentence for it. Raises Invalid and what the actions raise."""
    number = _number(request.POST.get("quantity", ""))
    note, key = request.POST.get("note", "")[:300], key_of(request)
    pk = item.pk
    steps: dict[str, Callable[[], object]] = {
        "receive": lambda: actions.receive_stock(item=pk, quantity=_given(number), note=note, by=actor, key=key),
        "correct": lambda: actions.correct_stock(item=pk, change=_given(number), note=note, by=actor, key=key),
        "stop": lambda: actions.stop_orders(item=pk, reason=note, by=actor, key=key),
        "resume": lambda: actions.resume_orders(item=pk, reason=note, by=actor, key=key),
    }
    step = request.POST.get("step", "")
    if step == "count":
        found = actions.count_stock(item=pk, quantity=_given(number), note=note, by=actor, key=key)
        if found.difference:
            return _("Counted: %(counted)d instead of %(expected)d.") % {
                "counted": found.counted,
                "expected": found.expected,
            }
        return _("Counted: all there.")
    if step not in steps:
        raise Invalid
    steps[step]()
    return _("Saved.")


def _number(text: str) -> int | None:
    """A whole number, perhaps with a sign in front."""
    text = text.strip().replace("\u2212", "-")
    found = whole(text.removeprefix("-").removeprefix("+"), most_digits=6)
    return -found if found is not None and text.startswith("-") else found


def _given(number: int | None) -> int:
    if number is None:
        raise Invalid(fields={"quantity": _("Please enter a whole number.")})
    return number


def _move(move: StockMove, names: dict[int, accounts.PersonCard]) -> dict[str, object]:
    """Staff by name; of an order only its number, whoever made it."""
    who = names.get(move.person_id or 0)
    return {
        "at": move.at,
        "why": StockMove.Why(move.why).label,
        "stock": f"{move.stock:+d}" if move.stock else "",
        "reserved": f"{move.reserved:+d}" if move.reserved else "",
        "order": move.order_id,
        "note": move.note,
        "who": who.name if who else "",
    }
