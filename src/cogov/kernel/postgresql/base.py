"""Django's backend for PostgreSQL, with three habits that cost much time mended.

A connection that was idle is looked at before its first use without a question to the server. A server that went away,
was stopped or ended the session has closed the connection or has said so in it: then there is something to read, and
Django asks "SELECT 1" as ever, and opens another. While there is nothing to read that question would tell nothing more,
and takes a tenth of the time of a small page.

Times are read by psycopg's own loader, in C where it is built so: 0.1 µs each. Django wraps it in Python to set a
time zone, which is the one that the connection has already: 2 µs, four hundred times for a list of fifty rows.

The server compiles no plan: that takes 0.1 s and more, and our answers a hundredth of it. It is asked by a statement,
since PgBouncer lets no such option through when a connection is opened.
"""

from __future__ import annotations

import select
from functools import cache
from typing import Any

from django.db.backends.postgresql import base
from psycopg import adapters
from psycopg.adapt import AdaptersMap
from psycopg.pq import Format


class DatabaseWrapper(base.DatabaseWrapper):
    health_check_enabled: bool  # unknown to the stubs
    health_check_done: bool

    def get_connection_params(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_connection_params()
        return found | {"context": _with_quick_times(found["context"])}

    def init_connection_state(self) -> None:
        super().init_connection_state()
        self.connection.execute("SET jit = off")

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's with server-side binding, without its own loader of times."""
        if name:
            return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)
        return self.connection.cursor()

    def close_if_health_check_failed(self) -> None:
        if self.connection is not None and self.health_check_enabled and not self.health_check_done and self._silent():
            self.health_check_done = True
            return
        super().close_if_health_check_failed()

    def _silent(self) -> bool:
        """Open on our side, and nothing has come from the server."""
        if self.connection.closed:
            return False
        ear = select.poll()
        ear.register(self.connection.fileno(), select.POLLIN | select.POLLHUP | select.POLLERR)
        return not ear.poll(0)


@cache
def _with_quick_times(known: AdaptersMap) -> AdaptersMap:
    """One map for all connections, as Django has one."""
    found = AdaptersMap(known)
    loader = adapters.get_loader(base.TIMESTAMPTZ_OID, Format.TEXT)
    assert loader is not None
    found.register_loader("timestamptz", loader)
    return found
