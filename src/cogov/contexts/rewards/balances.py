"""The accounts of the points in the ledger, by whom they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cogov.contexts.rewards.models import PoolMember
from cogov.kernel import ledger
from cogov.kernel.errors import Forbidden
from cogov.kernel.ledger import Unit

POINTS, WAITING, ISSUED = "points", "waiting", "issued"


@dataclass(frozen=True, slots=True)
class Purse:
    """What somebody has: `free` to spend, `held` for orders, `waiting` for a check."""

    free: int
    held: int
    waiting: int


def issued() -> int:
    """Where all points come from; its balance below zero is what was ever given and not taken back."""
    return ledger.account(unit=Unit.POINTS, kind=ISSUED, floor=None)


def of_person(person: int) -> int:
    return ledger.account(unit=Unit.POINTS, kind=POINTS, owner=f"person:{person}")


def waiting_of(person: int) -> int:
    return ledger.account(unit=Unit.POINTS, kind=WAITING, owner=f"person:{person}")


def of_pool(pool: int) -> int:
    return ledger.account(unit=Unit.POINTS, kind=POINTS, owner=f"pool:{pool}")


def free_of_pools(pools: Sequence[int]) -> dict[int, int]:
    """What may be spent of each pool: two queries; opens no account."""
    accounts = ledger.find_all(unit=Unit.POINTS, kind=POINTS, owners=[f"pool:{pool}" for pool in pools])
    found = ledger.balances(list(accounts.values()))
    return {pool: found[accounts[f"pool:{pool}"]].free if f"pool:{pool}" in accounts else 0 for pool in pools}


def purse(person: int) -> Purse:
    """Three queries; opens no account."""
    own = ledger.find(unit=Unit.POINTS, kind=POINTS, owner=f"person:{person}")
    wait = ledger.find(unit=Unit.POINTS, kind=WAITING, owner=f"person:{person}")
    found = ledger.balances([one for one in (own, wait) if one is not None])
    mine = found.get(own or 0)
    return Purse(
        free=mine.free if mine else 0,
        held=mine.held if mine else 0,
        waiting=found[wait].total if wait in found else 0,
    )


def spendable(person: int, pool: int | None = None) -> int:
    """The account from which the person may pay: their own, or a pool's that they keep. Raises Forbidden."""
    if pool is None:
        return of_person(person)
    if not PoolMember.objects.filter(pool=pool, person=person, keeper=True, until=None).exists():
        raise Forbidden
    return of_pool(pool)
