"""Orders that nobody collected are given up: points go back to their owner, pieces to the stock."""

from __future__ import annotations

from cogov.contexts.catalogue.actions import expire_due
from cogov.kernel.periodic import periodic


@periodic(seconds=60)
def expire_orders() -> None:
    expire_due()
