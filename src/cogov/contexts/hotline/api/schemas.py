"""What comes in and goes out."""

from __future__ import annotations

from typing import Literal

from ninja import Field, Schema

LARGEST = 2**63 - 1
"""Of the database's integers."""


class StartIn(Schema):
    about: str = Field("", max_length=300, description="Number, e-mail or receipt; empty when the caller does not say")
    channel: Literal["phone", "counter"] = "phone"


class FileIn(Schema):
    """`known` are the cases shown as perhaps the same, which the operator has seen."""

    text: str = Field("", max_length=4000)
    kind: str = Field(..., max_length=60, description="Code of a category")
    place: str = Field("", max_length=300, description="As the caller says it")
    spot: str = Field("", max_length=40, description="Key of one of the places found; empty = the first")
    name: str = Field("", max_length=80)
    known: list[int] = Field(default_factory=list, max_length=20)


class JoinIn(Schema):
    report: int = Field(..., ge=1, le=LARGEST)
    name: str = Field("", max_length=80)


class CallAnswerIn(Schema):
    answer: int = Field(..., ge=1, le=LARGEST)


class ConnectIn(Schema):
    body: str = Field(..., max_length=40, description="Code of the office")


class PromiseIn(Schema):
    due_at: str = Field(..., max_length=40, description="ISO 8601; without offset in the city's time")
    reason: str = Field("", max_length=300)


class EndIn(Schema):
    outcome: Literal["advised", "cut_off"]


class CallOut(Schema):
    """`told` is the number, shortened, that gets the receipt by SMS."""

    id: int
    state: Literal["ringing", "open", "ended", "missed"]
    channel: str
    outcome: str
    report: int | None
    told: str
    replayed: bool


class WaitingOut(Schema):
    id: int
    contact: str = Field(description="Shortened until the call is taken; empty = withheld")
    arrived_at: str


class CallQueueOut(Schema):
    calls: list[WaitingOut]


class CaseOut(Schema):
    id: int
    title: str
    state: str
    place: str
    metres: int | None = None


class ScreenOut(Schema):
    """Of one call; the look at the caller is in the log."""

    call: CallOut
    contact: str
    name: str
    cases: list[CaseOut]
    withheld: str


class KindOut(Schema):
    code: str
    name: str
    chosen: bool


class SpotOut(Schema):
    key: str
    label: str
    chosen: bool


class TitleOut(Schema):
    id: int
    title: str


class FoundOut(Schema):
    kinds: list[KindOut]
    spots: list[SpotOut]
    same: list[CaseOut]
    near: list[CaseOut]
    answers: list[TitleOut]
