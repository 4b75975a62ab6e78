"""Our backend for PostgreSQL: silent connections are trusted, those the server ended replaced, times right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.utils import load_backend

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection to lose"),
    pytest.mark.django_db,
]


@pytest.fixture
def line() -> Iterator[Any]:
    """A connection as a request leaves it, at the moment at which the next request begins."""
    made = load_backend(connection.settings_dict["ENGINE"]).DatabaseWrapper(
        {**connection.settings_dict, "CONN_HEALTH_CHECKS": True}, DEFAULT_DB_ALIAS
    )
    made.ensure_connection()
    made.close_if_unusable_or_obsolete()
    yield made
    made.close()


def session_of(line: Any) -> int:
    return int(line.connection.info.backend_pid)


def test_a_silent_connection_is_used_without_a_question(line: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = session_of(line)
    monkeypatch.setattr(line, "is_usable", lambda: pytest.fail("the server was asked"))
    with line.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert session_of(line) == before


def test_a_connection_that_the_server_ended_is_replaced(line: Any) -> None:
    before = session_of(line)
    with connection.cursor() as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [before])
        assert other.fetchone() == (True,)
    with line.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert session_of(line) != before


def test_a_connection_closed_on_our_side_is_replaced(line: Any) -> None:
    line.connection.close()
    with line.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_times_are_read_as_django_reads_them(line: Any) -> None:
    at = datetime(2026, 3, 29, 1, 59, 59, 999_999, tzinfo=UTC)
    with line.cursor() as cursor:
        cursor.execute("SELECT '2026-03-29 09:59:59.999999+08'::timestamptz, NULL::timestamptz")
        found, nothing = cursor.fetchone()
    assert (found, found.tzinfo, nothing) == (at, UTC, None)
    with line.chunked_cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz + n * interval '1 day' FROM generate_series(1, 3) AS n", [at])
        assert [row[0] for row in cursor] == [at + n * timedelta(days=1) for n in (1, 2, 3)]


def test_no_plan_is_compiled(line: Any) -> None:
    with line.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
