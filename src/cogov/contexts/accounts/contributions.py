"""How other contexts take part in telling and erasing what the city knows about a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from cogov.kernel.actors import Actor

Export = Callable[[int], Any]
"""Person id → everything kept about them, as plain JSON values (dicts, lists, texts, numbers)."""

Erase = Callable[[int, Actor], None]
"""Person id, who erases → nothing of the person is left. Runs inside the erasure's transaction; may come twice."""


@dataclass(frozen=True, slots=True)
class Contribution:
    name: str
    title: str | Promise
    export: Export
    erase: Erase


_contributions: dict[str, Contribution] = {}


def contribute(name: str, export: Export, erase: Erase, title: str | Promise = "") -> None:
    _contributions[name] = Contribution(name, title or name, export, erase)


def all_of() -> list[Contribution]:
    return list(_contributions.values())


def withdraw(name: str) -> None:
    """For tests."""
    _contributions.pop(name, None)
