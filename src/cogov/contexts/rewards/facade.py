"""What other contexts may ask of the points: plain values only.

account = spendable(person, pool)                 # own points, or a pool's that the person keeps; Forbidden
spend(account=account, to=redeemed, points=80, key=…, why="catalogue.ordered", facts={"order": 7}, by=actor)
explain("catalogue.ordered", sentence)            # in the context's AppConfig.ready
earn(Case("volunteer", person, "community.shift", 12, at, verified=True, times=3))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cogov.contexts.rewards.actions.earning import earn
from cogov.contexts.rewards.balances import (
    Purse,
    free_of_pools,
    issued,
    of_person,
    of_pool,
    purse,
    spendable,
    waiting_of,
)
from cogov.contexts.rewards.models import Kind, PoolMember
from cogov.contexts.rewards.reasons import explain, sentence
from cogov.contexts.rewards.weighing import Case
from cogov.kernel import ledger
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Invalid
from cogov.kernel.ledger import Line

__all__ = [
    "Case",
    "Kind",
    "PoolCard",
    "Purse",
    "earn",
    "explain",
    "hold",
    "issued",
    "keeps",
    "of_person",
    "of_pool",
    "pools_of",
    "purse",
    "sentence",
    "spend",
    "spendable",
    "waiting_of",
]


@dataclass(frozen=True, slots=True)
class PoolCard:
    """A pool as its member sees it; `free` points to spend."""

    id: int
    kind: str
    name: str
    keeper: bool
    free: int


def pools_of(person: int) -> list[PoolCard]:
    """Pools that the person belongs to: three queries, one without any."""
    rows = list(PoolMember.objects.filter(person=person, until=None).select_related("pool").order_by("pool_id"))
    free = free_of_pools([row.pool_id for row in rows]) if rows else {}
    return [PoolCard(row.pool_id, row.pool.kind, row.pool.name, row.keeper, free[row.pool_id]) for row in rows]


def keeps(person: int, pool: int) -> bool:
    """Whether the person may spend the pool's points: one query."""
    return PoolMember.objects.filter(pool=pool, person=person, keeper=True, until=None).exists()


def spend(
    *, account: int, to: int, points: int, key: str, why: str, by: Actor, facts: Mapping[str, Any] | None = None
) -> int:
    """Id of the posting. Raises Insufficient, Invalid, Conflict (key used otherwise)."""
    if points <= 0:
        raise Invalid("spending is of more than nothing")
    return ledger.post(key=key, lines=[Line(account, -points), Line(to, points)], why=why, facts=facts, by=by)


def hold(*, account: int, points: int, key: str, why: str, by: Actor, until: datetime | None = None) -> int:
    """Id of the hold: set points aside for an order. See `kernel.ledger.hold`."""
    return ledger.hold(key=key, account=account, amount=points, why=why, by=by, until=until)
