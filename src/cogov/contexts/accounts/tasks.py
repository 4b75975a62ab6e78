"""Once an hour the accounts are tidied."""

from __future__ import annotations

from cogov.contexts.accounts.actions import tidying
from cogov.kernel.periodic import periodic


@periodic(seconds=3600)
def tidy() -> None:
    tidying.tidy()
