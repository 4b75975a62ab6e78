"""Deliveries that were given up: what a person sees of them and may do. Who may is the caller's question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery, Entry

SUBJECT = "kernel.delivery"


@journal.event("kernel.delivery_requeued")
@dataclass(frozen=True, slots=True)
class Requeued:
    entry: int
    handler: str


@journal.event("kernel.delivery_dropped")
@dataclass(frozen=True, slots=True)
class Dropped:
    entry: int
    handler: str


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """`kind` is the event's, `at` its time; `dead_at` when the last try failed with `error`."""

    id: int
    handler: str
    kind: str
    subject_type: str
    subject_id: int
    at: datetime
    dead_at: datetime
    attempts: int
    error: str


@dataclass(frozen=True, slots=True)
class Stats:
    """`lag` in seconds: how long the oldest delivery that could run now has been waiting."""

    waiting: int
    dead: int
    lag: float


def dead_letters(*, after: int = 0, limit: int = 50) -> list[DeadLetter]:
    """By id, those after `after` first: one query."""
    rows = Delivery.objects.filter(id__gt=after).exclude(dead_at=None).select_related("entry").order_by("id")[:limit]
    return [_letter(row, row.dead_at) for row in rows if row.dead_at]


def requeue(*, ids: Sequence[int], by: Actor) -> int:
    """Try these again at once, from the first attempt; returns how many were dead. Recorded one by one."""
    with transaction.atomic():
        rows = _dead(ids)
        for row in rows:
            _note(Requeued(row.entry_id, row.handler), row, by)
        chosen = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        return chosen.update(dead_at=None, attempts=0, due_at=now(), error="")


def drop(*, ids: Sequence[int], by: Actor) -> int:
    """Give these up for good; returns how many were dead. Recorded one by one."""
    with transaction.atomic():
        rows = _dead(ids)
        for row in rows:
            _note(Dropped(row.entry_id, row.handler), row, by)
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return len(rows)


def stats() -> Stats:
    """Three queries, two of them on small indexes."""
    at = now()
    alive = Delivery.objects.filter(dead_at=None)
    oldest = alive.order_by("due_at").values_list("due_at", flat=True).first()
    lag = max(0.0, (at - oldest).total_seconds()) if oldest else 0.0
    return Stats(alive.count(), Delivery.objects.exclude(dead_at=None).count(), lag)


def _letter(row: Delivery, dead_at: datetime) -> DeadLetter:
    told = row.entry
    about = (told.kind, told.subject_type, told.subject_id, told.at)
    return DeadLetter(row.pk, row.handler, *about, dead_at, row.attempts, row.error)


def _dead(ids: Sequence[int]) -> list[Delivery]:
    return list(Delivery.objects.filter(pk__in=ids).exclude(dead_at=None).select_for_update().order_by("id"))


def _note(fact: Requeued | Dropped, row: Delivery, by: Actor) -> None:
    """A delivery has no head of its own, so its chain is read; this happens by hand and seldom."""
    last = Entry.objects.filter(subject_type=SUBJECT, subject_id=row.pk).order_by("-seq").first()
    journal.build(
        fact, subject_type=SUBJECT, subject_id=row.pk, seq=last.seq + 1 if last else 1, by=by, at=now(),
        prev=last.hash if last else "",
    ).save(force_insert=True)  # fmt: skip
