"""Does the ledger hold? Every balance computed again from the lines, every posting compared with the journal.

Reads one view of the database; sums are the database's own work, the comparison with the journal streams, so
memory stays the same for any size. Nothing here calls what writes: it would repeat its mistakes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db import connection

from cogov.kernel.ledger.models import Account, Change, Hold, Line, Posting
from cogov.kernel.models import Entry
from cogov.kernel.verify import snapshot

ACCOUNTS, CHANGES, HOLDS, LINES, POSTINGS, ENTRIES = (
    model._meta.db_table for model in (Account, Change, Hold, Line, Posting, Entry)
)
CHUNK = 5_000
"""Rows fetched at a time: some 3 MB."""


class Fault(StrEnum):
    UNBALANCED = "unbalanced"
    TOTAL = "total"
    HELD = "held"
    RUNNING = "running"
    FLOOR = "floor"
    UNTOLD = "untold"
    """A posting that the journal does not know, or knows otherwise."""
    REMOVED = "removed"
    """The journal knows a posting that is not there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`account` or `posting` names the place; None where it is about the other."""

    fault: Fault
    account: int | None
    posting: int | None
    reason: str

    def __str__(self) -> str:
        place = f"account {self.account}" if self.account is not None else f"posting {self.posting}"
        return f"{self.fault}: {place}: {self.reason}"


def verify() -> list[Finding]:
    """Every fault, empty when all holds. Cost: reads all lines three times; 100,000 postings take some seconds."""
    with snapshot():
        return [*_unbalanced(), *_totals(), *_held(), *_running(), *_floors(), *_told()]


def _unbalanced() -> Iterator[Finding]:
    sql = (
        f"SELECT p.id, a.unit, COALESCE(SUM(l.amount), 0) FROM {POSTINGS} p LEFT JOIN {LINES} l ON l.posting_id = p.id"
        f" LEFT JOIN {ACCOUNTS} a ON a.id = l.account_id GROUP BY p.id, a.unit"
        " HAVING a.unit IS NULL OR SUM(l.amount) <> 0 ORDER BY p.id"
    )
    for posting, unit, amount in _rows(sql):
        reason = f"its lines sum to {int(amount)} {unit}" if unit else "it has no lines"
        yield Finding(Fault.UNBALANCED, None, posting, reason)


def _totals() -> Iterator[Finding]:
    sql = (
        f"SELECT a.id, a.total + COALESCE(c.amount, 0), COALESCE(l.amount, 0) FROM {ACCOUNTS} a"
        f" LEFT JOIN (SELECT account_id, SUM(amount) AS amount FROM {LINES} GROUP BY account_id) l"
        " ON l.account_id = a.id"
        f" LEFT JOIN (SELECT account_id, SUM(amount) AS amount FROM {CHANGES} GROUP BY account_id) c"
        " ON c.account_id = a.id"
        " WHERE a.total + COALESCE(c.amount, 0) <> COALESCE(l.amount, 0) ORDER BY a.id"
    )
    for account, kept, counted in _rows(sql):
        yield Finding(Fault.TOTAL, account, None, f"its balance says {int(kept)}, its lines sum to {int(counted)}")


def _held() -> Iterator[Finding]:
    sql = (
        f"SELECT a.id, a.held, COALESCE(h.amount, 0) FROM {ACCOUNTS} a"
        f" LEFT JOIN (SELECT account_id, SUM(amount) AS amount FROM {HOLDS} WHERE state = 'open' GROUP BY account_id) h"
        " ON h.account_id = a.id WHERE a.held <> COALESCE(h.amount, 0) ORDER BY a.id"
    )
    for account, kept, counted in _rows(sql):
        yield Finding(Fault.HELD, account, None, f"it says {kept} held, its open holds sum to {int(counted)}")


def _running() -> Iterator[Finding]:
    """The first line of each account whose balance is not the sum of the lines up to it."""
    sql = (
        "SELECT account_id, MIN(id) FROM (SELECT l.account_id, l.id, l.balance, a.floor,"
        " SUM(l.amount) OVER (PARTITION BY l.account_id ORDER BY l.id) AS counted"
        f" FROM {LINES} l JOIN {ACCOUNTS} a ON a.id = l.account_id) s"
        " WHERE (floor IS NULL AND balance IS NOT NULL)"
        " OR (floor IS NOT NULL AND (balance IS NULL OR balance <> counted))"
        " GROUP BY account_id ORDER BY account_id"
    )
    for account, line in _rows(sql):
        yield Finding(Fault.RUNNING, account, None, f"the running balance is wrong from line {line} on")


def _floors() -> Iterator[Finding]:
    sql = f"SELECT id, total, held, floor FROM {ACCOUNTS} WHERE floor IS NOT NULL AND total < floor + held ORDER BY id"
    for account, total, held, floor in _rows(sql):
        yield Finding(Fault.FLOOR, account, None, f"{total} with {held} held lies below {floor}")


def _told() -> Iterator[Finding]:
    """Postings beside their entries, both by id."""
    entries = _rows(
        f"SELECT subject_id, data FROM {ENTRIES} WHERE subject_type = 'ledger.posting' AND kind = 'kernel.posted'"
        " ORDER BY subject_id, seq"
    )
    entry = next(entries, None)
    for posting, written in _postings():
        while entry is not None and entry[0] < posting:
            yield Finding(Fault.REMOVED, None, entry[0], "the journal tells of it, and it is not there")
            entry = next(entries, None)
        if entry is None or entry[0] != posting:
            yield Finding(Fault.UNTOLD, None, posting, "the journal does not know it")
            continue
        if json.loads(entry[1]) != written:
            yield Finding(Fault.UNTOLD, None, posting, "the journal tells it otherwise")
        entry = next(entries, None)
    while entry is not None:
        yield Finding(Fault.REMOVED, None, entry[0], "the journal tells of it, and it is not there")
        entry = next(entries, None)


def _postings() -> Iterator[tuple[int, dict[str, Any]]]:
    """Each posting in the form in which its entry tells it."""
    sql = (
        f"SELECT p.id, p.key, p.why, p.facts, p.reverses_id, l.account_id, l.amount FROM {POSTINGS} p"
        f" LEFT JOIN {LINES} l ON l.posting_id = p.id ORDER BY p.id, l.id"
    )
    for posting, group in groupby(_rows(sql), key=lambda row: int(row[0])):
        rows = list(group)
        _, key, why, facts, reverses, *_ = rows[0]
        lines = [[row[5], row[6]] for row in rows if row[5] is not None]
        yield posting, {"key": key, "why": why, "facts": json.loads(facts), "reverses": reverses, "lines": lines}


def _rows(sql: str) -> Iterator[tuple[Any, ...]]:
    cursor = connection.chunked_cursor()  # on PostgreSQL it stays on the server
    try:
        cursor.execute(sql)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows
    finally:
        cursor.close()
