"""Facts about who wants news, what came in, and what bodies say in public. No addresses, no texts."""

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


@event("desk.preferences_set")
@dataclass(frozen=True)
class PreferencesSet:
    """How somebody wants to be told; only which switches changed."""

    fields: tuple[str, ...]


@event("desk.preferences_forgotten", ends=True)
@dataclass(frozen=True)
class PreferencesForgotten:
    """With the account."""


@event("desk.device_added")
@dataclass(frozen=True)
class DeviceAdded:
    """A browser shows messages."""


@event("desk.device_removed", ends=True)
@dataclass(frozen=True)
class DeviceRemoved:
    """It does so no longer."""


@event("desk.incoming_forgotten", ends=True)
@dataclass(frozen=True)
class IncomingForgotten:
    """A message from outside is deleted: its time is over, or its sender asked for it."""
