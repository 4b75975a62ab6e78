"""A story: one report from filing to wherever it stands now, as steps that a loader can replay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

# Steps of the reporting workflow, and beside them what people say or do without moving the state.
StepName = Literal[
    "ask", "answer", "accept", "reject", "merge", "dispatch", "return", "start", "resolve", "fix",
    "confirm", "reopen", "withdraw", "assign", "note", "support", "rate",
]  # fmt: skip
Role = Literal["reporter", "resident", "reviewer", "dispatcher", "handler", "inspector", "operator", "system"]
State = Literal[
    "received", "asked", "accepted", "dispatched", "handling", "resolved", "closed", "rejected", "merged", "withdrawn",
]  # fmt: skip
Outcome = Literal["", "fixed", "answered", "unfixed"]
STATE_AFTER: dict[str, State] = {
    "ask": "asked",
    "answer": "received",
    "accept": "accepted",
    "reject": "rejected",
    "merge": "merged",
    "dispatch": "dispatched",
    "return": "accepted",
    "start": "handling",
    "resolve": "resolved",
    "fix": "resolved",
    "confirm": "closed",
    "reopen": "dispatched",
    "withdraw": "withdrawn",
}


@dataclass(frozen=True, slots=True)
class Photo:
    """Which picture to take: a scene, before or after the repair, by day or night."""

    scene: str
    after: bool
    night: bool


class Step(NamedTuple):
    """One thing that happened; a tuple, since a million stories have nine million of them.

    `body` is who acts, and for `dispatch` who gets it. `who` picks one of that body's staff in
    the role (any large number), or is the resident for `support` and `fix`. `number` is the
    stars of `rate`, the target story of `merge`. `outcome` belongs to `resolve` and `fix`.
    """

    at: datetime
    name: StepName
    role: Role
    body: str = ""
    who: int = 0
    text_zh: str = ""
    text_en: str = ""
    photos: tuple[Photo, ...] = ()
    number: int = 0
    outcome: Outcome = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A report and what became of it. `reporter` None: nobody's account; `address` in the reporter's language."""

    number: int
    filed_at: datetime
    latitude: float | None
    longitude: float | None
    cell: str
    address: str
    category: str
    text: str
    language: str
    reporter: int | None
    channel: str
    name_shown: bool
    photos: tuple[Photo, ...]
    answers: dict[str, Any]
    due_at: datetime
    state: State
    outcome: Outcome
    body: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What nobody in the city knows: the cause behind a story, and the first story that told of it."""

    number: int
    cause: int
    kind: Literal["single", "storm", "burst"]
    repeats: int | None
