"""What other contexts may ask of the catalogue: stock, open orders and what they will cost; stopping orders.

Facts to listen to stand in `catalogue.events`: Ordered, Collected, Cancelled, Expired, Returned, each with item,
points and cost in fen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Sum

from cogov.contexts.catalogue import actions, cards, queries
from cogov.contexts.catalogue.actions import Count as StockCount
from cogov.contexts.catalogue.models import OPEN, Item, Order, Partner, State, StockMove
from cogov.contexts.catalogue.wallet import redeemed_account
from cogov.kernel.actors import Actor
from cogov.kernel.ids import token

__all__ = [
    "ItemName",
    "OpenOrder",
    "Outstanding",
    "PartnerTotals",
    "StockCount",
    "StockLevel",
    "cost_outstanding",
    "counted",
    "item_names",
    "open_orders",
    "partner_totals",
    "redeemed",
    "redeemed_account",
    "resume_orders",
    "stock_levels",
    "stop_orders",
]


@dataclass(frozen=True, slots=True)
class StockLevel:
    """`stock` free pieces, `reserved` put aside; `moved_stock` and `moved_reserved` are the sums of their moves and
    `open_orders` the orders that wait: stock == moved_stock and reserved == moved_reserved == open_orders, or the
    books are wrong. `cost` fen for one."""

    item: int
    code: str
    name: str
    stock: int
    reserved: int
    moved_stock: int
    moved_reserved: int
    open_orders: int
    price: int
    cost: int
    stopped: bool

    @property
    def agrees(self) -> bool:
        return self.stock == self.moved_stock and self.reserved == self.moved_reserved == self.open_orders


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """Points held in the ledger under `hold`, `cost` fen to come."""

    order: int
    item: int
    points: int
    cost: int
    hold: int
    state: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Outstanding:
    """Of all open orders, or of one item's: how many, points held, and fen that the city will owe."""

    orders: int
    points: int
    cost: int


@dataclass(frozen=True, slots=True)
class PartnerTotals:
    """What a partner handed over and took back in a span of time; `due` fen are to be paid."""

    partner: int
    code: str
    name: str
    collected: int
    returned: int
    due: int


@dataclass(frozen=True, slots=True)
class ItemName:
    code: str
    name_zh: str
    name_en: str


def stock_levels() -> tuple[StockLevel, ...]:
    """Every item, by id: three queries over indexes."""
    moved = {
        row["item"]: (row["stock"], row["reserved"])
        for row in StockMove.objects.values("item").annotate(stock=Sum("stock"), reserved=Sum("reserved"))
    }
    waiting = dict(Order.objects.filter(state__in=OPEN).values_list("item").annotate(n=Count("pk")))
    return tuple(_level(row, *moved.get(row.pk, (0, 0)), waiting.get(row.pk, 0)) for row in _items())


def open_orders(item: int | None = None) -> tuple[OpenOrder, ...]:
    """By id; of one item or of all: one query."""
    rows = Order.objects.filter(state__in=OPEN).order_by("pk")
    rows = rows.filter(item=item) if item is not None else rows
    columns = ("pk", "item", "points", "cost", "hold", "state", "expires_at")
    return tuple(OpenOrder(*row) for row in rows.values_list(*columns))


def cost_outstanding(item: int | None = None) -> Outstanding:
    """What waits to be collected: one query."""
    rows = Order.objects.filter(state__in=OPEN)
    rows = rows.filter(item=item) if item is not None else rows
    found = rows.aggregate(n=Count("pk"), points=Sum("points"), cost=Sum("cost"))
    return Outstanding(found["n"], found["points"] or 0, found["cost"] or 0)


def redeemed() -> dict[int, Outstanding]:
    """By item: what was collected and not brought back, as the orders say; for comparing with the ledger. One query."""
    rows = Order.objects.filter(state=State.COLLECTED).values("item")
    rows = rows.annotate(n=Count("pk"), points=Sum("points"), cost=Sum("cost"))
    return {row["item"]: Outstanding(row["n"], row["points"], row["cost"]) for row in rows}


def partner_totals(start: datetime, end: datetime) -> tuple[PartnerTotals, ...]:
    """What each partner is owed for start <= at < end, by code. Two queries for each partner."""
    found = []
    for partner in Partner.objects.order_by("code"):
        sums = queries.totals(partner.pk, start, end)
        name = cards.said(partner, "name")
        found.append(PartnerTotals(partner.pk, partner.code, name, sums.collected, sums.returned, sums.due))
    return tuple(found)


def item_names(ids: set[int]) -> dict[int, ItemName]:
    """One query."""
    rows = Item.objects.filter(pk__in=ids).values_list("pk", "code", "name_zh", "name_en")
    return {pk: ItemName(code, zh, en) for pk, code, zh, en in rows}


def stop_orders(item: int, reason: str, by: Actor, *, key: str = "") -> None:
    """No new orders of the item from now on; those made before can be collected. Raises Missing, Forbidden, Invalid."""
    actions.stop_orders(item=item, reason=reason, by=by, key=key or token())


def resume_orders(item: int, reason: str, by: Actor, *, key: str = "") -> None:
    """Raises as `stop_orders`."""
    actions.resume_orders(item=item, reason=reason, by=by, key=key or token())


def counted(item: int, quantity: int, by: Actor, *, note: str = "", key: str = "") -> StockCount:
    """All pieces on the shelf were counted, those put aside included; the books follow. Raises Conflict, too."""
    return actions.count_stock(item=item, quantity=quantity, note=note, by=by, key=key or token())


def _items() -> list[Item]:
    return list(Item.objects.order_by("pk"))


def _level(row: Item, moved_stock: int, moved_reserved: int, waiting: int) -> StockLevel:
    return StockLevel(
        item=row.pk,
        code=row.code,
        name=cards.said(row, "name"),
        stock=row.stock,
        reserved=row.reserved,
        moved_stock=moved_stock,
        moved_reserved=moved_reserved,
        open_orders=waiting,
        price=row.price,
        cost=row.cost,
        stopped=row.stopped_at is not None,
    )
