"""Balances and statements. Every read is one statement, hence one moment of the database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from cogov.kernel.errors import Missing
from cogov.kernel.ledger.models import Account, Change, Line, Posting
from cogov.kernel.ledger.values import Balance, StatementLine, Unit

ACCOUNTS, CHANGES, LINES, POSTINGS = (model._meta.db_table for model in (Account, Change, Line, Posting))
TOTAL = f"a.total + COALESCE((SELECT SUM(c.amount) FROM {CHANGES} c WHERE c.account_id = a.id), 0)"
CHUNK = 2_000
"""Lines fetched at a time: some 1 MB."""


def balance(account: int) -> Balance:
    """One query: a row, and for an open account the changes not yet folded. Raises Missing."""
    found = balances([account])
    if account not in found:
        raise Missing
    return found[account]


def balances(accounts: Sequence[int]) -> dict[int, Balance]:
    """One query; accounts that do not exist are left out."""
    if not accounts:
        return {}
    marks = ", ".join(["%s"] * len(accounts))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT a.id, {TOTAL}, a.held, a.floor FROM {ACCOUNTS} a WHERE a.id IN ({marks})", accounts)
        return {
            one: Balance(int(total), held, int(total) - held - (floor or 0))
            for one, total, held, floor in cursor.fetchall()
        }


def statement(account: int, *, before: int | None = None, limit: int = 50) -> list[StatementLine]:
    """Newest first; `before` is the id of the last line of the page before. Two queries, both by index."""
    condition, values = ("", [account]) if before is None else (" AND l.id < %s", [account, before])
    with connection.cursor() as cursor:
        cursor.execute(f"{_SELECT} WHERE l.account_id = %s{condition} ORDER BY l.id DESC LIMIT %s", [*values, limit])
        rows = cursor.fetchall()
    if rows and rows[0][-1] is None:  # an open account: counted back from its present balance
        rows = list(_counted_back(rows, _balance_after(account, rows[0][0])))
    return [_line(row) for row in rows]


def statement_between(account: int, start: datetime, end: datetime) -> Iterator[StatementLine]:
    """All lines with start <= at < end, newest first, a few thousand in memory at a time."""
    before: int | None = None
    while page := statement(account, before=before, limit=CHUNK):
        yield from (line for line in page if start <= line.at < end)
        before = page[-1].id
        if len(page) < CHUNK or page[-1].at < start:
            return


def sums() -> dict[Unit, int]:
    """Sum of all balances of each unit at one moment: zero, or something is broken."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT a.unit, SUM(a.total) + COALESCE((SELECT SUM(c.amount) FROM {CHANGES} c"
            f" JOIN {ACCOUNTS} o ON o.id = c.account_id WHERE o.unit = a.unit), 0) FROM {ACCOUNTS} a GROUP BY a.unit"
        )
        found = {Unit(unit): int(total) for unit, total in cursor.fetchall()}
    return {unit: found.get(unit, 0) for unit in Unit}


_decoder = json.JSONDecoder()
_SELECT = (
    "SELECT l.id, l.posting_id, p.at, p.key, p.why, p.facts, p.reverses_id, l.amount, l.balance"
    f" FROM {LINES} l JOIN {POSTINGS} p ON p.id = l.posting_id"
)


def _balance_after(account: int, line: int) -> int:
    """Of an open account after one of its lines: its present balance without what came later."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {TOTAL} - COALESCE((SELECT SUM(l.amount) FROM {LINES} l WHERE l.account_id = a.id"
            f" AND l.id > %s), 0) FROM {ACCOUNTS} a WHERE a.id = %s",
            [line, account],
        )
        return int(cursor.fetchone()[0])


def _counted_back(rows: list[tuple[Any, ...]], balance: int) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        yield (*row[:-1], balance)
        balance -= row[-2]


def _line(row: tuple[Any, ...]) -> StatementLine:
    id_, posting, at, key, why, facts, reverses, amount, balance = row
    when = at if at.tzinfo else at.replace(tzinfo=UTC)  # SQLite keeps UTC without saying so
    # Canonical JSON begins without a space, so the search for its start can be spared: half of the time.
    return StatementLine(id_, posting, when, key, why, _decoder.raw_decode(facts)[0], amount, balance, reverses)
