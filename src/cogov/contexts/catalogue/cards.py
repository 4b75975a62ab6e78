"""Rows as pages and other contexts see them: plain values in the present language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cogov.contexts.catalogue.models import Item, Kind, Order, Point, State
from cogov.contexts.media import facade as media
from cogov.kernel.clock import now

ICONS = {
    Kind.GOODS: "package",
    Kind.DISCOUNT: "tag",
    Kind.LIBRARY: "book-open",
    Kind.CINEMA: "star",
    Kind.TRANSPORT: "bus",
    Kind.SERVICE: "hand-helping",
}
LOOKS = {
    State.ORDERED: ("progress", "hourglass"),
    State.READY: ("accent", "gift"),
    State.COLLECTED: ("success", "circle-check"),
    State.CANCELLED: ("quiet", "undo-2"),
    State.EXPIRED: ("quiet", "clock"),
    State.RETURNED: ("warning", "corner-up-left"),
}
"""State of an order → tone, icon."""


def said(row: Any, name: str) -> str:
    """`name_zh` or `name_en` of a row in the present language, the other one where it is empty."""
    chinese = (get_language() or "zh-hans").startswith("zh")
    first, second = ("zh", "en") if chinese else ("en", "zh")
    return str(getattr(row, f"{name}_{first}") or getattr(row, f"{name}_{second}"))


def yuan(fen: int) -> str:
    """Money as people write it: 12.50."""
    return f"{fen // 100}.{fen % 100:02d}"


@dataclass(frozen=True, slots=True)
class ItemCard:
    """`trouble` says why it cannot be ordered now; `lacking`: points that the reader still needs, 0 for strangers."""

    id: int
    code: str
    kind: str
    kind_label: str
    icon: str
    name: str
    text: str
    policy: str
    partner: str
    price: int
    stock: int
    photo: str
    photo_large: str
    trouble: str
    lacking: int


@dataclass(frozen=True, slots=True)
class OrderCard:
    id: int
    item: str
    item_code: str
    partner: str
    point: str
    address: str
    hours: str
    points: int
    cost: int
    state: str
    label: str
    tone: str
    icon: str
    ordered_at: datetime
    expires_at: datetime
    collected_at: datetime | None
    ended_at: datetime | None
    reason: str
    open: bool


def item_cards(items: Iterable[Item], *, points: int | None = None) -> list[ItemCard]:
    """`points` are what the reader has free; None for a stranger. One query for the photos."""
    rows = list(items)
    photos = {card.id: card for card in media.cards([row.photo_id for row in rows if row.photo_id])}
    return [_item_card(row, photos.get(row.photo_id or 0), points) for row in rows]


def order_card(order: Order) -> OrderCard:
    tone, icon = LOOKS[State(order.state)]
    return OrderCard(
        id=order.pk,
        item=said(order.item, "name"),
        item_code=order.item.code,
        partner=said(order.partner, "name"),
        point=said(order.point, "name"),
        address=said(order.point, "address"),
        hours=said(order.point, "hours"),
        points=order.points,
        cost=order.cost,
        state=order.state,
        label=str(State(order.state).label),
        tone=tone,
        icon=icon,
        ordered_at=order.ordered_at,
        expires_at=order.expires_at,
        collected_at=order.collected_at,
        ended_at=order.ended_at,
        reason=order.reason,
        open=order.state in (State.ORDERED, State.READY),
    )


def point_label(point: Point) -> str:
    """For a choice: name, then address and hours on a second line."""
    rest = " · ".join(part for part in (said(point, "address"), said(point, "hours")) if part)
    return f"{said(point, 'name')}\n{rest}" if rest else said(point, "name")


def trouble(item: Item) -> str:
    """Why nobody can order it now; empty when everybody with enough points can."""
    today = timezone.localdate(now())
    if not item.active or (item.valid_until is not None and today > item.valid_until):
        return _("The offer has ended.")
    if item.valid_from is not None and today < item.valid_from:
        return _("From %(day)s on.") % {"day": item.valid_from.isoformat()}
    if item.stopped_at is not None:
        return _("Its stock is being checked.")
    return "" if item.stock else _("Nothing left at the moment.")


def _item_card(item: Item, photo: media.AssetCard | None, points: int | None) -> ItemCard:
    return ItemCard(
        id=item.pk,
        code=item.code,
        kind=item.kind,
        kind_label=str(Kind(item.kind).label),
        icon=ICONS[Kind(item.kind)],
        name=said(item, "name"),
        text=said(item, "text"),
        policy=said(item, "policy"),
        partner=said(item.partner, "name"),
        price=item.price,
        stock=item.stock,
        photo=photo.thumb if photo else "",
        photo_large=photo.page if photo else "",
        trouble=trouble(item),
        lacking=max(0, item.price - points) if points is not None else 0,
    )
