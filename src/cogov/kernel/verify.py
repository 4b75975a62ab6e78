"""Is the journal as it was written? Names every row that was altered, removed or inserted.

Three witnesses: each row's own hash and its successor's memory of it; the head that each subject
keeps; the Merkle roots of the checkpoints. Who changes a row has to change all three, and the roots
may long be in other hands. Rows are streamed subject by subject, so memory stays the same for any size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, transaction

from cogov.kernel import checkpoints, journal, merkle
from cogov.kernel.models import Checkpoint, Entry, Journalled

CHUNK = 5_000
"""Rows fetched at a time: some 3 MB."""

Progress = Callable[[int], None]


class Fault(StrEnum):
    ALTERED = "altered"
    REMOVED = "removed"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Finding:
    """`seq` to `last` are the places in the subject's chain; for a checkpoint, `seq` to `last` are ids of rows."""

    fault: Fault
    subject_type: str
    subject_id: int
    seq: int
    last: int
    entry: int | None
    reason: str

    def __str__(self) -> str:
        places = f"{self.seq}" if self.seq == self.last else f"{self.seq}-{self.last}"
        row = f" (row {self.entry})" if self.entry else ""
        return f"{self.fault}: {self.subject_type} {self.subject_id}, entry {places}{row}: {self.reason}"


class Row(NamedTuple):
    """One entry as read; `columns` are what its hash covers, `id` and `hash` the rest."""

    id: int
    hash: str
    prev: str
    kind: str
    subject_id: int
    seq: int
    columns: tuple[Any, ...]


class Head(NamedTuple):
    subject_id: int
    seq: int
    hash: str


class Verification:
    """One pass. Read `entries`, `subjects`, `checkpoints` and `uncovered` after the findings are exhausted."""

    def __init__(self, progress: Progress | None = None) -> None:
        self.entries = self.subjects = self.checkpoints = self.uncovered = 0
        self._progress = progress or (lambda _: None)

    def findings(self) -> Iterator[Finding]:
        """All of them, as one view of the database: what is written meanwhile is not looked at."""
        with snapshot():
            models = {journal.subject_type(model): model for model in journalled()}
            recorded = Entry.objects.order_by("subject_type").values_list("subject_type", flat=True).distinct()
            for subject_type in sorted({*recorded, *models}):
                yield from self._subjects(subject_type, models.get(subject_type))
            yield from self._roots()

    def _subjects(self, subject_type: str, model: type[Journalled] | None) -> Iterator[Finding]:
        chains = groupby(_entries(subject_type), key=lambda row: row.subject_id)
        if model is None:
            for subject_id, rows in chains:
                yield from self._chain(subject_type, subject_id, rows, None, known=False)
            return
        for known_id, chain, head in _merge(chains, _heads(model)):
            yield from self._chain(subject_type, known_id, chain, head, known=True)

    def _chain(
        self, subject_type: str, subject_id: int, rows: Iterable[Row], head: Head | None, *, known: bool
    ) -> Iterator[Finding]:
        """`known`: the subject's table keeps heads, so that its absence says something."""
        self.subjects += 1
        chain = _Chain(subject_type, subject_id)
        for row in rows:
            self.entries += 1
            if self.entries % CHUNK == 0:
                self._progress(CHUNK)
            yield from chain.follow(row)
        if known:
            yield from chain.close(head)

    def _roots(self) -> Iterator[Finding]:
        """Every checkpoint computed again from the rows that are there now."""
        prev = Checkpoint(last_id=0, root="")
        rows = _ids_and_hashes()
        row = next(rows, None)
        for point in Checkpoint.objects.order_by("last_id").iterator(CHUNK):
            self.checkpoints += 1
            hashes = []
            while row is not None and row[0] <= point.last_id:
                hashes.append(row[1])
                row = next(rows, None)
            yield from _root_faults(point, prev, hashes)
            prev = point
        self.uncovered = sum(1 for _ in rows) + (row is not None)


class _Chain:
    """Follows one subject's entries in order of `seq`."""

    def __init__(self, subject_type: str, subject_id: int) -> None:
        self.subject_type, self.subject_id = subject_type, subject_id
        self.last: Row | None = None
        self.before: str | None = None
        self.blamed = False

    def follow(self, row: Row) -> Iterator[Finding]:
        expected = self.last.seq + 1 if self.last else 1
        gap = row.seq != expected
        if gap:
            yield self._finding(Fault.REMOVED, expected, row.seq - 1, None, "these entries are not there")
        elif row.prev != (self.last.hash if self.last else ""):
            yield from self._broken(row)
        own = journal.columns_hash(row.columns) == row.hash
        if not own:
            yield self._finding(Fault.ALTERED, row.seq, row.seq, row, "its content does not match its hash")
        self.before = None if gap else self.last.hash if self.last else ""
        self.last, self.blamed = row, not own

    def close(self, head: Head | None) -> Iterator[Finding]:
        """Compare with the head that the subject keeps."""
        last = self.last
        if head is None:
            if last and not journal.ends(last.kind):
                reason = "no such subject exists: it was removed, or its entries were forged"
                yield self._finding(Fault.INSERTED, 1, last.seq, last, reason)
            return
        seq = last.seq if last else 0
        if head.seq > seq:
            yield self._finding(Fault.REMOVED, seq + 1, head.seq, None, "its subject remembers more entries")
        elif last and head.seq < seq:
            yield self._finding(Fault.INSERTED, head.seq + 1, seq, last, "its subject does not know of them")
        elif last and not self.blamed and head.hash != last.hash and (head.hash or head.seq != 1):
            yield self._finding(Fault.ALTERED, seq, seq, last, "its subject remembers another hash")

    def _broken(self, row: Row) -> Iterator[Finding]:
        """The row remembers another predecessor than the one that is there; which of the two is false?"""
        last = self.last
        if last is None:
            yield self._finding(Fault.REMOVED, 1, 1, row, "the first entry remembers one before it")
        elif row.prev == self.before:
            yield self._finding(Fault.INSERTED, last.seq, last.seq, last, "the next entry remembers the one before it")
        elif not self.blamed:
            yield self._finding(Fault.ALTERED, last.seq, last.seq, last, "the next entry remembers another hash")

    def _finding(self, fault: Fault, first: int, last: int, row: Row | None, reason: str) -> Finding:
        return Finding(fault, self.subject_type, self.subject_id, first, last, row.id if row else None, reason)


def journalled() -> list[type[Journalled]]:
    """Every concrete model whose changes are told in the journal."""
    return [model for model in apps.get_models() if issubclass(model, Journalled)]


def _root_faults(point: Checkpoint, prev: Checkpoint, hashes: list[str]) -> Iterator[Finding]:
    def finding(fault: Fault, reason: str) -> Finding:
        return Finding(fault, "kernel.checkpoint", point.pk, point.first_id, point.last_id, None, reason)

    if point.prev_root != prev.root or point.first_id <= prev.last_id:
        yield finding(Fault.ALTERED, "it does not follow the checkpoint before it")
    if len(hashes) != point.count:
        fault = Fault.REMOVED if len(hashes) < point.count else Fault.INSERTED
        yield finding(fault, f"{point.count} rows were put under its root, {len(hashes)} are there")
    elif merkle.root(checkpoints.leaves(point.prev_root, [_hex(one) for one in hashes])).hex() != point.root:
        yield finding(Fault.ALTERED, "its root does not match the rows under it")


def _hex(text: str) -> str:
    """A hash that was overwritten by something else must lead to a finding, not to a crash."""
    try:
        bytes.fromhex(text)
    except ValueError:
        return ""
    return text


def _merge(
    chains: Iterator[tuple[int, Iterable[Row]]], heads: Iterator[Head]
) -> Iterator[tuple[int, Iterable[Row], Head | None]]:
    """Chains and heads, both by id of the subject, side by side."""
    chain, head = next(chains, None), next(heads, None)
    while chain is not None or head is not None:
        if chain is None or (head is not None and head.subject_id < chain[0]):
            assert head is not None
            yield head.subject_id, (), head
            head = next(heads, None)
        elif head is None or chain[0] < head.subject_id:
            yield chain[0], chain[1], None
            chain = next(chains, None)
        else:
            yield chain[0], chain[1], head
            chain, head = next(chains, None), next(heads, None)


def _heads(model: type[Journalled]) -> Iterator[Head]:
    rows = model._base_manager.order_by("pk").values_list("pk", "journal_seq", "journal_hash")
    return (Head(*row) for row in rows.iterator(CHUNK))


def _ids_and_hashes() -> Iterator[tuple[int, str]]:
    return iter(Entry.objects.order_by("id").values_list("id", "hash").iterator(CHUNK))


def _entries(subject_type: str) -> Iterator[Row]:
    """By subject and seq. Read past the ORM, whose conversion of times would cost half of the speed."""
    at = "at || ''" if connection.vendor == "sqlite" else "at"
    sql = (
        f"SELECT id, hash, prev, {at}, kind, subject_type, subject_id, seq, person, role, body, on_behalf_of, channel,"
        f" data FROM {Entry._meta.db_table} WHERE subject_type = %s ORDER BY subject_id, seq"
    )
    stamped = _sqlite_stamp if connection.vendor == "sqlite" else journal.stamp
    for id_, hash_, prev, when, *rest in _stream(sql, [subject_type]):
        kind, _, subject_id, seq = rest[:4]
        yield Row(id_, hash_, prev, kind, subject_id, seq, (prev, stamped(when), *rest))


def _sqlite_stamp(text: str) -> str:
    """What `journal.stamp` gives for a time stored as "2026-03-02 08:00:00[.123456]"."""
    date, _, clock = text.partition(" ")
    return f"{date}T{clock}{'' if '.' in clock else '.000000'}+00:00"


def _stream(sql: str, values: list[Any]) -> Iterator[tuple[Any, ...]]:
    cursor = connection.chunked_cursor()  # on PostgreSQL it stays on the server
    try:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
    finally:
        cursor.close()


@contextmanager
def snapshot() -> Iterator[None]:
    """One view of the database for all reads, without holding up writers."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")
