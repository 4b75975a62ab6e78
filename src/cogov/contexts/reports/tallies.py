"""Counts for the map, kept by the database itself and read without touching the reports.

A trigger writes one `TallyChange` for each public report that appears, disappears, moves, or changes
its category or whether it is open: whoever wrote it, and in its own transaction. A job folds changes
into `Tally`, one row for each place and category. A reader adds both up in one statement, hence in one
snapshot: a new report shows at the next request, nothing is counted twice, and no row is fought over.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from cogov.contexts.reports import cells, rules
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.models.tally import ANY, Tally, TallyChange

LEVELS = (7, 8, 9, 10)
"""H3 resolutions that are kept, from 5 km² to 15,000 m² a cell; wider ones are added up from the first."""

BATCH = 5_000
"""Changes folded in one transaction: below 0.1 s, in which other writers of SQLite wait."""

BUDGET = 20.0
"""Seconds of one run of the job; what an import of millions left over is folded by the next runs."""

_REPORTS = Report._meta.db_table
_TALLY = Tally._meta.db_table
_CHANGE = TallyChange._meta.db_table
_SUMS = ("count", "open", "lat", "lon", "reports")
_COLUMNS = ", ".join(_SUMS)


@dataclass(frozen=True, slots=True)
class Count:
    """Public reports in one place: how many, how many still open, where in the middle (degrees)."""

    count: int
    open: int
    lat: float
    lon: float
    report: int | None
    """Id of the only one."""


def counts(level: int, places: Iterable[int], categories: Collection[int] | None = None) -> list[Count]:
    """Of these cells (H3 indexes of resolution `level`) those not empty. One query, about 2 ms for 300 cells."""
    shift = cells.group_shift(level)
    wanted = sorted({cells.span(place)[0] >> shift for place in places})
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*_reading(level, wanted, categories))
        return [_count(*row) for row in cursor.fetchall()]


def fold() -> int:
    """Add changes to the tallies and remove them; returns how many. Several workers may call it."""
    until, total = time.monotonic() + BUDGET, 0
    while time.monotonic() < until:
        with transaction.atomic():
            folded = _fold_batch()
        total += folded
        if folded < BATCH:
            break
    return total


def install(target: BaseDatabaseWrapper) -> None:
    """Set up the triggers anew; count everything once where nothing was counted before."""
    if not {_REPORTS, _TALLY, _CHANGE} <= set(target.introspection.table_names()):
        return
    remove(target)
    with transaction.atomic(using=target.alias), target.cursor() as cursor:
        for statement in _triggers(target.vendor):
            cursor.execute(statement)
        cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {_TALLY}) OR EXISTS (SELECT 1 FROM {_CHANGE})")
        if not cursor.fetchone()[0]:
            cursor.execute(_change("r", "", f" FROM {_REPORTS} r"))


def remove(target: BaseDatabaseWrapper) -> None:
    """Take the triggers away: while a whole database is copied, tallies included."""
    table = f" ON {_REPORTS}" if target.vendor == "postgresql" else ""
    with target.cursor() as cursor:
        for name in ("reports_tally_insert", "reports_tally_update"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


def install_after_migrate(using: str, **_: Any) -> None:
    """Receiver of `post_migrate`: SQLite loses a table's triggers when a migration rebuilds the table."""
    install(connections[using])


def _count(_place: int, count: int, still_open: int, lat: int, lon: int, reports: int) -> Count:
    return Count(count, still_open, lat / count / 1e6, lon / count / 1e6, reports if count == 1 else None)


def _reading(level: int, wanted: list[int], categories: Collection[int] | None) -> tuple[str, list[Any]]:
    """Tallies and changes in one statement: two would miss what is folded in between."""
    stored = max(level, LEVELS[0])
    wider = cells.group_shift(level) - cells.group_shift(stored)
    kept, fresh = (f"place >> {wider}" if wider else "place"), f"cell >> {cells.group_shift(level)}"
    chosen = [] if categories is None else [_list(categories)]
    kind = f"category = {ANY}" if categories is None else _one_of("category")
    sql = f"""
        SELECT place, {_added("SUM({0})")} FROM (
            SELECT {kept} AS place, {_COLUMNS} FROM {_TALLY} WHERE level = {stored} AND {_one_of(kept)} AND {kind}
             UNION ALL
            SELECT {fresh} AS place, {_COLUMNS} FROM {_CHANGE} WHERE {_one_of(fresh)} AND {kind if chosen else "true"}
        ) AS added GROUP BY place HAVING SUM(count) > 0"""
    return sql, [_list(wanted), *chosen, _list(wanted), *chosen]


def _one_of(column: str) -> str:
    """One parameter however long the list, so that the statement stays the same."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"


def _list(values: Collection[int]) -> Any:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))


def _added(pattern: str) -> str:
    """PostgreSQL sums bigint as numeric."""
    return ", ".join(f"CAST({pattern.format(name)} AS bigint)" for name in _SUMS)


def _fold_batch() -> int:
    """In one statement on PostgreSQL, so that what is removed is what was added; SQLite has one writer anyway."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [_TALLY])
            cursor.execute(
                f"WITH gone AS (DELETE FROM {_CHANGE} WHERE id IN (SELECT id FROM {_CHANGE} ORDER BY id LIMIT {BATCH})"
                f" RETURNING *), folded AS ({_folding('gone')} RETURNING 1) SELECT COUNT(*) FROM gone"
            )
            return int(cursor.fetchone()[0])
        first = f"(SELECT * FROM {_CHANGE} ORDER BY id LIMIT {BATCH})"
        cursor.execute(_folding(first))
        cursor.execute(f"DELETE FROM {_CHANGE} WHERE id IN (SELECT id FROM {_CHANGE} ORDER BY id LIMIT {BATCH})")
        return int(cursor.rowcount)


def _folding(source: str) -> str:
    """Add up changes by level and place, each under its own category and under `ANY`."""
    levels = " UNION ALL ".join(f"SELECT {level} AS level, {cells.group_shift(level)} AS shift" for level in LEVELS)
    added = ", ".join(f"{name} = {_TALLY}.{name} + excluded.{name}" for name in _SUMS)
    return f"""
        INSERT INTO {_TALLY} (level, place, category, {_COLUMNS})
        SELECT levels.level, changes.cell >> levels.shift, changes.category * own.one, {_added("SUM(changes.{0})")}
          FROM {source} AS changes CROSS JOIN ({levels}) AS levels
         CROSS JOIN (SELECT {ANY} AS one UNION ALL SELECT 1) AS own
         WHERE true GROUP BY 1, 2, 3
            ON CONFLICT (level, place, category) DO UPDATE SET {added}"""


def _change(row: str, sign: str, source: str = "") -> str:
    """Write one change for each row that the public may see and that has a place."""
    return (
        f"INSERT INTO {_CHANGE} (cell, category, {_COLUMNS}) SELECT {row}.cell, {row}.category_id, {sign}1,"
        f" {sign}{_is_open(row)}, {sign}{_micro(row, 'lat')}, {sign}{_micro(row, 'lon')}, {sign}{row}.id{source}"
        f" WHERE {_shown(row)}"
    )


def _shown(row: str) -> str:
    """`rules.public()` for the database's own use; a test holds them together."""
    states = ", ".join(f"'{state.value}'" for state in rules.OFF_THE_MAP)
    return f"({row}.private = false AND {row}.cell IS NOT NULL AND {row}.state NOT IN ({states}))"


def _is_open(row: str) -> str:
    return f"CAST({row}.closed_at IS NULL AS integer)"


def _micro(row: str, column: str) -> str:
    return f"CAST(round({row}.{column} * 1000000) AS bigint)"


def _differs() -> str:
    """Most updates change nothing that is counted."""
    same = ["{0}.cell", "{0}.category_id", "{0}.lat", "{0}.lon"]
    pairs = [(column.format("OLD"), column.format("NEW")) for column in same]
    pairs += [(_is_open("OLD"), _is_open("NEW")), (_shown("OLD"), _shown("NEW"))]
    apart = " OR ".join(f"COALESCE({old}, 0) <> COALESCE({new}, 0)" for old, new in pairs[:4])
    return f"({_shown('OLD')} OR {_shown('NEW')}) AND ({apart} OR {' OR '.join(f'{a} <> {b}' for a, b in pairs[4:])})"


def _triggers(vendor: str) -> list[str]:
    insert = f"CREATE TRIGGER reports_tally_insert AFTER INSERT ON {_REPORTS} FOR EACH ROW"
    update = (
        f"CREATE TRIGGER reports_tally_update AFTER UPDATE OF state, closed_at, private, cell, lat, lon, category_id"
        f" ON {_REPORTS} FOR EACH ROW WHEN ({_differs()})"
    )
    more, less = _change("NEW", ""), _change("OLD", "-")
    if vendor == "sqlite":
        return [f"{insert} BEGIN {more}; END", f"{update} BEGIN {less}; {more}; END"]
    body = f"BEGIN IF TG_OP = 'UPDATE' THEN {less}; END IF; {more}; RETURN NULL; END"
    return [
        f"CREATE OR REPLACE FUNCTION reports_tally() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"{insert} EXECUTE FUNCTION reports_tally()",
        f"{update} EXECUTE FUNCTION reports_tally()",
    ]
