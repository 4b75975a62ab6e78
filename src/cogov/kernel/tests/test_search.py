"""Search in words: all that match, newest first, on both databases, wherever the ids lie."""

from __future__ import annotations

from random import Random

import pytest
from django.db import connection

from cogov.kernel import search
from cogov.kernel.search import SearchTable

pytestmark = pytest.mark.django_db

WORDS = ("florp", "quux", "zorb", "vlim")  # of nobody: an index outlives the tests that write to tables of models
EDGES = [2**bits + step for bits in (3, 13, 14, 16, 17, 19, 20, 22, 23, 40) for step in (-2, -1, 0, 1)]


@pytest.fixture
def texts() -> dict[int, set[str]]:
    """Words of each id; ids stand on both sides of every place at which a mark changes."""
    dice = Random(7)
    found = {key: {word for word in WORDS if dice.random() < 0.6} for key in EDGES}
    SearchTable("reports_search").put([(key, " ".join(some), " ".join(some)) for key, some in found.items()])
    return found


@pytest.mark.parametrize("window", [1, 3, 40])
@pytest.mark.parametrize("query", ["florp", "florp quux", "zorb vlim", "florp quux zorb vlim", "grumph"])
def test_all_that_match_come_once_newest_first(
    texts: dict[int, set[str]], window: int, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "WINDOW", window)
    matching = sorted((key for key, some in texts.items() if some.issuperset(query.split())), reverse=True)
    for before in (None, 2**22, 2**17 + 1, 2**13, 1):
        windows = list(SearchTable("reports_search").newest(query, staff=False, before=before))
        assert all(windows)
        assert [key for some in windows for key in some] == [key for key in matching if before is None or key < before]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 has one index for all")
def test_the_newest_are_found_by_their_mark_and_not_by_reading_every_match() -> None:
    table = SearchTable("reports_search")
    table.put([(key, "florp", "florp") for key in range(2**14 - 3000, 2**14 + 100)])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE reports_search")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN (ANALYZE, FORMAT JSON) SELECT id FROM reports_search WHERE {search._marked('public')} @> %s",
            [["florp", "#13.2"]],
        )
        plan = cursor.fetchone()[0][0]["Plan"]
    assert plan["Plans"][0]["Index Name"] == "reports_search_public_13_16_19_22"
    assert plan["Actual Rows"] == 100
    assert next(table.newest("florp", staff=False)) == [*range(2**14 + 99, 2**14 + 59, -1)]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="FTS5 has one index for all")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", ["of other marks", "cut off", "of today"])
def test_a_city_of_an_earlier_release_gets_the_index_of_todays_marks(before: str) -> None:
    table = SearchTable("marks_search")
    with connection.schema_editor(atomic=False) as editor:
        table.create(editor)
        try:
            if before == "of other marks":
                editor.execute(
                    "CREATE INDEX marks_search_public_by_age ON marks_search USING gin (array_cat(public, staff))"
                )
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
                assert sorted(cursor.fetchall()) == [
                    ("marks_search_pkey", True),
                    ("marks_search_public_13_16_19_22", True),
                    ("marks_search_staff_13_16_19_22", True),
                ]
        finally:
            table.drop(editor)
