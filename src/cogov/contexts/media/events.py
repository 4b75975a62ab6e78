"""What happens to a photo once it belongs to something. Drafts that nobody filed leave no trace in the journal."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("media.attached")
@dataclass(frozen=True, slots=True)
class Attached:
    """The photo became part of a record. With `sha256` (of the full size) a later exchange of the file shows."""

    sha256: str
    width: int
    height: int
    owner_type: str
    owner_id: int


@event("media.hidden")
@dataclass(frozen=True, slots=True)
class Hidden:
    """Kept for those entitled, no longer public."""


@event("media.shown")
@dataclass(frozen=True, slots=True)
class Shown:
    """Public again, as far as its owner is."""


@event("media.dropped", ends=True)
@dataclass(frozen=True, slots=True)
class Dropped:
    """Erased with its files."""

    sha256: str
