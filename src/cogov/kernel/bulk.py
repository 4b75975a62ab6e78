"""Whole chains at once, for imports and the demo city: no deliveries, no handlers, the same hashes.

ids = reserve_ids(Report, len(rows))
reports = [Report(pk=pk, ...) for pk, row in zip(ids, rows)]
with transaction.atomic():
    write_chains(Chain(report, [Link(Filed(...), by=SYSTEM, at=...), ...]) for report in reports)
    Report.objects.bulk_create(reports)  # their heads are set by now
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model

from cogov.kernel import journal
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.models import Entry, Journalled

BATCH = 20_000
"""Entries written at a time: some 20 MB of rows, and past it speed no longer grows."""
COLUMNS = (
    "prev", "at", "kind", "subject_type", "subject_id", "seq", "person", "role", "body", "on_behalf_of", "channel",
    "data", "hash",
)  # fmt: skip
AT = COLUMNS.index("at")


@dataclass(frozen=True, slots=True)
class Link:
    """One fact of a chain; `at` is aware."""

    fact: Any
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Chain:
    """Every fact so far about a subject that has its pk but is not yet in the journal."""

    subject: Journalled
    links: Sequence[Link]


def write_chains(chains: Iterable[Chain]) -> int:
    """Insert all entries, oldest first, and set each subject's head in memory; returns the number of entries.

    Saving the subjects with their heads, in the same transaction, is the caller's part. Raises
    ValueError for an empty chain or one that goes back in time. About 30 µs an entry.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("write_chains() belongs inside the caller's transaction")
    rows = [row for chain in chains for row in _rows(chain)]
    rows.sort(key=lambda row: row[AT])  # stable: a chain's own order stays where times are equal
    insert = _copy if connection.vendor == "postgresql" else _insert_many
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        insert(batch)
    return len(rows)


def reserve_ids(model: type[Model], count: int) -> Sequence[int]:
    """`count` fresh primary keys of `model` in ascending order, never given out again: one or two statements."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
            )
            return [int(row[0]) for row in cursor.fetchall()]
        last = _reserve_sqlite(cursor, table, count)
        return range(last - count + 1, last + 1)


def _rows(chain: Chain) -> Iterator[tuple[Any, ...]]:
    subject = chain.subject
    if not chain.links:
        raise ValueError(f"{subject!r} has an empty chain")
    kind, prev, before = journal.subject_type(subject), "", chain.links[0].at
    for seq, link in enumerate(chain.links, start=1):
        if link.at < before:
            raise ValueError(f"entry {seq} of {kind} {subject.pk} goes back in time")
        before = link.at
        by, grant = link.by, (link.by.grants[0] if link.by.grants else None)
        rest = (
            link.fact.kind, kind, subject.pk, seq, by.person, grant.role.value if grant else "",
            grant.body if grant else None, by.on_behalf_of, Channel(by.channel).value, journal.data_of(link.fact),
        )  # fmt: skip
        digest = journal.columns_hash((prev, journal.stamp(link.at), *rest))
        yield (prev, link.at, *rest, digest)
        prev = digest
    subject.journal_seq, subject.journal_hash = len(chain.links), prev


def _insert_many(rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join(["%s"] * len(COLUMNS))
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {Entry._meta.db_table} ({', '.join(COLUMNS)}) VALUES ({marks})",
            [(*row[:AT], adapt(row[AT]), *row[AT + 1 :]) for row in rows],
        )


def _copy(rows: list[tuple[Any, ...]]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {Entry._meta.db_table} ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _reserve_sqlite(cursor: Any, table: str, count: int) -> int:
    cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s RETURNING seq", [count, table])
    found = cursor.fetchone()
    if found is None:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) + %s FROM {table}", [count])
        found = cursor.fetchone()
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, found[0]])
    return int(found[0])
