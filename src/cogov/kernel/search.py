"""Search in words: one side table for each searchable thing, the same words on both databases.

SQLite keeps them in FTS5, PostgreSQL as an array under GIN. `public` is what anybody may find,
`staff` everything. Results come newest first by id, in windows, so that a common word costs no more than a rare one.

FTS5 reads from the newest id down and stops when a window is full. GIN gives every match, in no order: so each row is
also indexed by marks of its age, the thousands, hundred thousands and millions of ids (in powers of two) to which it
belongs, and the newest of these are searched first. GIN skips what is not in both the word's and the mark's list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cogov.kernel.text import index_words, needed_words

WINDOW = 40
"""Ids read first: enough for a page of 20 where scope hides some. Each window after it is twice as wide, to WIDEST."""
WIDEST = 640
AGES = (13, 16, 19, 22)
"""Marks on PostgreSQL: ids alike but for so many bits. The index holds them and is named after them: whoever changes
them adds a migration that calls `index_by_age` again for each table."""


class Age(NamedTuple):
    bits: int
    number: int


class SearchTable:
    """Side table `name` with one row for each id."""

    def __init__(self, name: str) -> None:
        self.name = name

    def create(self, editor: BaseDatabaseSchemaEditor) -> None:
        """For a migration."""
        if editor.connection.vendor == "sqlite":
            editor.execute(
                f"CREATE VIRTUAL TABLE {self.name} USING fts5(public, staff, detail=column,"
                ' tokenize="unicode61 remove_diacritics 0")'
            )
            return
        editor.execute(f"CREATE TABLE {self.name} (id bigint PRIMARY KEY, public text[], staff text[])")
        for column in ("public", "staff"):
            editor.execute(f"CREATE INDEX {self.name}_{column} ON {self.name} USING gin ({column})")

    def index_by_age(self, editor: BaseDatabaseSchemaEditor) -> None:
        """For a migration that is not atomic: the index with today's marks, beside the writers, instead of any other.

        It may be asked for again; one that was cut off is built anew.
        """
        if editor.connection.vendor == "sqlite":
            return
        for column in ("public", "staff"):
            wanted = self.index_of(column)
            with editor.connection.cursor() as cursor:
                cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [wanted])
                there = cursor.fetchone()
            if there != (True,):
                editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {wanted}")
                editor.execute(  # limit in KiB; every search reads the list of what is not sorted in yet
                    f"CREATE INDEX CONCURRENTLY {wanted} ON {self.name} USING gin ({_marked(column)})"
                    " WITH (gin_pending_list_limit = 256)"
                )
            for former in (f"{self.name}_{column}", f"{self.name}_{column}_by_age"):
                editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {former}")

    def index_of(self, column: str) -> str:
        """Name of the index on PostgreSQL."""
        return f"{self.name}_{column}_{'_'.join(map(str, AGES))}"

    def drop(self, editor: BaseDatabaseSchemaEditor) -> None:
        editor.execute(f"DROP TABLE {self.name}")

    def put(self, rows: Iterable[tuple[int, str, str]], *, new: bool = False) -> None:
        """Write (id, public text, staff text) rows, replacing earlier ones unless all are `new`."""
        prepared = [_prepared(*row) for row in rows]
        if not prepared:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                if not new:
                    cursor.executemany(f"DELETE FROM {self.name} WHERE rowid = %s", [(row[0],) for row in prepared])
                cursor.executemany(
                    f"INSERT INTO {self.name}(rowid, public, staff) VALUES (%s, %s, %s)",
                    [(key, " ".join(public), " ".join(staff)) for key, public, staff in prepared],
                )
                return
            cursor.executemany(
                f"INSERT INTO {self.name}(id, public, staff) VALUES (%s, %s, %s)"
                " ON CONFLICT (id) DO UPDATE SET public = excluded.public, staff = excluded.staff",
                prepared,
            )

    def newest(self, query: str, *, staff: bool, before: int | None = None) -> Iterator[list[int]]:
        """Windows of ids, newest first, whose text has all words of the query. One query a window."""
        sought = needed_words(query)
        if not sought:
            return
        column = "staff" if staff else "public"
        window = self._window_of_fts if connection.vendor == "sqlite" else self._window_of_gin
        position = before if before is not None else 2**62
        most = WINDOW
        for age in self._ages(position):
            while True:
                found = window(column, sought, age, position, most)
                if found:
                    yield found
                    position = found[-1]
                if len(found) < most:
                    break
                most = min(2 * most, WIDEST)

    def _ages(self, before: int) -> list[Age | None]:
        """Marks around the newest id below `before`, each wider than the last; None is everything."""
        if connection.vendor == "sqlite":
            return [None]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT max(id) FROM {self.name} WHERE id < %s", [before])
            newest = cursor.fetchone()[0]
        return [] if newest is None else [*(Age(bits, newest >> bits) for bits in AGES if newest >> bits), None]

    def _window_of_fts(self, column: str, sought: Sequence[str], _age: object, before: int, most: int) -> list[int]:
        match = " AND ".join(f'{column} : "{word}"' for word in sought)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
                [match, before, most],
            )
            return [row[0] for row in cursor.fetchall()]

    def _window_of_gin(self, column: str, sought: Sequence[str], age: Age | None, before: int, most: int) -> list[int]:
        """MATERIALIZED: the planner would rather walk down the ids, and finds out late that the words never meet."""
        wanted = [*sought, f"#{age.bits}.{age.number}"] if age else list(sought)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH found AS MATERIALIZED (SELECT id FROM {self.name} WHERE {_marked(column)} @> %s)"
                " SELECT id FROM found WHERE id < %s ORDER BY id DESC LIMIT %s",
                [wanted, before, most],
            )
            return [row[0] for row in cursor.fetchall()]


def _marked(column: str) -> str:
    """SQL of the words with the marks; no word has a #. The index and the queries must say exactly the same."""
    marks = ", ".join(f"'#{bits}.' || (id >> {bits})::text" for bits in AGES)
    return f"array_cat({column}, ARRAY[{marks}])"


def _prepared(key: int, public: str, staff: str) -> tuple[int, list[str], list[str]]:
    """Texts that are the same, as most are, are cut once."""
    shown = sorted(set(index_words(public)))
    return key, shown, shown if staff == public else sorted(set(index_words(staff)))
