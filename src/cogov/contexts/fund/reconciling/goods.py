"""Goods and points: what the catalogue says of stock and orders, against the ledger's postings and holds."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.models import Count, Sum

from cogov.contexts.catalogue import facade as catalogue
from cogov.contexts.fund.models import Kind, State, Voucher
from cogov.contexts.fund.reconciling.finding import Found
from cogov.kernel.actors import SYSTEM
from cogov.kernel.ledger import Unit, balances
from cogov.kernel.ledger.models import Account, Hold, Posting

HELD, COLLECTED = "catalogue.ordered", "catalogue.collected"
"""Reasons under which the catalogue writes in the ledger."""


def stock() -> Iterator[Found]:
    """An item's pieces are the sum of their moves, and what is put aside is what was ordered."""
    for level in catalogue.stock_levels():
        if level.stock != level.moved_stock:
            yield Found("stock", f"item:{level.item}", level.item, level.moved_stock, level.stock)
        if not level.reserved == level.moved_reserved == level.open_orders:
            yield Found("reserved", f"item:{level.item}", level.item, level.open_orders, level.reserved)


def bought() -> Iterator[Found]:
    """No more pieces are there or handed over than the fund has bought, for items that it buys at all."""
    rows = Voucher.objects.filter(kind=Kind.PURCHASE, state=State.BOOKED, item__isnull=False)
    pieces = dict(rows.values_list("item").annotate(sum=Sum("quantity")))
    gone = catalogue.redeemed() if pieces else {}
    for level in catalogue.stock_levels() if pieces else ():
        if level.item in pieces:
            known = level.stock + level.reserved + (gone[level.item].orders if level.item in gone else 0)
            if known > pieces[level.item]:
                yield Found("pieces-unbought", f"item:{level.item}", level.item, pieces[level.item], known)


def settled() -> Iterator[Found]:
    """What was handed over was paid in points, once."""
    paid, said = _redeemed(), catalogue.redeemed()
    for item in sorted({*paid, *said}):
        points = said[item].points if item in said else 0
        if points > paid.get(item, 0):
            yield Found("order-unsettled", f"item:{item}", item, points, paid.get(item, 0))
        elif points < paid.get(item, 0):
            yield Found("order-overpaid", f"item:{item}", item, points, paid.get(item, 0))
    rows = Posting.objects.filter(why=COLLECTED).values("facts").annotate(times=Count("pk")).filter(times__gt=1)
    for facts, times in rows.values_list("facts", "times"):
        told = json.loads(facts)
        yield Found("order-paid-twice", f"order:{told.get('order')}", told.get("item"), 1, times)


def holds() -> Iterator[Found]:
    """Each open order holds its points, and nothing else of the catalogue does."""
    orders = {order.hold: order for order in catalogue.open_orders()}
    rows = Hold.objects.filter(why=HELD, state=Hold.State.OPEN).order_by("pk").values_list("pk", "amount")
    for pk, amount in rows:
        order = orders.pop(pk, None)
        if order is None:
            yield Found("hold-left", f"hold:{pk}", expected=0, found=amount)
        elif order.points != amount:
            yield Found("hold-amount", f"order:{order.order}", order.item, order.points, amount)
    for order in orders.values():
        yield Found("hold-missing", f"order:{order.order}", order.item, order.points, 0)


def figures(outstanding: int) -> dict[str, int]:
    """What waits, what is there, what was handed over; and what the points in hands will cost, in fen."""
    levels, waiting, gone = catalogue.stock_levels(), catalogue.cost_outstanding(), catalogue.redeemed().values()
    price = fen_for_100_points()
    return {
        "points_cost": max(outstanding - waiting.points, 0) * price // 100 + waiting.cost,
        "fen_for_100_points": price,
        "orders": waiting.orders,
        "orders_cost": waiting.cost,
        "pieces": sum(level.stock + level.reserved for level in levels),
        "handed_over": sum(one.orders for one in gone),
        "handed_over_cost": sum(one.cost for one in gone),
    }


def fen_for_100_points() -> int:
    """What 100 points cost the city: as exchanged so far, before the first exchange as offered; 0 without offer."""
    gone = catalogue.redeemed().values()
    points, cost = sum(one.points for one in gone), sum(one.cost for one in gone)
    if not points:
        levels = [level for level in catalogue.stock_levels() if not level.stopped]
        points, cost = sum(level.price for level in levels), sum(level.cost for level in levels)
    return cost * 100 // points if points else 0


def stop_orders(items: set[int] | None, reason: str) -> None:
    """New orders of these items, of all where `items` is None; a stop that stands is left as it is."""
    for level in catalogue.stock_levels():
        if not level.stopped and (items is None or level.item in items):
            catalogue.stop_orders(level.item, reason, SYSTEM)


def _redeemed() -> dict[int, int]:
    """By item: points that the ledger has for it. Two queries."""
    rows = Account.objects.filter(unit=Unit.POINTS, kind="redeemed", owner__startswith="item:")
    owners = {pk: int(owner[5:]) for pk, owner in rows.values_list("pk", "owner")}
    return {owners[pk]: one.total for pk, one in balances(list(owners)).items() if one.total}
