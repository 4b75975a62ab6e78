"""Facts about plans and emergencies. Texts stand in their own tables; the journal holds their digests."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("emergencies.planned")
@dataclass(frozen=True, slots=True)
class Planned:
    """A version of a plan. `text` is the SHA-256 of all that it says, its duty list included."""

    version: int
    body: int
    text: str
    active: bool


@event("emergencies.declared")
@dataclass(frozen=True, slots=True)
class Declared:
    """`report` is what it was declared from, None where nobody reported it."""

    plan: int
    version: int
    area: int
    drill: bool
    public: bool
    report: int | None = None


@event("emergencies.called")
@dataclass(frozen=True, slots=True)
class Called:
    """The duty officers `persons` of a body were told, for the `round`th time. `next_at`: when they are told again."""

    body: int
    round: int
    persons: tuple[int, ...]
    next_at: str


@event("emergencies.acknowledged")
@dataclass(frozen=True, slots=True)
class Acknowledged:
    """A person of the body has taken note; it is not called again."""

    body: int


@event("emergencies.shown")
@dataclass(frozen=True, slots=True)
class Shown:
    """From now on everybody reads what to do."""


@event("emergencies.command_taken")
@dataclass(frozen=True, slots=True)
class CommandTaken:
    commander: int


@event("emergencies.command_handed_over")
@dataclass(frozen=True, slots=True)
class CommandHandedOver:
    before: int
    commander: int


@event("emergencies.logged")
@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the log: `line` is its id, `text` the SHA-256 of its words, `photos` how many it has."""

    line: int
    text: str
    photos: int = 0
    public: bool = False
    report: int | None = None


@event("emergencies.ended")
@dataclass(frozen=True, slots=True)
class Ended:
    outcome: str


@event("emergencies.reviewed")
@dataclass(frozen=True, slots=True)
class Reviewed:
    """`text` is the SHA-256 of what was learnt."""

    text: str


@event("emergencies.task_given")
@dataclass(frozen=True, slots=True)
class TaskGiven:
    emergency: int
    body: int
    text: str


@event("emergencies.task_done")
@dataclass(frozen=True, slots=True)
class TaskDone:
    emergency: int
    body: int
