"""Facts about calls. Who called stands in a table of its own that is forgotten, never in the journal."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("hotline.arrived")
@dataclass(frozen=True, slots=True)
class Arrived:
    """A telephone rings, or an operator begins."""

    channel: str
    body: int
    known: bool


@event("hotline.taken")
@dataclass(frozen=True, slots=True)
class Taken:
    pass


@event("hotline.missed")
@dataclass(frozen=True, slots=True)
class Missed:
    pass


@event("hotline.hung_up")
@dataclass(frozen=True, slots=True)
class HungUp:
    pass


@event("hotline.recognised")
@dataclass(frozen=True, slots=True)
class Recognised:
    """The operator typed who calls."""

    known: bool


@event("hotline.ended")
@dataclass(frozen=True, slots=True)
class Ended:
    """`report`, `answer` and `connected` are ids, as far as the outcome has one."""

    outcome: str
    report: int | None = None
    answer: int | None = None
    connected: int | None = None


@event("hotline.call_promised")
@dataclass(frozen=True, slots=True)
class CallPromised:
    call: int
    due_at: str


@event("hotline.call_claimed")
@dataclass(frozen=True, slots=True)
class CallClaimed:
    pass


@event("hotline.call_put_back")
@dataclass(frozen=True, slots=True)
class CallPutBack:
    """`due_at` is the new promise after nobody answered."""

    tries: int
    due_at: str


@event("hotline.call_done")
@dataclass(frozen=True, slots=True)
class CallDone:
    reached: bool
