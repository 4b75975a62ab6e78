"""Facts about the keys of programs."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("reports.key_made")
@dataclass(frozen=True)
class KeyMade:
    """`role` and `body` are empty for an app that speaks for residents."""

    role: str = ""
    body: int | None = None
    quota: int = 0


@event("reports.key_changed")
@dataclass(frozen=True)
class KeyChanged:
    active: bool
    quota: int
