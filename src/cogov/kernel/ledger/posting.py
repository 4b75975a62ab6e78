"""The one way by which points and money move.

All statements of a posting stand in one transaction: the posting under its key, the locks on the accounts
with a floor in ascending order, their totals, the lines with the balance after each, the changes of open
accounts, and the journal's entry.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Invalid, Missing
from cogov.kernel.ids import digest
from cogov.kernel.ledger import models
from cogov.kernel.ledger.accounts import TABLE as ACCOUNTS
from cogov.kernel.ledger.accounts import Row, locked
from cogov.kernel.ledger.events import Posted
from cogov.kernel.ledger.values import Insufficient, Line

POSTINGS, LINES, CHANGES = (model._meta.db_table for model in (models.Posting, models.Line, models.Change))
KEY_LENGTH = 120
"""Letters; a key names the fact that it stands for, as in "rewards:earn:4711:3"."""


@dataclass(frozen=True, slots=True)
class PostingView:
    """A posting as written; `lines` in their order."""

    id: int
    key: str
    at: datetime
    why: str
    facts: Mapping[str, Any]
    lines: tuple[Line, ...]
    reverses: int | None


def post(
    *,
    key: str,
    lines: Sequence[Line],
    why: str,
    facts: Mapping[str, Any] | None = None,
    by: Actor,
    reverses: int | None = None,
) -> int:
    """Move amounts between accounts; returns the id of the posting. Eight statements for two accounts.

    The same key with the same lines returns the first posting's id, with other lines raises Conflict. Lines
    that do not sum to zero in each unit raise Invalid; more than is free raises Insufficient. `reverses` names
    a posting that these lines undo exactly; each can be reversed once (Conflict).
    """
    _check_key(key)
    _check_lines(lines)
    try:
        with transaction.atomic():
            return _post(key, lines, why, dict(facts or {}), by, reverses)
    except IntegrityError as error:
        if reverses is not None and models.Posting.objects.filter(reverses=reverses).exists():
            raise Conflict(_("This was already taken back.")) from error
        raise


def posting_of(*, key: str) -> PostingView:
    """The posting made under a key. Two queries; raises Missing."""
    row = models.Posting.objects.filter(key=key).first()
    if row is None:
        raise Missing
    lines = models.Line.objects.filter(posting=row).order_by("id").values_list("account_id", "amount")
    return PostingView(
        row.pk, row.key, row.at, row.why, json.loads(row.facts), tuple(Line(*line) for line in lines), row.reverses_id
    )


def fingerprint(lines: Sequence[Line], reverses: int | None) -> str:
    """SHA-256 over what a posting does."""
    return digest(journal.canonical([[[line.account, line.amount] for line in lines], reverses]))


def _post(key: str, lines: Sequence[Line], why: str, facts: dict[str, Any], by: Actor, reverses: int | None) -> int:
    mark, at = fingerprint(lines, reverses), now()
    posting = _insert(key, mark, at, why, facts, reverses)
    if posting is None:
        return _first(key, mark)
    if reverses is not None:
        _check_reversal(reverses, lines)
    _move(posting, lines, locked(line.account for line in lines))
    fact = Posted(key, why, tuple((line.account, line.amount) for line in lines), facts, reverses)
    journal.record(fact, subject=models.Posting(pk=posting), by=by, first=True, at=at)
    return posting


def _insert(key: str, mark: str, at: datetime, why: str, facts: dict[str, Any], reverses: int | None) -> int | None:
    """None when the key is taken. Of two at once the second waits here for the first."""
    values = [key, mark, connection.ops.adapt_datetimefield_value(at), why, journal.canonical(facts), reverses]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {POSTINGS} (key, fingerprint, at, why, facts, reverses_id, journal_seq, journal_hash)"
            " VALUES (%s, %s, %s, %s, %s, %s, 1, '') ON CONFLICT (key) DO NOTHING RETURNING id",
            values,
        )
        found = cursor.fetchone()
    return int(found[0]) if found else None


def _first(key: str, mark: str) -> int:
    posting, known = models.Posting.objects.values_list("pk", "fingerprint").get(key=key)
    if known != mark:
        raise Conflict(_("This request was already sent with other content. Please start again."))
    return int(posting)


def _move(posting: int, lines: Sequence[Line], accounts: Mapping[int, Row]) -> None:
    """Totals, lines and changes. Raises Invalid and Insufficient."""
    _check_balance(lines, accounts)
    totals = {row.id: row.total for row in accounts.values() if row.floor is not None}
    rows: list[tuple[int, int, int, int | None]] = []
    for line in lines:
        if line.account in totals:
            totals[line.account] += line.amount
        rows.append((posting, line.account, line.amount, totals.get(line.account)))
    _check_floors(totals, accounts)
    with connection.cursor() as cursor:
        for one, total in sorted(totals.items()):
            cursor.execute(f"UPDATE {ACCOUNTS} SET total = %s WHERE id = %s", [total, one])
        _insert_rows(cursor, LINES, ("posting_id", "account_id", "amount", "balance"), rows)
        changes = [(line.account, line.amount) for line in lines if line.account not in totals]
        if changes:
            _insert_rows(cursor, CHANGES, ("account_id", "amount"), changes)


def _insert_rows(cursor: Any, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    marks = ", ".join(["(" + ", ".join(["%s"] * len(columns)) + ")"] * len(rows))
    values = [value for row in rows for value in row]
    cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) VALUES {marks}", values)


def _check_key(key: str) -> None:
    if not 0 < len(key) <= KEY_LENGTH:
        raise Invalid(f"a posting's key has 1 to {KEY_LENGTH} letters")


def _check_lines(lines: Sequence[Line]) -> None:
    if len(lines) < 2 or any(line.amount == 0 for line in lines):
        raise Invalid("a posting has at least two lines, and none of them is zero")


def _check_balance(lines: Sequence[Line], accounts: Mapping[int, Row]) -> None:
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[accounts[line.account].unit] += line.amount
    if any(sums.values()):
        raise Invalid(f"the lines of a posting sum to zero, not to {dict(sums)}")


def _check_floors(totals: Mapping[int, int], accounts: Mapping[int, Row]) -> None:
    for one, total in totals.items():
        row = accounts[one]
        assert row.floor is not None
        free = row.total - row.held - row.floor
        if total < row.total and total - row.held < row.floor:
            raise Insufficient(account=one, asked=row.total - total, free=free, unit=row.unit)


def _check_reversal(reverses: int, lines: Sequence[Line]) -> None:
    known = models.Line.objects.filter(posting=reverses).values_list("account_id", "amount")
    if sorted((line.account, -line.amount) for line in lines) != sorted(known):
        raise Invalid("a reversal takes back exactly what the posting moved")
