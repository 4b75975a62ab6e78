"""Facts about bodies, their staff and their responsibilities."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("bodies.added")
@dataclass(frozen=True, slots=True)
class Added:
    code: str
    level: str
    area: int
    parent: int | None
    body_kind: str
    name_zh: str
    name_en: str


@event("bodies.changed")
@dataclass(frozen=True, slots=True)
class Changed:
    """What it is now; `fields` names what was different before."""

    code: str
    fields: tuple[str, ...]
    parent: int | None
    name_zh: str
    name_en: str
    calendar: str
    active: bool


@event("bodies.appointed")
@dataclass(frozen=True, slots=True)
class Appointed:
    member: int
    body: int
    role: str


@event("bodies.dismissed")
@dataclass(frozen=True, slots=True)
class Dismissed:
    member: int
    body: int
    role: str


@event("bodies.rule_added")
@dataclass(frozen=True, slots=True)
class RuleAdded:
    """`note` is the SHA-256 of the note, which is free text; empty without one."""

    category: str
    area: int
    body: int
    note: str


@event("bodies.rule_changed")
@dataclass(frozen=True, slots=True)
class RuleChanged:
    category: str
    area: int
    body: int
    note: str


@event("bodies.rule_ended")
@dataclass(frozen=True, slots=True)
class RuleEnded:
    category: str
    area: int
    body: int


@event("bodies.calendar_added")
@dataclass(frozen=True, slots=True)
class CalendarAdded:
    code: str


@event("bodies.calendar_changed")
@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """`version` is the one in force from now on; `fields` names what was different before."""

    code: str
    version: int
    fields: tuple[str, ...]
