"""A running city moves from SQLite to PostgreSQL: every row compared on arrival, and resumed where it stopped.

The target is migrated, then stands without foreign keys and triggers while chunks of rows arrive, each in a
transaction of its own together with its digest. At the end the keys are set again, which checks every reference,
the triggers come back with `migrate`, and the counters of the ids go on where the source has stopped.

A second run compares the digest of each chunk with the source: what has changed since is copied again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, F, Model
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _

from cogov.kernel.errors import Conflict, Invalid
from cogov.kernel.search import SearchTable
from cogov.kernel.verify import snapshot

TARGET = "target"
"""Alias of the database that is copied to."""

CHUNK = 10_000
"""Rows of one transaction: below a second each, and 10 MB in memory."""

_STATE = "kernel_copy"
Progress = Callable[[int], None]
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Copied:
    """`rows` in all tables, of which `fresh` were sent by this run; the rest had arrived in an earlier one."""

    tables: int
    rows: int
    fresh: int


class Table:
    """Rows in order of an integer key, or of a text that is one."""

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self.name = name
        self.columns = columns
        self.collation = ""

    def after(self, key: Any, alias: str) -> list[Row]:
        """At most CHUNK rows above `key` (None: from the start), the key first."""
        raise NotImplementedError

    def sent(self, row: Row, target: BaseDatabaseWrapper) -> Sequence[Any]:  # noqa: ARG002 - models need it
        """The row as PostgreSQL takes it."""
        return row

    def in_bulk(self, target: BaseDatabaseWrapper) -> AbstractContextManager[None]:  # noqa: ARG002 - words need it
        """While its rows are sent."""
        return nullcontext()

    def count(self, alias: str) -> int:
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {self.name}")
            return int(cursor.fetchone()[0])


class ModelTable(Table):
    def __init__(self, model: type[Model]) -> None:
        self.model = model
        key = model._meta.pk
        assert key is not None
        self.fields: list[Any] = [key, *(f for f in model._meta.local_concrete_fields if f is not key)]
        super().__init__(model._meta.db_table, [field.column for field in self.fields])
        if isinstance(key, CharField):
            self.collation = ' COLLATE "C"'  # SQLite's own order

    def after(self, key: Any, alias: str) -> list[Row]:
        rows = self.model._base_manager.using(alias)
        there = connections[alias].vendor == "postgresql" and self.collation
        rows = rows.annotate(copy_key=Collate("pk", "C") if there else F("pk")).order_by("copy_key")
        rows = rows if key is None else rows.filter(copy_key__gt=key)
        return list(rows.values_list(*(field.attname for field in self.fields))[:CHUNK])

    def sent(self, row: Row, target: BaseDatabaseWrapper) -> Sequence[Any]:
        return [field.get_db_prep_save(value, target) for field, value in zip(self.fields, row, strict=True)]


class WordsTable(Table):
    """A table of kernel.search: FTS5 on one side, arrays on the other."""

    def __init__(self, name: str) -> None:
        super().__init__(name, ("id", "public", "staff"))

    def in_bulk(self, target: BaseDatabaseWrapper) -> AbstractContextManager[None]:
        return SearchTable(self.name).in_bulk(target)

    def after(self, key: Any, alias: str) -> list[Row]:
        there = connections[alias]
        column = "rowid" if there.vendor == "sqlite" else "id"
        with there.cursor() as cursor:
            cursor.execute(
                f"SELECT {column}, public, staff FROM {self.name} WHERE {column} > %s ORDER BY {column} LIMIT {CHUNK}",
                [key if key is not None else -(2**62)],
            )
            return [(number, _listed(public), _listed(staff)) for number, public, staff in cursor.fetchall()]


def tables() -> list[Table]:
    """All that hold rows, but Django's own list of migrations, which the target has already."""
    models = {m._meta.db_table: m for m in apps.get_models(include_auto_created=True) if m._meta.managed}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
        words = sorted(row[0] for row in cursor.fetchall())
    return [
        *(ModelTable(model) for _name, model in sorted(models.items()) if not model._meta.proxy),
        *map(WordsTable, words),
    ]


def copy(target: dict[str, Any], progress: Progress = lambda _: None) -> Copied:
    """Copy the default database, which must be SQLite and at rest, into `target` (settings of a database).

    Raises Invalid (wrong kinds of database, a text that PostgreSQL cannot hold) and Conflict (a city is there already).
    """
    if connection.vendor != "sqlite" or not target["ENGINE"].endswith(".postgresql"):
        raise Invalid(_("A city is copied from SQLite to PostgreSQL."))
    there = _connect(target)
    call_command("migrate", database=TARGET, verbosity=0)
    _prepare(there)
    _drop_triggers(there)
    fresh = total = 0
    with snapshot():
        found = tables()
        for table in found:
            with table.in_bulk(there):
                sent, all_ = _copy_table(table, there, progress)
            fresh, total = fresh + sent, total + all_
            _require_count(table, all_)
    _finish(there)
    return Copied(len(found), total, fresh)


def _connect(target: dict[str, Any]) -> BaseDatabaseWrapper:
    connections.databases[TARGET] = {**connections.databases["default"], "TEST": {}, **target}
    return connections[TARGET]


def _prepare(there: BaseDatabaseWrapper) -> None:
    """At the first run: nobody may live there; then foreign keys are put by."""
    if _STATE in there.introspection.table_names():
        return
    with transaction.atomic(using=TARGET), there.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM kernel_entry)")
        if cursor.fetchone()[0]:
            raise Conflict(_("There is a city in that database already."))
        cursor.execute(
            f"CREATE TABLE {_STATE} (position serial PRIMARY KEY, name text NOT NULL, kind text NOT NULL,"
            " first_key text, last_key text, rows integer, digest text, sql text)"
        )
        _put_by(cursor)


def _put_by(cursor: Any) -> None:
    """Foreign keys are remembered and dropped, rows that migrations made removed."""
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
    )
    for table, name, definition in cursor.fetchall():
        sql = f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'
        cursor.execute(f"INSERT INTO {_STATE} (name, kind, sql) VALUES (%s, 'key', %s)", [name, sql])
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for table in tables():
        cursor.execute(f"TRUNCATE {table.name}")


def _drop_triggers(there: BaseDatabaseWrapper) -> None:
    """At each run: `migrate` has just set them up."""
    with there.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
        for table, name in cursor.fetchall():
            cursor.execute(f'DROP TRIGGER "{name}" ON {table}')


def _copy_table(table: Table, there: BaseDatabaseWrapper, progress: Progress) -> tuple[int, int]:
    """(rows sent now, rows in all)."""
    arrived = _arrived(table, there)
    fresh = total = 0
    key: Any = None
    while rows := table.after(key, "default"):
        digest = _digest(rows)
        if (str(rows[-1][0]), len(rows), digest) not in arrived:
            _send(table, there, key, rows, digest)
            arrived, fresh = set(), fresh + len(rows)  # what lay behind has been removed
        total += len(rows)
        key = rows[-1][0]
        progress(len(rows))
    if arrived and total != table.count(TARGET):
        _clear(table, there, key)
    return fresh, total


def _send(table: Table, there: BaseDatabaseWrapper, key: Any, rows: Sequence[Row], digest: str) -> None:
    """One chunk with its digest; whatever stood at these keys and behind them goes first."""
    with transaction.atomic(using=TARGET):
        _clear(table, there, key)
        _write(table, there, rows)
        if _digest(table.after(key, TARGET)) != digest:
            raise Invalid(_("Rows of %(table)s arrived changed.") % {"table": table.name})
        with there.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {_STATE} (name, kind, first_key, last_key, rows, digest)"
                " VALUES (%s, 'rows', %s, %s, %s, %s)",
                [table.name, str(key), str(rows[-1][0]), len(rows), digest],
            )


def _clear(table: Table, there: BaseDatabaseWrapper, key: Any) -> None:
    with there.cursor() as cursor:
        where, values = ("", []) if key is None else (f' WHERE "{table.columns[0]}"{table.collation} > %s', [key])
        cursor.execute(f"SELECT MIN(position) FROM {_STATE} WHERE name = %s AND first_key = %s", [table.name, str(key)])
        position = cursor.fetchone()[0]
        if position is not None:
            cursor.execute(f"DELETE FROM {_STATE} WHERE name = %s AND position >= %s", [table.name, position])
        cursor.execute(f"DELETE FROM {table.name}{where}", values)


def _write(table: Table, there: BaseDatabaseWrapper, rows: Iterable[Row]) -> None:
    columns = ", ".join(f'"{column}"' for column in table.columns)
    with there.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as sink:
        for row in rows:
            try:
                sink.write_row(table.sent(row, there))
            except ValueError as error:  # a NUL in a text
                where = {"table": table.name, "key": row[0], "error": error}
                raise Invalid(_("Row %(key)s of %(table)s cannot be copied: %(error)s") % where) from error


def _arrived(table: Table, there: BaseDatabaseWrapper) -> set[tuple[str, int, str]]:
    """(last key, rows, digest) of the chunks that came in an earlier run."""
    with there.cursor() as cursor:
        cursor.execute(f"SELECT last_key, rows, digest FROM {_STATE} WHERE name = %s AND kind = 'rows'", [table.name])
        return set(cursor.fetchall())


def _require_count(table: Table, expected: int) -> None:
    found = table.count(TARGET)
    if found != expected:
        counts = {"table": table.name, "expected": expected, "found": found}
        raise Invalid(_("%(table)s has %(expected)s rows here and %(found)s there.") % counts)


def _finish(there: BaseDatabaseWrapper) -> None:
    """Keys are checked as they are set; triggers come with `migrate`; ids go on behind the highest."""
    with transaction.atomic(using=TARGET), there.cursor() as cursor:
        cursor.execute(f"SELECT sql FROM {_STATE} WHERE kind = 'key' ORDER BY position")
        for (sql,) in cursor.fetchall():
            cursor.execute(sql)
        models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        for sql in there.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(sql)
        cursor.execute(f"DROP TABLE {_STATE}")
    call_command("migrate", database=TARGET, verbosity=0)
    with there.cursor() as cursor:
        cursor.execute("ANALYZE")


def _digest(rows: Iterable[Row]) -> str:
    """SHA-256 over the values as both databases mean them, whatever they look like when stored."""
    found = hashlib.sha256()
    for row in rows:
        found.update(json.dumps([_meant(value) for value in row], sort_keys=True, ensure_ascii=False).encode())
        found.update(b"\n")
    return found.hexdigest()


def _meant(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value  # 1.0 and 1 are one number in JSON
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _meant(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_meant(each) for each in value]
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return str(value.normalize() if isinstance(value, Decimal) else value)


def _listed(words: Any) -> list[str]:
    """As written for FTS5, with spaces between them, or as the array that it is."""
    return words if isinstance(words, list) else (words or "").split()


def rows_here() -> int:
    """In all tables of the source."""
    return sum(table.count("default") for table in tables())
