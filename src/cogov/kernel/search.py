"""Search in words: one side table for each searchable thing, the same words on both databases.

SQLite keeps them in FTS5, PostgreSQL as an array under GIN. `public` is what anybody may find, `staff`
everything; on PostgreSQL NULL where it is the same. Results come newest first by id, in windows, so that a
common word costs no more than a rare one.

FTS5 reads from the newest id down and stops when a window is full. GIN gives every match, in no order: so its index
holds each word together with the age of its row, the id without its last bits. A query goes from age to age, the
newest first, meets the short lists of its words in that age only, and stops when the window is full.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from zlib import crc32

from django.db import DEFAULT_DB_ALIAS, Error, OperationalError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

from cogov.kernel.text import index_words, needed_words

WINDOW = 40
"""Ids read first: enough for a page of 20 where scope hides some. Each window after it is twice as wide, to WIDEST."""
WIDEST = 640
AGE = 15
"""On PostgreSQL: ids that are alike but for so many bits are of one age. The index is named after it: whoever changes
it adds a migration with `indexed_by_age` again for each table."""
PORTION = 4096
"""KiB of words that PostgreSQL sorts in together, in bulk."""
PATIENCE = 500
"""Milliseconds for which searches may have to wait behind a change of the index."""
_WORDS_OF_AGE = """
    CREATE OR REPLACE FUNCTION cogov_words_of_age(words text[], id bigint, bits integer) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 1000
    AS $$ SELECT string_to_array(
        (id >> bits)::text || ' ' || array_to_string(words, ',' || (id >> bits)::text || ' '), ',') $$
"""
"""Each word with the age before it: `31 lamp`. A word is letters and digits. COST: never for each row of a table."""
_COLLECTING = """
    SELECT DISTINCT indrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE 'fastupdate=on' = ANY(reloptions) AND relname LIKE %s
"""

log = logging.getLogger("cogov.search")


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
        """For a migration that is not atomic: the index of words and ages, built beside the writers.

        It may be asked for again; one that was cut off is built anew. Those of earlier releases (…_by_age,
        …_13_16_19_22) stay for their processes, which search while this one is rolled out; the next one drops them.
        """
        if editor.connection.vendor == "sqlite":
            return
        editor.execute(_WORDS_OF_AGE)
        for column in ("public", "staff"):
            wanted = self.index_of(column)
            with editor.connection.cursor() as cursor:
                cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)", [wanted])
                there = cursor.fetchone()
            if there != (True,):
                editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {wanted}")
                editor.execute(  # limit in KiB; every search reads the list of what is not sorted in yet
                    f"CREATE INDEX CONCURRENTLY {wanted} ON {self.name}"
                    f" USING gin (cogov_words_of_age({column}, id, {AGE})) WITH (fastupdate = off)"
                )
            editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.name}_{column}")

    def index_of(self, column: str) -> str:
        """Name of the index on PostgreSQL."""
        return f"{self.name}_{column}_age_{AGE}"

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
                [(key, public, None if staff == public else staff) for key, public, staff in prepared],
            )

    @contextmanager
    def in_bulk(self, database: BaseDatabaseWrapper | None = None) -> Iterator[None]:
        """While thousands of rows are put: PostgreSQL sorts their words into its index in portions, which is cheaper.

        Each search there reads what is not sorted in yet. Where that cannot be ended, because a long transaction is in
        the way or this process dies, `sort_in_what_was_left` ends it.
        """
        there = database or connections[DEFAULT_DB_ALIAS]
        if there.vendor == "sqlite":
            yield
            return
        with there.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock_shared(%s)", [self._in_bulk])
        try:
            self._collect(there, True)
            yield
        finally:
            with suppress(Error):  # it would hide what went wrong in the block
                self._collect(there, False)
            with suppress(Error), there.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [self._in_bulk])

    def sort_in_unless_in_bulk(self) -> None:
        """On PostgreSQL: end the collecting that nobody ended."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [self._in_bulk])
            if cursor.fetchone() == (False,):
                return
            try:
                self._collect(connection, False)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [self._in_bulk])

    @property
    def _in_bulk(self) -> int:
        """Key of a lock that a process holds while it puts in bulk, and loses when it dies."""
        return crc32(f"in_bulk {self.name}".encode())

    def _collect(self, there: BaseDatabaseWrapper, collecting: bool) -> None:
        """Whether new words wait in a list. Leaves it as it was where searches would have to wait for the change."""
        for index in map(self.index_of, ("public", "staff")):
            changes = f"fastupdate = {'on' if collecting else 'off'}, gin_pending_list_limit = {PORTION}"
            try:
                with transaction.atomic(using=there.alias), there.cursor() as cursor:
                    cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
                    cursor.execute(f"ALTER INDEX {index} SET ({changes})")
            except OperationalError as error:
                log.warning("%s stays as it is for now: %s", index, str(error).strip())
                continue
            if not collecting:
                with there.cursor() as cursor:
                    cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])

    def newest(
        self, query: str, *, staff: bool, before: int | None = None, window: int = WINDOW
    ) -> Iterator[list[int]]:
        """Windows of ids, newest first, whose text has all words of the query. One query a window."""
        sought = needed_words(query)
        if not sought:
            return
        column = "staff" if staff else "public"
        read = self._window_of_fts if connection.vendor == "sqlite" else self._window_of_gin
        position = before if before is not None else 2**62
        while found := read(column, sought, position, window):
            yield found
            if len(found) < window:
                break
            position = found[-1]
            window = max(window, min(2 * window, WIDEST))

    def _window_of_fts(self, column: str, sought: Sequence[str], before: int, most: int) -> list[int]:
        match = " AND ".join(f'{column} : "{word}"' for word in sought)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
                [match, before, most],
            )
            return [row[0] for row in cursor.fetchall()]

    def _window_of_gin(self, column: str, sought: Sequence[str], before: int, most: int) -> list[int]:
        """From each age that has rows to the next older one, as long as there is room.

        The outer order is that of the ages: a nested loop keeps it, and nothing else can join what is LATERAL.
        OFFSET 0 keeps the comparison of ids out of it: the planner would walk down the ids instead.
        """
        wanted = f"cogov_words_of_age(%s, age << {AGE}, {AGE})"
        found = f"cogov_words_of_age(public, id, {AGE}) @> {wanted}"
        if column == "staff":
            found = f"(cogov_words_of_age(staff, id, {AGE}) @> {wanted} OR staff IS NULL AND {found})"
        words = [list(sought)] * found.count("%s")
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH RECURSIVE ages(age) AS ("
                f" SELECT max(id) >> {AGE} FROM {self.name} WHERE id < %s"
                f" UNION ALL SELECT (SELECT max(id) FROM {self.name} WHERE id < age << {AGE}) >> {AGE} FROM ages"
                " WHERE age IS NOT NULL)"
                " SELECT found.id FROM ages CROSS JOIN LATERAL ("
                f" SELECT id FROM {self.name} WHERE {found} ORDER BY id DESC OFFSET 0"
                ") AS found WHERE found.id < %s LIMIT %s",
                [before, *words, before, most],
            )
            return [row[0] for row in cursor.fetchall()]


def sort_in_what_was_left() -> None:
    """Once in a while: who died in `in_bulk` has left its index collecting. One statement when nobody has."""
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(_COLLECTING, [SearchTable("%").index_of("%")])  # others may have such indexes, too
        names = [row[0] for row in cursor.fetchall()]
    for table in map(SearchTable, names):
        table.sort_in_unless_in_bulk()


def indexed_by_age(name: str) -> RunPython:
    """For the operations of a migration that says `atomic = False`; see `SearchTable.index_by_age`."""
    return RunPython(lambda _apps, editor: SearchTable(name).index_by_age(editor), RunPython.noop, atomic=False)


def _prepared(key: int, public: str, staff: str) -> tuple[int, list[str], list[str]]:
    """Texts that are the same, as most are, are cut once."""
    shown = sorted(set(index_words(public)))
    return key, shown, shown if staff == public else sorted(set(index_words(staff)))
