"""Facts about the catalogue, its stock and its orders. Points and fen as agreed when the order was made."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("catalogue.partner_added")
@dataclass(frozen=True, slots=True)
class PartnerAdded:
    code: str
    keeper: int
    body: int | None


@event("catalogue.partner_changed")
@dataclass(frozen=True, slots=True)
class PartnerChanged:
    code: str
    fields: tuple[str, ...]
    keeper: int
    body: int | None
    active: bool


@event("catalogue.point_added")
@dataclass(frozen=True, slots=True)
class PointAdded:
    partner: int


@event("catalogue.point_changed")
@dataclass(frozen=True, slots=True)
class PointChanged:
    partner: int
    fields: tuple[str, ...]
    active: bool


@event("catalogue.device_added")
@dataclass(frozen=True, slots=True)
class DeviceAdded:
    """`digest` is the SHA-256 of its key."""

    partner: int
    digest: str


@event("catalogue.device_ended")
@dataclass(frozen=True, slots=True)
class DeviceEnded:
    partner: int


@event("catalogue.item_added")
@dataclass(frozen=True, slots=True)
class ItemAdded:
    code: str
    item_kind: str
    partner: int
    price: int
    cost: int


@event("catalogue.item_changed")
@dataclass(frozen=True, slots=True)
class ItemChanged:
    """What it is now; `fields` names what was different before."""

    code: str
    fields: tuple[str, ...]
    price: int
    cost: int
    active: bool


@event("catalogue.stock_changed")
@dataclass(frozen=True, slots=True)
class StockChanged:
    """By people at the stock desk. `why`: received, counted or corrected; `change` in pieces; `move` its row."""

    item: int
    why: str
    change: int
    move: int


@event("catalogue.orders_stopped")
@dataclass(frozen=True, slots=True)
class OrdersStopped:
    """The reason stands in the row `move` of the stock's moves."""

    item: int
    move: int


@event("catalogue.orders_resumed")
@dataclass(frozen=True, slots=True)
class OrdersResumed:
    item: int
    move: int


@event("catalogue.ordered")
@dataclass(frozen=True, slots=True)
class Ordered:
    """Points are held, one piece is put aside."""

    item: int
    points: int
    cost: int
    partner: int
    ready: bool
    expires_at: str


@event("catalogue.readied")
@dataclass(frozen=True, slots=True)
class Readied:
    """It lies at the collection point."""

    item: int


@event("catalogue.collected")
@dataclass(frozen=True, slots=True)
class Collected:
    """Handed over and paid: from now on the city owes the partner `cost`."""

    item: int
    points: int
    cost: int
    partner: int
    posting: int
    device: int | None = None


@event("catalogue.cancelled")
@dataclass(frozen=True, slots=True)
class Cancelled:
    item: int
    points: int
    cost: int
    partner: int


@event("catalogue.expired")
@dataclass(frozen=True, slots=True)
class Expired:
    item: int
    points: int
    cost: int
    partner: int


@event("catalogue.returned")
@dataclass(frozen=True, slots=True)
class Returned:
    """Points are back; `restocked`: the piece can be handed to somebody else."""

    item: int
    points: int
    cost: int
    partner: int
    posting: int
    restocked: bool
