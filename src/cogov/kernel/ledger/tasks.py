"""The ledger's own jobs."""

from __future__ import annotations

from cogov.kernel.ledger import folding, holds
from cogov.kernel.periodic import periodic


@periodic(seconds=30, by_date=False)
def fold_changes() -> None:
    """Often enough that the balance of an open account is read from a few thousand rows at most."""
    while folding.fold() == folding.BATCH:
        pass


@periodic(seconds=60)
def release_expired_holds() -> None:
    while holds.release_expired():
        pass
