"""Facts about mediation: ids and states only, never a word that was said."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("mediation.asked")
@dataclass(frozen=True, slots=True)
class Asked:
    """`report` is the private report it came from."""

    about: str
    area: int
    body: int
    report: int | None = None


@event("mediation.accepted")
@dataclass(frozen=True, slots=True)
class Accepted:
    mediator: int


@event("mediation.declined")
@dataclass(frozen=True, slots=True)
class Declined:
    pass


@event("mediation.handed_on")
@dataclass(frozen=True, slots=True)
class HandedOn:
    mediator: int


@event("mediation.invited")
@dataclass(frozen=True, slots=True)
class Invited:
    party: int


@event("mediation.joined")
@dataclass(frozen=True, slots=True)
class Joined:
    """The party has opened its own page."""

    party: int


@event("mediation.told")
@dataclass(frozen=True, slots=True)
class Told:
    """The party has told its side; `text` is a salted SHA-256."""

    party: int
    text: str


@event("mediation.wrote")
@dataclass(frozen=True, slots=True)
class Wrote:
    """A message between the mediator and one party."""

    party: int
    message: int
    from_mediator: bool


@event("mediation.noted")
@dataclass(frozen=True, slots=True)
class Noted:
    note: int


@event("mediation.arranged")
@dataclass(frozen=True, slots=True)
class Arranged:
    """A meeting with one party, or with all where `party` is None."""

    meeting: int
    party: int | None


@event("mediation.begun")
@dataclass(frozen=True, slots=True)
class Begun:
    pass


@event("mediation.drafted")
@dataclass(frozen=True, slots=True)
class Drafted:
    """A version of the agreement; signatures under earlier ones do not count for it."""

    version: int
    text: str


@event("mediation.signed")
@dataclass(frozen=True, slots=True)
class Signed:
    party: int
    version: int


@event("mediation.agreed")
@dataclass(frozen=True, slots=True)
class Agreed:
    version: int


@event("mediation.failed")
@dataclass(frozen=True, slots=True)
class Failed:
    pass


@event("mediation.followed_up")
@dataclass(frozen=True, slots=True)
class FollowedUp:
    holds: bool


@event("mediation.forgotten")
@dataclass(frozen=True, slots=True)
class Forgotten:
    """Every word of it is gone; what remains is that there was a case."""
