"""A city that moves from SQLite to PostgreSQL arrives whole, also when the move was cut off and the city changed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.apps import apps

from tests.system.installation import Installation

pytestmark = pytest.mark.slow

HOME = Path(__file__).resolve().parent.parent.parent
REPORTS = 40
CUT_OFF = """
from cogov.config.settings import database
from cogov.kernel import copying
import os
copying.CHUNK = 100
sent = 0
def advance(rows):
    global sent
    sent += rows
    if sent > {rows}:
        os._exit(9)
copying.copy(database({url!r}), advance)
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Address of a PostgreSQL: the suite's own, or a private one for these tests."""
    if os.environ.get("DATABASE_URL"):
        yield os.environ["DATABASE_URL"]
        return
    if not any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) and not shutil.which("initdb"):
        pytest.skip("PostgreSQL's server programs are absent (Debian: apt-get install postgresql)")
    command = [str(HOME / "tools" / "postgres.sh"), "sh", "-c", "echo $DATABASE_URL; cat"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdin
        yield running.stdout.readline().strip()
        running.stdin.close()


@pytest.fixture
def target(server: str) -> Iterator[str]:
    """An empty database of its own."""
    name = f"copy_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="module")
def first_city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("city") / "data"
    Installation(folder).must("demo", "--reports", str(REPORTS), COGOV_MODE="demo")
    return folder


@pytest.fixture
def city(first_city: Path, tmp_path: Path) -> Installation:
    shutil.copytree(first_city, tmp_path / "data")
    return Installation(tmp_path / "data")


def source_rows(city: Installation, sql: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(city.data / "cogov.sqlite3") as there:
        return there.execute(sql).fetchall()


def change_source(city: Installation, *statements: str) -> None:
    with sqlite3.connect(city.data / "cogov.sqlite3") as there:
        for statement in statements:
            there.execute(statement)


def arrived_rows(url: str, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as there:
        return there.execute(sql).fetchall()  # type: ignore[arg-type]


def counts(city: Installation, url: str) -> dict[str, tuple[int, int]]:
    """(here, there) of every table that the models know, and of the tables of words."""
    names = [model._meta.db_table for model in apps.get_models(include_auto_created=True)] + ["reports_search"]
    return {
        name: (
            source_rows(city, f"SELECT COUNT(*) FROM {name}")[0][0],
            arrived_rows(url, f"SELECT COUNT(*) FROM {name}")[0][0],
        )
        for name in names
    }


def test_every_row_arrives_and_the_city_goes_on_there(city: Installation, target: str) -> None:
    done = city.json("copy", "--to", target)
    assert done["journal"] == "verified"
    found = counts(city, target)
    assert {name: pair for name, pair in found.items() if pair[0] != pair[1]} == {}
    assert found["kernel_entry"][0] > REPORTS
    columns = "id, text, state, address, lat, lon, salt, supporters"
    assert arrived_rows(target, f"SELECT {columns} FROM reports_report ORDER BY id") == source_rows(
        city, f"SELECT {columns} FROM reports_report ORDER BY id"
    )
    words = [
        (key, sorted(public.split()))
        for key, public in source_rows(city, "SELECT rowid, public FROM reports_search ORDER BY rowid")
    ]
    there = arrived_rows(target, "SELECT id, public FROM reports_search ORDER BY id")
    assert [(key, sorted(public)) for key, public in there] == words


def test_what_guards_the_data_stands_there_too(city: Installation, target: str) -> None:
    city.must("copy", "--to", target)
    keys = sum(
        bool(field.remote_field and getattr(field, "db_constraint", False))
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if model._meta.managed
    )
    assert arrived_rows(target, "SELECT COUNT(*) FROM pg_constraint WHERE contype = 'f'") == [(keys,)]
    for table in ("kernel_entry", "ledger_line"):
        trigger = f"SELECT COUNT(*) FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND NOT tgisinternal"
        assert arrived_rows(target, trigger) == [(2,)]
    highest = arrived_rows(target, "SELECT MAX(id) FROM reports_report")[0][0]
    assert arrived_rows(target, "SELECT nextval(pg_get_serial_sequence('reports_report', 'id'))") == [(highest + 1,)]
    moved = Installation(city.data, target)
    assert moved.json("doctor")


def test_a_move_cut_off_goes_on_and_takes_what_changed_meanwhile(city: Installation, target: str) -> None:
    rows = sum(here for here, _there in counts_here(city).values())
    with pytest.raises(AssertionError):
        city.python(CUT_OFF.format(rows=rows // 2, url=target))
    assert arrived_rows(target, "SELECT COUNT(*) FROM kernel_copy WHERE kind = 'rows'")[0][0] > 0
    change_source(
        city,
        "UPDATE accounts_person SET name = 'renamed meanwhile' WHERE id = (SELECT MIN(id) FROM accounts_person)",
        "DELETE FROM kernel_delivery",
        "INSERT INTO kernel_version (name, number) VALUES ('a row that came later', 1)",
    )
    done = json.loads(city.must("copy", "--to", target, "--json"))
    assert 0 < done["fresh"] < done["rows"]
    found = counts(city, target)
    assert {name: pair for name, pair in found.items() if pair[0] != pair[1]} == {}
    names = "SELECT id, name FROM accounts_person ORDER BY id"
    assert arrived_rows(target, names) == source_rows(city, names)


def counts_here(city: Installation) -> dict[str, tuple[int, int]]:
    names = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    return {name: (source_rows(city, f"SELECT COUNT(*) FROM {name}")[0][0], 0) for name in names}


def test_a_city_that_is_there_already_is_not_touched(city: Installation, target: str) -> None:
    city.must("copy", "--to", target)
    before = arrived_rows(target, "SELECT COUNT(*), MAX(id) FROM kernel_entry")
    again = city.run("copy", "--to", target)
    assert again.returncode == 3
    assert "already" in again.stderr
    assert arrived_rows(target, "SELECT COUNT(*), MAX(id) FROM kernel_entry") == before


def test_a_journal_altered_before_the_move_is_told(city: Installation, target: str) -> None:
    change_source(
        city,
        "DROP TRIGGER kernel_entry_no_update",
        "UPDATE kernel_entry SET data = '{\"forged\": 1}' WHERE id = (SELECT MIN(id) FROM kernel_entry)",
    )
    assert city.run("copy", "--to", target).returncode == 1


def test_a_database_that_is_away_is_one_line(city: Installation) -> None:
    done = city.run("copy", "--to", "postgresql://nobody@127.0.0.1:1/none")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
