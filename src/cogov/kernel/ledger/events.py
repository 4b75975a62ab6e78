"""Facts of the ledger. A posting's entry repeats the whole posting, so that the journal can testify against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cogov.kernel.journal import event


@event("kernel.posted")
@dataclass(frozen=True)
class Posted:
    """`lines` are (account, amount) in their order."""

    key: str
    why: str
    lines: tuple[tuple[int, int], ...]
    facts: Mapping[str, Any]
    reverses: int | None = None


@event("kernel.held")
@dataclass(frozen=True)
class Held:
    account: int
    amount: int
    why: str


@event("kernel.hold_released")
@dataclass(frozen=True)
class Released:
    account: int
    amount: int


@event("kernel.hold_settled")
@dataclass(frozen=True)
class Settled:
    account: int
    amount: int
    posting: int
