"""Plain values of the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from cogov.kernel.errors import Conflict


class Unit(models.TextChoices):
    """What an account counts, always in whole numbers."""

    POINTS = "points", _("Points")
    FEN = "fen", _("Fen")


@dataclass(frozen=True, slots=True)
class Line:
    """+ into the account, - out of it."""

    account: int
    amount: int


@dataclass(frozen=True, slots=True)
class Balance:
    """`free` is what may go out now: total - held - floor; without a floor it is total - held."""

    total: int
    held: int
    free: int


class StatementLine(NamedTuple):
    """One line as its account sees it. `id` is the cursor for `before`; `balance` is the account's after it.

    A tuple, since a statement of ten thousand of them is to be there in 50 ms.
    """

    id: int
    posting: int
    at: datetime
    key: str
    why: str
    facts: Mapping[str, Any]
    amount: int
    balance: int
    reverses: int | None


class Insufficient(Conflict):
    """More was asked for than is free in the account."""

    code = "insufficient"
    default = _("There are not enough points for this.")

    def __init__(self, *, account: int, asked: int, free: int, unit: str = Unit.POINTS) -> None:
        self.account, self.asked, self.free = account, asked, free
        super().__init__(self.default if unit == Unit.POINTS else _("There is not enough money for this."))
