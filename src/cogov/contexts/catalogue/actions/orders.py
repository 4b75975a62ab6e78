"""An order's life: points held and a piece put aside in one transaction, and both settled or given back in one."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from cogov.contexts.catalogue import codes, rules, wallet
from cogov.contexts.catalogue.events import Cancelled, Collected, Expired, Ordered, Readied, Returned
from cogov.contexts.catalogue.models import OPEN, TAKEN, Device, Item, Order, Point, State, StockMove
from cogov.contexts.catalogue.workflow import WORKFLOW
from cogov.kernel import ids, journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.bulk import reserve_ids
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once

BATCH = 200
"""Orders let expire in one run: each takes its own transaction of some milliseconds."""
_Why = StockMove.Why


def order_item(*, item: str, point: int | None = None, pool: int | None = None, by: Actor, key: str) -> int:
    """Id of the order; a request repeated with the same key gets the first one.

    For oneself, or at the desk for the resident in `by.on_behalf_of`. `point` may be left out where there is one;
    with `pool` that pool pays, which the person must keep.
    Raises Missing, Forbidden, Invalid, and Conflict (sold out, limit reached, not enough points, stopped).
    """
    person = by.on_behalf_of if by.on_behalf_of is not None else by.person
    if person is None or not rules.may_order_for(by, person):
        raise Forbidden
    asked = {"item": item, "point": point, "pool": pool}
    answer, _replayed = once(
        f"catalogue.order:{person}", key, asked, lambda: {"order": _order(item, point, person, pool, by)}
    )
    return int(answer["order"])


def make_ready(*, order: int, by: Actor, key: str, device: int | None = None) -> None:
    """It lies at the collection point; its time to be collected begins anew. Raises Missing, Forbidden, Conflict."""

    def act() -> dict[str, int]:
        found = _locked(order, device)
        found.ready_at, found.expires_at = now(), now() + timedelta(days=found.item.collect_days)
        save = ("ready_at", "expires_at", "device")
        WORKFLOW.apply("ready", found, by=by, fact=Readied(found.item_id), save=save)
        return {"order": order}

    once(f"catalogue.ready:{order}", key, {"order": order}, act)


def collect(*, order: int, by: Actor, key: str, code: str = "", device: int | None = None) -> bool:
    """Hand over and pay; True when this very request had already done so.

    Without the order's code it needs the resident at the desk (`by.on_behalf_of`): no partner can help itself.
    Whoever comes second, with another key, gets a Conflict that says when it was handed over. Raises Missing,
    Forbidden, Conflict.
    """

    def act() -> dict[str, int]:
        found = _locked(order, device)
        _check_proof(found, code, by)
        _say_if_taken(found)
        WORKFLOW.check("collect", found, by)
        _move(found, _Why.COLLECTED, by, reserved=-1)
        found.posting = wallet.settle(found, by=by)
        found.collected_at = now()
        fact = Collected(found.item_id, found.points, found.cost, found.partner_id, found.posting, found.device_id)
        WORKFLOW.apply("collect", found, by=by, fact=fact, save=("posting", "collected_at", "device"))
        return {"order": order}

    return once(f"catalogue.collect:{order}", key, {"order": order}, act)[1]


def cancel(*, order: int, by: Actor, key: str, reason: str = "") -> None:
    """The points are free again and the piece goes back. Raises Missing, Forbidden, Conflict."""

    def act() -> dict[str, int]:
        found = _locked(order)
        found.reason = reason[:300]
        _give_up(found, "cancel", Cancelled, by)
        return {"order": order}

    once(f"catalogue.cancel:{order}", key, {"order": order, "reason": reason}, act)


def take_back(*, order: int, reason: str, restock: bool, by: Actor, key: str) -> None:
    """The thing comes back and so do the points; `restock`: it is as good as new. Raises as `cancel`, and Invalid."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why it comes back.")})

    def act() -> dict[str, int]:
        found = _locked(order)
        WORKFLOW.check("return", found, by)
        _move(found, _Why.RETURNED, by, stock=int(restock))
        found.back = wallet.give_back(found, by=by)
        found.reason, found.ended_at = reason[:300], now()
        fact = Returned(found.item_id, found.points, found.cost, found.partner_id, found.back, restock)
        WORKFLOW.apply("return", found, by=by, fact=fact, save=("back", "reason", "ended_at"))
        return {"order": order}

    once(f"catalogue.return:{order}", key, {"order": order, "reason": reason, "restock": restock}, act)


def expire_due(*, by: Actor = SYSTEM, most: int = BATCH) -> int:
    """Give up orders whose time has passed, each in its own transaction; returns how many."""
    due = Order.objects.filter(state__in=OPEN, expires_at__lte=now()).order_by("expires_at", "pk")
    return sum(_expire(order, by) for order in list(due.values_list("pk", flat=True)[:most]))


def _expire(order: int, by: Actor) -> bool:
    try:
        with transaction.atomic():
            _give_up(_locked(order), "expire", Expired, by)
    except Conflict:  # collected or cancelled in this very moment
        return False
    return True


def _order(code: str, point: int | None, person: int, pool: int | None, by: Actor) -> int:
    item = Item.objects.select_related("partner").filter(code=code).first()
    if item is None or not item.active or not item.partner.active:
        raise Missing
    place = _point(item, point)
    _check_days(item)
    _reserve(item)
    [pk] = reserve_ids(Order, 1)
    account = wallet.points_account(person, pool)
    hold = wallet.hold(order=pk, account=account, points=item.price, by=by)
    _check_limit(item, person)  # after the hold, whose lock on the account lets one of two requests see the other
    at, salt = now(), ids.salt()
    order = Order(
        pk=pk, item=item, partner=item.partner, point=place, person_id=person, points=item.price, cost=item.cost,
        state=State.READY if item.ready_at_once else State.ORDERED, ordered_at=at,
        expires_at=at + timedelta(days=item.collect_days), ready_at=at if item.ready_at_once else None,
        salt=salt, digest=ids.digest(codes.token(pk, salt)), short=codes.short_digest(codes.short(pk, salt)),
        account=account, pool=pool, hold=hold,
    )  # fmt: skip
    order.save(force_insert=True)
    _note(order, _Why.ORDERED, by, stock=-1, reserved=1)
    fact = Ordered(
        item.pk, order.points, order.cost, order.partner_id, item.ready_at_once, journal.stamp(order.expires_at)
    )
    journal.record(fact, subject=order, by=by, first=True)
    return pk


def _point(item: Item, point: int | None) -> Point:
    places = list(Point.objects.filter(partner=item.partner_id, active=True))
    chosen = [place for place in places if place.pk == point] if point is not None else places
    if len(chosen) != 1:
        raise Invalid(fields={"point": _("Please choose where you want to collect it.")})
    return chosen[0]


def _check_days(item: Item) -> None:
    today = timezone.localdate(now())
    if item.valid_from is not None and today < item.valid_from:
        raise Conflict(_("This cannot be ordered yet."))
    if item.valid_until is not None and today > item.valid_until:
        raise Conflict(_("The offer has ended."))


def _reserve(item: Item) -> None:
    """One piece, only if one is free and orders are not stopped: a conditional UPDATE, so nothing is oversold."""
    fresh = Item.objects.filter(pk=item.pk, stock__gte=1, stopped_at=None, active=True)
    if fresh.update(stock=F("stock") - 1, reserved=F("reserved") + 1):
        return
    if Item.objects.filter(pk=item.pk, stopped_at__isnull=False).exists():
        raise Conflict(_("This cannot be ordered at the moment: its stock is being checked."))
    raise Conflict(_("Somebody was faster: nothing of this is left."))


def _check_limit(item: Item, person: int) -> None:
    if not item.limit:
        return
    counted = Order.objects.filter(item=item, person=person, state__in=[*OPEN, State.COLLECTED])
    if item.limit_days:
        counted = counted.filter(ordered_at__gt=now() - timedelta(days=item.limit_days))
    if counted.count() >= item.limit:
        raise Conflict(_("You have had as much of this as one person may."))


def _locked(order: int, device: int | None = None) -> Order:
    """For a change; `device` is the one that its session has proved. Raises Missing."""
    related = Order.objects.select_related("item", "partner", "point").select_for_update(of=("self",))
    found = related.filter(pk=order).first()
    if found is None:
        raise Missing
    found.device = Device.objects.filter(pk=device).first() if device is not None else None
    if device is not None and found.device is None:
        raise Forbidden
    return found


def _check_proof(order: Order, code: str, by: Actor) -> None:
    at_desk = by.on_behalf_of == order.person_id
    if not (rules.can_hand_over(by, order) and (by.machine or at_desk or codes.proves(order, code))):
        raise Forbidden


def _say_if_taken(order: Order) -> None:
    if order.state in TAKEN and order.collected_at is not None:
        at = timezone.localtime(order.collected_at).strftime("%Y-%m-%d %H:%M")
        raise Conflict(_("This was already handed over on %(at)s. Do not hand it over again.") % {"at": at})


def _give_up(order: Order, step: str, fact: type[Cancelled] | type[Expired], by: Actor) -> None:
    WORKFLOW.check(step, order, by)
    _move(order, _Why.RELEASED, by, stock=1, reserved=-1)
    wallet.release(order, by=by)
    order.ended_at = now()
    told = fact(order.item_id, order.points, order.cost, order.partner_id)
    WORKFLOW.apply(step, order, by=by, fact=told, save=("ended_at", "reason"))


def _move(order: Order, why: StockMove.Why, by: Actor, *, stock: int = 0, reserved: int = 0) -> None:
    """Change the stock and note it. A piece that is not put aside cannot be handed over: then books are wrong."""
    there = Item.objects.filter(pk=order.item_id, reserved__gte=-reserved)
    if not there.update(stock=F("stock") + stock, reserved=F("reserved") + reserved):
        raise Conflict(_("The stock of this does not agree. Please tell the office that looks after it."))
    _note(order, why, by, stock=stock, reserved=reserved)


def _note(order: Order, why: StockMove.Why, by: Actor, *, stock: int = 0, reserved: int = 0) -> None:
    StockMove.objects.create(
        item_id=order.item_id, at=now(), why=why, stock=stock, reserved=reserved, order=order, person_id=by.person
    )
