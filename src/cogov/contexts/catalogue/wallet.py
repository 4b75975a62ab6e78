"""The points of orders in the ledger: set aside, paid, given back. All within the caller's transaction.

Locks are always taken in the order: order, item, hold, accounts; so two steps never wait for each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cogov.contexts.catalogue.models import Order
from cogov.contexts.rewards import facade as rewards
from cogov.kernel import ledger
from cogov.kernel.actors import Actor
from cogov.kernel.ledger import Line, Unit

HELD, PAID, BACK = "catalogue.ordered", "catalogue.collected", "catalogue.returned"
"""Reasons as they stand in the ledger; `explain` tells them to people."""


def points_account(person: int, pool: int | None = None) -> int:
    """The person's own points, or a pool's that they keep. Raises Forbidden."""
    return rewards.spendable(person, pool)


def redeemed_account(item: int) -> int:
    """Where points go that were paid for an item; without a floor, so that no counter queues for it."""
    return ledger.account(unit=Unit.POINTS, kind="redeemed", owner=f"item:{item}", floor=None)


def free_points(person: int | None) -> int:
    """What the person may still spend; nothing for a stranger. Three queries, and nothing is opened."""
    return rewards.purse(person).free if person is not None else 0


def kept_pools(person: int) -> list[rewards.PoolCard]:
    """Pools from which the person may pay: two queries and one for each."""
    return [pool for pool in rewards.pools_of(person) if pool.keeper]


def hold(*, order: int, account: int, points: int, by: Actor) -> int:
    """Id of the hold. Raises Insufficient. It has no end of its own: the order's expiry ends it."""
    return ledger.hold(key=f"catalogue:order:{order}", account=account, amount=points, why=HELD, by=by)


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


def explain() -> None:
    """Tell the statement of points what our postings mean; when the server starts."""
    rewards.explain(PAID, lambda facts: _("Exchanged for: %(name)s") % {"name": _name(facts)})
    rewards.explain(BACK, lambda facts: _("Brought back: %(name)s") % {"name": _name(facts)})


def _name(facts: Mapping[str, Any]) -> str:
    first, second = ("zh", "en") if (get_language() or "zh-hans").startswith("zh") else ("en", "zh")
    return str(facts.get(f"name_{first}") or facts.get(f"name_{second}") or "")


def _lines(order: Order) -> list[Line]:
    return [
        Line(order.account, -order.points),
        Line(redeemed_account(order.item_id), order.points),
    ]


def _facts(order: Order) -> dict[str, object]:
    item = order.item
    return {"order": order.pk, "item": order.item_id, "name_zh": item.name_zh, "name_en": item.name_en}
