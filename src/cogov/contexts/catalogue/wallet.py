"""The points of orders in the ledger: set aside, paid, given back. All within the caller's transaction.

Locks are always taken in the order: order, item, hold, accounts; so two steps never wait for each other.
"""

from __future__ import annotations

from cogov.contexts.catalogue.models import Order
from cogov.kernel import ledger
from cogov.kernel.actors import Actor
from cogov.kernel.ledger import Line, Unit

HELD, PAID, BACK = "catalogue.ordered", "catalogue.collected", "catalogue.returned"
"""Reasons as they stand in the ledger; `catalogue.wording.sentence` tells them to people."""


def points_account(person: int) -> int:
    """The person's own points; opened when first asked for."""
    return ledger.account(unit=Unit.POINTS, kind="points", owner=f"person:{person}")


def redeemed_account(item: int) -> int:
    """Where points go that were paid for an item; without a floor, so that no counter queues for it."""
    return ledger.account(unit=Unit.POINTS, kind="redeemed", owner=f"item:{item}", floor=None)


def free_points(person: int | None) -> int:
    """What the person may still spend; nothing for a stranger. Two queries, and nothing is opened."""
    if person is None:
        return 0
    found = ledger.find(unit=Unit.POINTS, kind="points", owner=f"person:{person}")
    return ledger.balance(found).free if found is not None else 0


def hold(*, order: int, person: int, points: int, by: Actor) -> int:
    """Id of the hold. Raises Insufficient. It has no end of its own: the order's expiry ends it."""
    return ledger.hold(key=f"catalogue:order:{order}", account=points_account(person), amount=points, why=HELD, by=by)


def release(order: Order, *, by: Actor) -> None:
    ledger.release(order.hold, by=by)


def settle(order: Order, *, by: Actor) -> int:
    """Id of the posting; the same when asked again."""
    return ledger.settle(
        order.hold, key=f"catalogue:collect:{order.pk}", lines=_lines(order), why=PAID, facts=_facts(order), by=by
    )


def give_back(order: Order, *, by: Actor) -> int:
    """Id of the posting that takes the payment back exactly; the ledger allows one only."""
    back = [Line(line.account, -line.amount) for line in _lines(order)]
    return ledger.post(
        key=f"catalogue:return:{order.pk}", lines=back, why=BACK, facts=_facts(order), by=by, reverses=order.posting
    )


def _lines(order: Order) -> list[Line]:
    return [
        Line(points_account(order.person_id), -order.points),
        Line(redeemed_account(order.item_id), order.points),
    ]


def _facts(order: Order) -> dict[str, object]:
    item = order.item
    return {"order": order.pk, "item": order.item_id, "name_zh": item.name_zh, "name_en": item.name_en}
