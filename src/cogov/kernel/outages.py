"""Is an error the database or the disk being away? Then it is nobody's mistake, and passes."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from django.db import Error, InterfaceError

from cogov.kernel.errors import Unavailable

DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
"""No room, the quota used up, mounted read-only, the disk broken."""

SQLITE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)
"""Primary result codes; SQLITE_ERROR (no such table, say) is a mistake of ours."""

POSTGRESQL = ("08", "25006", "40", "53", "55P03", "57", "58")
"""Beginnings of SQLSTATE: connection, read-only (a stand-by), rolled back for others, no room or memory, locked,
the operator (shutting down, starting up), the system (disk)."""


def outage(error: BaseException) -> Unavailable | None:
    """What to tell people, when the error or what it came from is an outage; None for every other error."""
    for one in _causes(error):
        if isinstance(one, Unavailable):
            return one
        if _is_outage(one):
            return Unavailable()
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Outermost first. Only what was said to be a cause: another error in whose handling this one arose is none."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = found.__cause__


def _is_outage(error: BaseException) -> bool:
    if isinstance(error, OSError):
        return error.errno in DISK
    if isinstance(error, sqlite3.Error):
        return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF in SQLITE
    if isinstance(error, InterfaceError):
        return True  # the connection was lost before this statement
    if isinstance(error, Error) or not hasattr(error, "sqlstate"):
        return False  # Django's wrapper: what it wraps says more
    return _is_postgresql(error)


def _is_postgresql(error: BaseException) -> bool:
    """psycopg gives no SQLSTATE where there was no server to give one: refused, vanished, cut off."""
    state = getattr(error, "sqlstate", None)
    if state is None:
        return any(kind.__name__ == "OperationalError" for kind in type(error).__mro__)
    return str(state).startswith(POSTGRESQL)
