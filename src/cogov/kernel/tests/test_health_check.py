"""An idle connection to PostgreSQL: trusted while it is silent, replaced when the server has ended it."""

from __future__ import annotations

from collections.abc import Iterator
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
