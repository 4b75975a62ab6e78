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


@event("desk.received")
@dataclass(frozen=True)
class Received:
    """A message came in and is kept. `body`: the one that was spoken to."""

    channel: str
    body: int | None = None


@event("desk.incoming_filed")
@dataclass(frozen=True)
class IncomingFiled:
    """It became a report."""

    report: int


@event("desk.incoming_joined")
@dataclass(frozen=True)
class IncomingJoined:
    """It was added to a case."""

    report: int


@event("desk.incoming_answered")
@dataclass(frozen=True)
class IncomingAnswered:
    """Its sender got an answer by the same way."""


@event("desk.incoming_discarded")
@dataclass(frozen=True)
class IncomingDiscarded:
    """Put aside; `why` is one of the reasons offered."""

    why: str


@event("desk.incoming_restored")
@dataclass(frozen=True)
class IncomingRestored:
    """Taken up again after it was put aside."""


@event("desk.voice_opened")
@dataclass(frozen=True)
class VoiceOpened:
    """A body speaks in the microblogs of the world."""


@event("desk.voice_set")
@dataclass(frozen=True)
class VoiceSet:
    """Closed, or opened again."""

    open: bool


@event("desk.post_published")
@dataclass(frozen=True)
class PostPublished:
    """A body said something in public; `answer`: to somebody."""

    report: int | None = None
    answer: bool = False


@event("desk.post_removed")
@dataclass(frozen=True)
class PostRemoved:
    """Taken back."""
