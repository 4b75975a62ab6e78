"""A database or disk that is away is told from a mistake of ours, by the errors that they really raise."""

import errno
import sqlite3
from contextlib import closing, suppress

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, ProgrammingError
from django.db.transaction import TransactionManagementError

from cogov.kernel.errors import Unavailable
from cogov.kernel.outages import outage


def wrapped(cause, kind=OperationalError):
    """As Django hands it on."""
    error = kind(str(cause))
    error.__cause__ = cause
    return error


def raised(path, statement, *, before=()):
    with closing(sqlite3.connect(path, timeout=0)) as file:
        for line in before:
            file.execute(line)
        try:
            for _ in range(200):
                file.execute(statement)
        except sqlite3.Error as error:
            return wrapped(error)
    return None


def test_a_locked_file_of_sqlite(tmp_path):
    with closing(sqlite3.connect(tmp_path / "a")) as other:
        other.execute("CREATE TABLE t (x)")
        other.execute("BEGIN IMMEDIATE")
        assert outage(raised(tmp_path / "a", "INSERT INTO t VALUES (1)"))


def test_a_full_disk_under_sqlite(tmp_path):
    few = ("PRAGMA max_page_count=3", "CREATE TABLE t (x)")
    assert outage(raised(tmp_path / "a", "INSERT INTO t VALUES (zeroblob(2000))", before=few))


def test_a_file_that_cannot_be_opened(tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(sqlite3.OperationalError) as caught:
        sqlite3.connect(tmp_path / "a")
    assert outage(wrapped(caught.value))


def test_a_missing_table_is_our_own_mistake(tmp_path):
    assert outage(raised(tmp_path / "a", "INSERT INTO nothing VALUES (1)")) is None


def test_a_server_that_is_not_there(tmp_path):
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect(host=str(tmp_path))
    assert outage(wrapped(caught.value))


@pytest.mark.parametrize("state", ["08006", "25006", "40P01", "53100", "53300", "55P03", "57P01", "57P03", "58030"])
def test_what_a_server_says_when_it_cannot(state):
    assert outage(wrapped(psycopg.errors.lookup(state)("no")))


@pytest.mark.parametrize(("state", "kind"), [("23505", IntegrityError), ("42P01", ProgrammingError)])
def test_what_a_server_says_when_we_are_wrong(state, kind):
    assert outage(wrapped(psycopg.errors.lookup(state)("no"), kind)) is None


def test_a_connection_that_is_gone_and_what_follows_from_it():
    assert outage(InterfaceError("connection already closed"))
    assert outage(wrapped(wrapped(sqlite_full()), TransactionManagementError))
    assert outage(TransactionManagementError("used wrongly")) is None


def sqlite_full():
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


def test_a_disk_and_other_trouble_with_files():
    assert outage(OSError(errno.ENOSPC, "no room"))
    assert outage(OSError(errno.EROFS, "read-only"))
    assert outage(FileNotFoundError(errno.ENOENT, "none")) is None
    assert outage(ValueError("no")) is None


def test_an_outage_that_was_told_keeps_its_words():
    told = Unavailable("photos", retry_after=7)
    assert outage(told) is told


def test_an_error_that_arose_while_another_was_handled_is_not_its_result():
    with suppress(ValueError):
        try:
            raise InterfaceError("away")
        except InterfaceError:
            error = ValueError("ours")
            error.__context__ = InterfaceError("away")
            raise error from None
    assert outage(error) is None
