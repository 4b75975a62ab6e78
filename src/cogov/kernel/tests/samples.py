"""A journalled thing and facts about it, for the tests of the spine."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM
from cogov.kernel.models import Calendar

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


@journal.event("test.opened")
@dataclass(frozen=True, slots=True)
class Opened:
    code: str


@journal.event("test.renamed")
@dataclass(frozen=True, slots=True)
class Renamed:
    name: str
    tags: tuple[str, ...] = ()


def make_thing(code: str = "a", renames: int = 0) -> Calendar:
    """A calendar with 1 + `renames` entries."""
    with transaction.atomic():
        thing = Calendar.objects.create(code=code, name_zh="历", name_en="calendar", hours={})
        journal.record(Opened(code), subject=thing, by=SYSTEM, first=True, at=START)
        for number in range(renames):
            rename(thing, f"{code}{number}", minutes=number + 1)
    return thing


def rename(thing: Calendar, name: str, minutes: int = 1) -> None:
    with transaction.atomic():
        thing.name_en = name
        journal.record(Renamed(name), subject=thing, by=SYSTEM, save=["name_en"], at=START + timedelta(minutes=minutes))
