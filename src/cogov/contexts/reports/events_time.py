"""Facts about limits: difficulty, more time, pauses, and the rows they are taken from."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("reports.difficulty_set")
@dataclass(frozen=True)
class DifficultySet:
    """A reviewer chose another tier; the promise moves with it, counted from filing."""

    before: str
    after: str
    due_before: str
    due_at: str


@event("reports.time_asked")
@dataclass(frozen=True)
class TimeAsked:
    """`what`: extension, waiting or suspended; `until` the due time, or end of the pause, that is asked for."""

    request: int
    what: str
    until: str
    body: int
    update: int


@event("reports.time_approved")
@dataclass(frozen=True)
class TimeApproved:
    """`due_at`: what is promised from now on; for a pause, if it lasts until `until`."""

    request: int
    what: str
    until: str
    due_at: str
    update: int | None = None


@event("reports.time_refused")
@dataclass(frozen=True)
class TimeRefused:
    request: int
    what: str
    update: int


@event("reports.time_withdrawn")
@dataclass(frozen=True)
class TimeWithdrawn:
    """The body took its request back, or the matter went on without it."""

    request: int
    what: str


@event("reports.pause_ended")
@dataclass(frozen=True)
class PauseEnded:
    """`because`: answered, body, over (its time) or step (the report went on)."""

    request: int
    what: str
    because: str
    due_at: str


@event("reports.policy_set")
@dataclass(frozen=True)
class PolicySet:
    """A limit was added, or put in the place of the row `replaces`."""

    clock: str
    category: str
    difficulty: str
    level: str
    amount: float
    unit: str
    latest: float | None
    calendar: str
    replaces: int | None = None


@event("reports.policy_ended")
@dataclass(frozen=True)
class PolicyEnded:
    clock: str
    category: str
    difficulty: str
    level: str
