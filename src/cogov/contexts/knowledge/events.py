"""Facts about answers. Texts stand in their own table; the journal holds their digests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cogov.kernel.journal import event


@event("knowledge.written")
@dataclass(frozen=True, slots=True)
class Written:
    """The first version. `text` is its SHA-256."""

    body: int
    category: str
    text: str


@event("knowledge.revised")
@dataclass(frozen=True, slots=True)
class Revised:
    """A new version, not yet shown to residents."""

    version: int
    body: int
    category: str
    text: str


@event("knowledge.published")
@dataclass(frozen=True, slots=True)
class Published:
    version: int
    review_on: str


@event("knowledge.withdrawn")
@dataclass(frozen=True, slots=True)
class Withdrawn:
    version: int


@event("knowledge.reviewed")
@dataclass(frozen=True, slots=True)
class Reviewed:
    """Somebody found it to be right still."""

    version: int
    review_on: str


def day(value: date) -> str:
    """As the journal writes a day."""
    return value.isoformat()
