"""Search in words: one side table for each searchable thing, the same words on both databases.

SQLite keeps them in FTS5, PostgreSQL as an array under GIN. `public` is what anybody may find,
`staff` everything. Results come newest first by id, in windows, so that a common word costs no more than a rare one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cogov.kernel.text import index_words, needed_words

WINDOW = 200
"""Ids read at a time: one page of 20 is nearly always filled by the first window, though scope hides some."""


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
        position = before if before is not None else 2**62
        while True:
            found = self._window(column, sought, position)
            if found:
                yield found
            if len(found) < WINDOW:
                return
            position = found[-1]

    def _window(self, column: str, sought: Sequence[str], before: int) -> list[int]:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                match = " AND ".join(f'{column} : "{word}"' for word in sought)
                cursor.execute(
                    f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH %s AND rowid < %s"
                    " ORDER BY rowid DESC LIMIT %s",
                    [match, before, WINDOW],
                )
            else:
                cursor.execute(
                    f"SELECT id FROM {self.name} WHERE {column} @> %s AND id < %s ORDER BY id DESC LIMIT %s",
                    [list(sought), before, WINDOW],
                )
            return [row[0] for row in cursor.fetchall()]


def _prepared(key: int, public: str, staff: str) -> tuple[int, list[str], list[str]]:
    """Texts that are the same, as most are, are cut once."""
    shown = sorted(set(index_words(public)))
    return key, shown, shown if staff == public else sorted(set(index_words(staff)))
