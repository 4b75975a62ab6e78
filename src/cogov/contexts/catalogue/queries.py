"""Reads of the catalogue, each within what its reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from cogov.contexts.catalogue import rules
from cogov.contexts.catalogue.models import OPEN, Device, Item, Kind, Order, Partner, Point, State, StockMove
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing
from cogov.kernel.parsing import whole

PAGE = 24
"""Things on one page: a multiple of one, two, three and four columns."""
ROWS = 50
"""Rows of one page of a table: a screen and a half."""


@dataclass(frozen=True, slots=True)
class Filters:
    """`at`: "price.id" of the last thing of the page before; `within`: no more than so many points."""

    query: str = ""
    kind: str = ""
    within: int | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Of a partner in a span of time: pieces and fen handed over, brought back, and what is left to pay."""

    collected: int
    cost: int
    returned: int
    returned_cost: int

    @property
    def due(self) -> int:
        return self.cost - self.returned_cost


def items(filters: Filters) -> tuple[list[Item], str]:
    """What is on offer, the cheapest first, and the `at` of the next page ("" at the end). One query."""
    today = timezone.localdate(now())
    rows = Item.objects.select_related("partner").filter(
        Q(valid_until=None) | Q(valid_until__gte=today), active=True, partner__active=True
    )
    for word in filters.query.split()[:8]:
        rows = rows.filter(
            Q(name_zh__icontains=word) | Q(name_en__icontains=word) | Q(text_zh__icontains=word)
            | Q(text_en__icontains=word) | Q(partner__name_zh__icontains=word) | Q(partner__name_en__icontains=word)
        )  # fmt: skip
    if filters.kind in Kind.values:
        rows = rows.filter(kind=filters.kind)
    if filters.within is not None:
        rows = rows.filter(price__lte=filters.within)
    price, _dot, last = filters.at.partition(".")
    after = (whole(price), whole(last))
    if after[0] is not None and after[1] is not None:
        rows = rows.filter(Q(price__gt=after[0]) | Q(price=after[0], pk__gt=after[1]))
    found = list(rows.order_by("price", "pk")[: PAGE + 1])
    more = f"{found[PAGE - 1].price}.{found[PAGE - 1].pk}" if len(found) > PAGE else ""
    return found[:PAGE], more


def item(code: str) -> Item:
    """Raises Missing. One query."""
    found = Item.objects.select_related("partner").filter(code=code).first()
    if found is None:
        raise Missing
    return found


def points_of(partner: int) -> list[Point]:
    """Where a partner hands over now: one query."""
    return list(Point.objects.filter(partner=partner, active=True))


def all_points_of(partner: int) -> list[Point]:
    """Those closed, too: one query."""
    return list(Point.objects.filter(partner=partner))


def orders_of(person: int, *, before: int | None = None, most: int = 20) -> list[Order]:
    """Newest first: one query. One more than `most` where there are more."""
    rows = _orders().filter(person=person)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return list(rows.order_by("-pk")[: most + 1])


def order_of(order: int, person: int | None) -> Order:
    """One's own. Raises Missing. One query."""
    found = _orders().filter(pk=order, person=person).first() if person is not None else None
    if found is None:
        raise Missing
    return found


def order_at(order: int, partner: int) -> Order | None:
    """At a partner's counter: one query."""
    return _orders().filter(pk=order, partner=partner).first()


def waiting_at(partner: int, *, after: int = 0) -> list[Order]:
    """Open orders of a partner, oldest first; up to ROWS + 1. One query."""
    return list(_orders().filter(partner=partner, state__in=OPEN, pk__gt=after).order_by("pk")[: ROWS + 1])


def partner_with(code: str, by: Actor) -> Partner:
    """For staff who look after it. Raises Missing. One query."""
    found = Partner.objects.filter(code=code).first()
    if found is None or not rules.may_read(by, found.keeper_id):
        raise Missing
    return found


def partners_read(by: Actor) -> list[Partner]:
    """All that the reader looks after: one query."""
    return list(Partner.objects.filter(keeper__in=_own(by)))


def partners_served(by: Actor) -> list[Partner]:
    """All for whom the reader may hand over: one query."""
    own = {body for grant in by.with_roles(*rules.AT_COUNTER) for body in grant.bodies}
    return list(Partner.objects.filter(Q(keeper__in=own) | Q(body__in=own), active=True).distinct()) if own else []


def stock_of(by: Actor, *, after: str = "", query: str = "") -> list[Item]:
    """Items of the reader's partners by code; up to ROWS + 1. One query."""
    rows = Item.objects.select_related("partner").filter(partner__keeper__in=_own(by), code__gt=after)
    if query:
        rows = rows.filter(Q(code__icontains=query) | Q(name_zh__icontains=query) | Q(name_en__icontains=query))
    return list(rows.order_by("code")[: ROWS + 1])


def item_read(code: str, by: Actor) -> Item:
    """For the stock desk. Raises Missing. One query."""
    found = item(code)
    if not rules.may_read(by, found.partner.keeper_id):
        raise Missing
    return found


def moves_of(item: int, *, before: int | None = None) -> list[StockMove]:
    """Newest first; up to ROWS + 1. One query."""
    rows = StockMove.objects.filter(item=item)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return list(rows.order_by("-pk")[: ROWS + 1])


def devices_of(partner: int) -> list[Device]:
    """Newest first: one query."""
    return list(Device.objects.filter(partner=partner).order_by("-pk"))


def device_of(digest: str) -> Device | None:
    """The device with this key, if it may scan: one query."""
    return Device.objects.select_related("partner").filter(digest=digest, until=None, partner__active=True).first()


def settled(partner: int, start: datetime, end: datetime) -> Iterator[tuple[Order, bool]]:
    """(order, True) for each hand-over, (order, False) for each return within start <= at < end. Two queries."""
    for row in _collected(partner, start, end).order_by("collected_at", "pk").iterator(2_000):
        yield row, True
    for row in _returned(partner, start, end).order_by("ended_at", "pk").iterator(2_000):
        yield row, False


def totals(partner: int, start: datetime, end: datetime) -> Totals:
    """Two queries."""
    came = _collected(partner, start, end).aggregate(n=Count("pk"), fen=Sum("cost"))
    went = _returned(partner, start, end).aggregate(n=Count("pk"), fen=Sum("cost"))
    return Totals(came["n"], came["fen"] or 0, went["n"], went["fen"] or 0)


def _collected(partner: int, start: datetime, end: datetime) -> QuerySet[Order]:
    return _orders().filter(partner=partner, collected_at__gte=start, collected_at__lt=end)


def _returned(partner: int, start: datetime, end: datetime) -> QuerySet[Order]:
    return _orders().filter(partner=partner, state=State.RETURNED, ended_at__gte=start, ended_at__lt=end)


def _orders() -> QuerySet[Order]:
    return Order.objects.select_related("item", "partner", "point")


def _own(by: Actor) -> set[int]:
    return {body for grant in by.with_roles(*rules.READERS) for body in grant.bodies}
