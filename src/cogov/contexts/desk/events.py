"""Facts about subscriptions."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("desk.subscribed")
@dataclass(frozen=True)
class Subscribed:
    """Asked for; counts once confirmed."""

    report: int | None = None
    area: int | None = None
    category: str = ""


@event("desk.confirmed")
@dataclass(frozen=True)
class Confirmed:
    """The owner of the address has agreed."""


@event("desk.ended", ends=True)
@dataclass(frozen=True)
class Ended:
    """The row with the address is deleted."""
