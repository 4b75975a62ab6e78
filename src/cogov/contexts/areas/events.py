"""Facts about areas."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("areas.added")
@dataclass(frozen=True, slots=True)
class Added:
    """`outline` is the SHA-256 of the stored boundary, empty without one."""

    code: str
    level: str
    parent: int | None
    name_zh: str
    name_en: str
    outline: str


@event("areas.changed")
@dataclass(frozen=True, slots=True)
class Changed:
    """What it is now; `fields` names what was different before."""

    code: str
    fields: tuple[str, ...]
    parent: int | None
    name_zh: str
    name_en: str
    outline: str
