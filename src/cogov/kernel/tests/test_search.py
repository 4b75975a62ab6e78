"""Search in words: all that match, newest first, on both databases, wherever the ids lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from random import Random
from threading import Thread
from typing import Any

import pytest
from django.db import OperationalError, connection

from cogov.kernel import search
from cogov.kernel.search import SearchTable

pytestmark = pytest.mark.django_db

WORDS = ("florp", "quux", "zorb", "vlim")  # of nobody: an index outlives the tests that write to tables of models
EDGES = [2**bits + step for bits in (3, 13, 14, 15, 16, 17, 22, 40) for step in (-2, -1, 0, 1)]


@pytest.fixture
def texts() -> dict[int, set[str]]:
    """Words of each id; ids stand on both sides of every place at which an age ends."""
    dice = Random(7)
    found = {key: {word for word in WORDS if dice.random() < 0.6} for key in EDGES}
    SearchTable("reports_search").put([(key, " ".join(some), " ".join(some)) for key, some in found.items()])
    return found


def test_staff_find_what_is_public_and_what_is_not() -> None:
    table, rest = SearchTable("reports_search"), " ".join(WORDS)
    table.put(
        [(1, "florp quux", "florp quux"), (2, "florp", "florp quux"), (3, "", rest), (2**15 + 1, "quux", "quux florp")]
    )
    for staff, expected in ((True, [2**15 + 1, 3, 2, 1]), (False, [1])):
        assert [key for some in table.newest("florp quux", staff=staff) for key in some] == expected
    table.put([(2, "florp quux", "florp quux"), (1, "florp", "florp zorb")])
    assert [key for some in table.newest("florp quux", staff=True) for key in some] == [2**15 + 1, 3, 2]


@pytest.mark.parametrize("window", [1, 3, 40])
@pytest.mark.parametrize("query", ["florp", "florp quux", "zorb vlim", "florp quux zorb vlim", "grumph"])
def test_all_that_match_come_once_newest_first(texts: dict[int, set[str]], window: int, query: str) -> None:
    matching = sorted((key for key, some in texts.items() if some.issuperset(query.split())), reverse=True)
    for before in (None, 2**22, 2**16 + 1, 2**15, 1):
        windows = list(SearchTable("reports_search").newest(query, staff=False, before=before, window=window))
        assert all(windows)
        assert [key for some in windows for key in some] == [key for key in matching if before is None or key < before]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 has one index for all")
def test_only_as_many_ages_are_read_as_fill_the_window() -> None:
    table = SearchTable("reports_search")
    age = 2**search.AGE
    table.put([(key, "florp", "florp") for key in [*range(age - 3000, age), *range(5 * age, 5 * age + 100)]])
    asked: list[tuple[str, Any]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        found = next(table.newest("florp", staff=False))
    assert found == [*range(5 * age + 99, 5 * age + 59, -1)]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked[0][0]}", asked[0][1])
        steps = [step for step in _steps(cursor.fetchone()[0][0]["Plan"]) if step["Node Type"] == "Bitmap Index Scan"]
    assert [(step["Index Name"], step["Actual Rows"], step["Actual Loops"]) for step in steps] == [
        (table.index_of("public"), 100, 1)
    ]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 sorts in as it likes")
def test_what_was_put_in_bulk_is_found_meanwhile_and_sorted_in_at_the_end() -> None:
    table = SearchTable("reports_search")
    with table.in_bulk():
        table.put([(key, "florp", "florp") for key in range(1, 300)], new=True)
        assert next(table.newest("florp", staff=False, window=1)) == [299]
    assert next(table.newest("florp", staff=True, window=1)) == [299]
    with connection.cursor() as cursor:
        for column in ("public", "staff"):
            cursor.execute("SELECT reloptions FROM pg_class WHERE relname = %s", [table.index_of(column)])
            assert "fastupdate=off" in cursor.fetchone()[0]
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [table.index_of(column)])
            assert cursor.fetchone() == (0,)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 sorts in as it likes")
@pytest.mark.django_db(transaction=True)
def test_what_a_process_that_died_in_bulk_left_is_sorted_in_but_not_while_one_is_at_work() -> None:
    table = SearchTable("reports_search")
    with suppress(OperationalError), table.in_bulk():
        table.put([(key, "florp", "florp") for key in range(1, 300)], new=True)
        _elsewhere(search.sort_in_what_was_left)
        assert _collecting(table) == [True, True]
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    connection.close()
    try:
        assert _collecting(table) == [True, True]
        search.sort_in_what_was_left()
        assert _collecting(table) == [False, False]
        assert next(table.newest("florp", staff=False, window=1)) == [299]
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table.name}")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 sorts in as it likes")
def test_an_index_of_somebody_else_is_left_as_it_is() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE others (words text[])")
        cursor.execute("CREATE INDEX others_words ON others USING gin (words) WITH (fastupdate = on)")
        search.sort_in_what_was_left()
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'others_words'")
        assert cursor.fetchall() == [(["fastupdate=on"],)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 sorts in as it likes")
@pytest.mark.django_db(transaction=True)
def test_searches_do_not_wait_for_bulk_that_waits_for_a_long_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PATIENCE", 20)
    table, reader = SearchTable("reports_search"), connection.copy()
    try:
        with reader.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                f"SELECT count(*) FROM {table.name} WHERE cogov_words_of_age(public, id, {search.AGE}) @> '{{a}}'"
            )
        with table.in_bulk():
            assert _collecting(table) == [False, False]
            assert list(table.newest("florp", staff=False)) == []
        reader.close()
        with table.in_bulk():
            assert _collecting(table) == [True, True]
    finally:
        reader.close()


def _elsewhere(run: Callable[[], object]) -> None:
    """As another process does: by a connection of its own."""
    thread = Thread(target=lambda: (run(), connection.close()))
    thread.start()
    thread.join()


def _collecting(table: SearchTable) -> list[bool]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'fastupdate=on' = ANY(reloptions) FROM pg_class WHERE relname = ANY(%s)",
            [[table.index_of("public"), table.index_of("staff")]],
        )
        return [row[0] for row in cursor.fetchall()]


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _steps(inner)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 has one index for all")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", ["of the release before", "cut off", "of today"])
def test_a_city_of_an_earlier_release_gets_todays_index_and_keeps_the_last_ones(before: str) -> None:
    table = SearchTable("ages_search")
    last = []
    with connection.schema_editor(atomic=False) as editor:
        table.create(editor)
        try:
            if before == "of the release before":
                for name in ("by_age", "13_16_19_22"):
                    editor.execute(f"CREATE INDEX ages_search_public_{name} ON ages_search USING gin (public)")
                last = [("ages_search_public_13_16_19_22", True), ("ages_search_public_by_age", True)]
            else:
                table.index_by_age(editor)
            if before == "cut off":
                editor.execute(
                    "UPDATE pg_index SET indisvalid = false WHERE indexrelid = %s::regclass", [table.index_of("public")]
                )
            table.index_by_age(editor)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT indexrelid::regclass::text, indisvalid FROM pg_index WHERE indrelid = %s::regclass",
                    [table.name],
                )
                todays = [("ages_search_public_age_15", True), ("ages_search_staff_age_15", True)]
                assert sorted(cursor.fetchall()) == sorted([("ages_search_pkey", True), *todays, *last])
        finally:
            table.drop(editor)
