"""What every channel can do, in plain values, so that the desk need not know which one it speaks through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to one address. `id` is its number at the desk, by which reports of its arrival come back."""

    id: int
    to: str
    subject: str
    text: str
    language: str = "zh-hans"
    headers: Mapping[str, Any] = field(default_factory=dict)
    report: int | None = None
    urgent: bool = False


class Result(StrEnum):
    SENT = "sent"
    LATER = "later"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message. LATER with `until`: it was not tried and waits till then; without, it is tried
    again after a pause. NEVER: the address does not exist. `parts`: what was paid for."""

    result: Result
    why: str = ""
    until: datetime | None = None
    parts: int = 1


SENT = Outcome(Result.SENT)


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that came along: its bytes, or the address from which the worker fetches it."""

    data: bytes = b""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One message from outside, as its channel understood it.

    `name` is what the channel itself calls the message, by which repeats are known. `report` is a case whose
    party the sender has proved to be (`proven`), or only names. Positions are WGS84 degrees.
    """

    name: str
    sender: str
    text: str
    sender_name: str = ""
    thread: str = ""
    subject: str = ""
    lat: float | None = None
    lon: float | None = None
    address: str = ""
    pictures: tuple[Picture, ...] = ()
    left_out: int = 0
    proof: str = ""
    body: int | None = None
    report: int | None = None
    proven: bool = False
    understood: bool = True


class Channel(Protocol):
    """One way. `send` may raise OSError for a network that fails: it counts as LATER."""

    name: str

    def can_reach(self, address: str) -> bool:
        """Whether the way is set up, and the address one of its own."""

    def send(self, message: Outgoing) -> Outcome: ...

    def parse(self, raw: bytes) -> Heard | None:
        """What came in, in its own form; None for what is no message: an echo, an auto-reply, a sign of life.

        Raises Invalid for what is not of the channel's form at all.
        """
