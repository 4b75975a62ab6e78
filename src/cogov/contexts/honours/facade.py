"""What other contexts may ask of the honours: plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.contexts.honours import queries
from cogov.contexts.honours.models import Certificate, Honour
from cogov.contexts.honours.wording import said

__all__ = ["Held", "certificates_valid", "held"]


@dataclass(frozen=True, slots=True)
class Held:
    """A level or badge that somebody has."""

    code: str
    kind: str
    name: str
    icon: str


def held(person: int) -> tuple[Held, ...]:
    """Newest first: one query."""
    rows = [award.honour for award in queries.awards(person)]
    return tuple(_held(row) for row in rows)


def certificates_valid(person: int) -> int:
    """How many certificates of the person count now: one query."""
    rows = Certificate.objects.filter(person=person, revoked_at=None)
    return sum(not expired for expired in map(queries.has_ended, rows))


def _held(row: Honour) -> Held:
    return Held(row.code, row.kind, said(row, "name"), row.icon)
