"""Rows and counts into their tables: what is different is added and taken away, nothing else is touched."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from cogov.contexts.insight.facts import COUNTERS, PLACE, Key, Row, bucket, counts, cuts
from cogov.contexts.insight.models import Case, Cell, Standing, Waiting
from cogov.methods import lengths

ENDED = PLACE["ended"]
NOTHING = [0] * len(COUNTERS)
_CELL = Cell._meta.db_table
_CASE = Case._meta.db_table
_WAITING = Waiting._meta.db_table
_CELL_COLUMNS = ("key", "scope", "month", "cut", "value", *COUNTERS, "lengths")

Values = list[int]


class Counts:
    """Sums over cases by cell, their lengths, and what is open by day. Cases are added, or taken away by `sign` -1."""

    def __init__(self) -> None:
        self.cells: dict[Key, Values] = defaultdict(NOTHING.copy)
        self.lengths: dict[Key, dict[int, int]] = {}
        self.waiting: dict[tuple[str, date], int] = defaultdict(int)

    def add(self, row: Row, sign: int = 1) -> None:
        values, length, still_open = counts(row), bucket(row), row.standing == Standing.OPEN
        for scope, cut, value in cuts(row):
            key = Key(scope, row.month, cut, value)
            cell = self.cells[key]
            for place, number in enumerate(values):
                if number:
                    cell[place] += sign * number
            if row.ended_month is not None:
                self.cells[Key(scope, row.ended_month, cut, value)][ENDED] += sign
            if length is not None:
                spread = self.lengths.setdefault(key, {})
                spread[length] = spread.get(length, 0) + sign
            if still_open and cut == "all":
                self.waiting[scope, row.filed_on] += sign


def stored_rows(reports: Collection[int]) -> dict[int, Row]:
    """One query."""
    found = Case.objects.filter(report__in=reports).values_list(*Row._fields)
    return {row[0]: Row(*row) for row in found}


def replace(old: dict[int, Row], new: Iterable[Row]) -> int:
    """Put new rows in the place of the old ones and correct the counts; returns how many were different.

    Runs in the caller's transaction, one at a time: see `folding`.
    """
    changed = [row for row in new if old.get(row.report) != row]
    if not changed:
        return 0
    difference = Counts()
    for row in changed:
        before = old.get(row.report)
        if before is not None:
            difference.add(before, -1)
        difference.add(row)
    put_cases(changed)
    add(difference)
    return len(changed)


def put_cases(rows: Sequence[Row]) -> None:
    adapters = [_adapter(name) for name in Row._fields]
    values = [[adapt(value) for adapt, value in zip(adapters, row, strict=True)] for row in rows]
    _upsert(_CASE, Row._fields, ("report",), values)


def add(difference: Counts) -> None:
    """One query to read what is there; then only what changes is written."""
    wanted = {key: values for key, values in difference.cells.items() if any(values) or difference.lengths.get(key)}
    there = read_cells({key.text for key in wanted})
    rows, empty = [], []
    for key, values in wanted.items():
        before, spread = there.get(key.text, (NOTHING, {}))
        after = [one + other for one, other in zip(before, values, strict=True)]
        together = lengths.total([spread, difference.lengths.get(key, {})])
        if any(after):
            rows.append((key.text, *key, *after, lengths.packed(together)))
        else:
            empty.append(key.text)
    put_cells(rows)
    remove_cells(empty)
    _add_waiting(difference.waiting)


def put_cells(rows: Sequence[Sequence[Any]]) -> None:
    """Whole cells in the order of the table's columns."""
    _upsert(_CELL, _CELL_COLUMNS, ("key",), rows)


def remove_cells(keys: Collection[str]) -> None:
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {_CELL} WHERE {_one_of('key')}", [_list(keys)])


def read_cells(keys: Collection[str]) -> dict[str, tuple[Values, dict[int, int]]]:
    """(counts, lengths) of the cells that there are."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        columns = ", ".join(("key", *COUNTERS, "lengths"))
        cursor.execute(f"SELECT {columns} FROM {_CELL} WHERE {_one_of('key')}", [_list(keys)])
        return {row[0]: (list(row[1:-1]), lengths.unpacked(row[-1])) for row in cursor.fetchall()}


def _add_waiting(waiting: dict[tuple[str, date], int]) -> None:
    adapt = connection.ops.adapt_datefield_value
    rows = [(scope, adapt(day), count) for (scope, day), count in waiting.items() if count]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {_WAITING} (scope, day, count) VALUES (%s, %s, %s) ON CONFLICT (scope, day)"
            f" DO UPDATE SET count = {_WAITING}.count + excluded.count",
            rows,
        )
        cursor.execute(f"DELETE FROM {_WAITING} WHERE count = 0")


def _upsert(table: str, columns: Sequence[str], key: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    marks = ", ".join(["%s"] * len(columns))
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    quoted = ", ".join(columns)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({quoted}) VALUES ({marks}) ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}",
            rows,
        )


def _adapter(name: str) -> Callable[[Any], Any]:
    kind = Case._meta.get_field(name).get_internal_type()
    if kind == "DateTimeField":
        return _stamp
    if kind == "DateField":
        return connection.ops.adapt_datefield_value
    return lambda value: value


def _stamp(at: datetime | None) -> Any:
    return None if at is None else connection.ops.adapt_datetimefield_value(at)


def _one_of(column: str) -> str:
    """One parameter however long the list."""
    return (
        f"{column} = ANY(%s)" if connection.vendor == "postgresql" else f"{column} IN (SELECT value FROM json_each(%s))"
    )


def _list(values: Collection[str]) -> Any:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))
