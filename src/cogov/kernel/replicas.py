"""Reading from replicas of the database, without anybody having to know.

Within `reading(replica)` Django's connection `default` is, for this thread, a read-only line to that replica: the ORM,
`django.db.connection` and `atomic` all go there. `primary()` leads back to the primary for what has to be written or
must not be old. One thread in each process watches each replica; one that is silent or too far behind is left out at
once and comes back by itself. Who may read where is decided by `config.reading`; see docs/adr/0018-replicas.md.
"""

from __future__ import annotations

import logging
import math
import os
import select
import socket
import threading
import time
import weakref
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import DEFAULT_DB_ALIAS, Error, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import load_backend

EVERY = 0.5
"""Seconds between two looks at a replica: a reader who has written waits no longer than this for the replica to count
as having it; meanwhile the primary answers. Two tiny statements a second for each process."""
PATIENCE = 2
"""Seconds in which a healthy server answers; then it is away. Also libpq's shortest `connect_timeout`."""
SILENT = 2 * PATIENCE
"""Seconds after which a replica is left out even if its watcher itself is stuck."""
BEHIND = 10.0
"""Seconds that a replica may be behind. Others' news come that much later; what was hidden stays seen that long."""
REMEMBERED = 60
"""Seconds for which a writer's position is carried: several times BEHIND, after which every replica in use has it."""
COOKIE = "cogov_written"
HEADER = "Cogov-Position"
"""For programs that keep no cookies: given with the answer to each write, shown again with the next read."""

_SAMPLES = int(REMEMBERED / EVERY)
_SALT = "cogov.replicas"
WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint"
REPLAYED = (
    "SELECT CASE WHEN pg_is_in_recovery() THEN pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::bigint ELSE -1 END"
)

log = logging.getLogger("cogov.replicas")
_here = threading.local()
_lock = threading.Lock()
_all: list[Replica] | None = None
_written: deque[tuple[float, int]] = deque(maxlen=_SAMPLES)
"""(monotonic seconds, byte of the log up to which the primary had written), newest last."""


class Replica:
    """One server of `DATABASE_REPLICAS`, as this process sees it."""

    def __init__(self, database: dict[str, Any]) -> None:
        self.database = read_only(database)
        self.name = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
        self.replayed = -1
        """Byte of the log up to which it has everything; -1 = unknown."""
        self.behind = math.inf
        """Seconds since the primary stood where the replica stands; 0 when nothing newer is known."""
        self.heard_at = -math.inf
        self.trouble = ""
        self._epoch = 0
        self._lines = threading.local()
        self._open: weakref.WeakSet[BaseDatabaseWrapper] = weakref.WeakSet()

    @property
    def usable(self) -> bool:
        """Whether it answered lately and is not too far behind. From memory."""
        return time.monotonic() - self.heard_at < SILENT and self.behind <= BEHIND

    def line(self) -> BaseDatabaseWrapper:
        """This thread's connection, open. Raises DatabaseError."""
        line: BaseDatabaseWrapper | None = getattr(self._lines, "line", None)
        if line is None:
            line = load_backend(self.database["ENGINE"]).DatabaseWrapper(self.database, DEFAULT_DB_ALIAS)
            self._lines.line = line
            with _lock:
                self._open.add(line)
        if getattr(self._lines, "epoch", self._epoch) != self._epoch:
            line.close()  # it was away meanwhile
        self._lines.epoch = self._epoch
        line.close_if_unusable_or_obsolete()
        line.ensure_connection()
        return line

    def away(self, why: str) -> None:
        """Left out at once, until the watcher hears it again; who still waits for its answer waits no longer."""
        if self.heard_at != -math.inf:
            log.warning("replica %s is left out: %s", self.name, why)
        self.heard_at, self.replayed, self.behind, self.trouble = -math.inf, -1, math.inf, why
        self._epoch += 1
        with _lock:
            lines = list(self._open)
        for line in lines:
            _cut(line)

    def heard(self, replayed: int) -> None:
        if self.heard_at == -math.inf:
            log.info("replica %s is back", self.name)
        self.replayed, self.behind, self.trouble = replayed, _behind(replayed), ""
        self.heard_at = time.monotonic()


class Reading:
    """One stay at a replica. `trouble` is the first thing that it refused."""

    def __init__(self, replica: Replica, line: BaseDatabaseWrapper, home: BaseDatabaseWrapper) -> None:
        self.replica = replica
        self.line = line
        self.home = home
        self.trouble: Exception | None = None
        self.lost = False
        """Whether the connection broke, and not only this statement."""

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Also for what somebody catches."""
        try:
            return execute(sql, params, many, context)
        except Error as error:
            self.note(error)
            raise

    def note(self, error: Error) -> None:
        self.trouble = self.trouble or error
        wire = self.line.connection
        self.lost = self.lost or wire is None or bool(getattr(wire, "closed", False))

    @property
    def was_a_write(self) -> bool:
        """Whether the replica refused because it only reads: no fault of its own."""
        return getattr(self.trouble and self.trouble.__cause__, "sqlstate", None) == "25006"


def replicas() -> Sequence[Replica]:
    """Of this process; the first call begins to watch them."""
    global _all  # noqa: PLW0603 - one list for one process, made after it was forked
    if _all is None:
        with _lock:
            if _all is None:
                made = [Replica(database) for database in settings.DATABASE_REPLICAS]
                for replica in made:
                    _thread(f"cogov-replica-{replica.name}", _watch, replica)
                if made:
                    _thread("cogov-primary", _watch_primary)
                _all = made
    return _all


def replica_for(reader: str, position: int) -> Replica | None:
    """A replica that has everything up to `position`; None sends the reader to the primary.

    The same `reader` gets the same one while it is usable, so that nobody's time runs backwards between two of them.
    """
    known = replicas()
    first = zlib.crc32(reader.encode()) % len(known) if known else 0
    for replica in (*known[first:], *known[:first]):
        if replica.usable and replica.replayed >= position:
            return replica
    return None


@contextmanager
def reading(replica: Replica) -> Iterator[Reading]:
    """For this thread `default` is the replica. Raises DatabaseError where it cannot be reached."""
    try:
        line = replica.line()
    except Error as error:
        replica.away(str(error).strip())
        raise
    stay = Reading(replica, line, connections[DEFAULT_DB_ALIAS])
    connections[DEFAULT_DB_ALIAS] = line
    _here.stay = stay
    try:
        with line.execute_wrapper(stay.watch):
            yield stay
    finally:
        _here.stay = None
        connections[DEFAULT_DB_ALIAS] = stay.home
        if stay.trouble is not None:
            line.close()


@contextmanager
def primary() -> Iterator[None]:
    """What is asked within goes to the primary, also while a replica is read."""
    stay: Reading | None = getattr(_here, "stay", None)
    if stay is None:
        yield
        return
    line = connections[DEFAULT_DB_ALIAS]
    _here.stay, connections[DEFAULT_DB_ALIAS] = None, stay.home
    try:
        yield
    finally:
        _here.stay, connections[DEFAULT_DB_ALIAS] = stay, line


def is_reading() -> bool:
    """Whether this thread reads from a replica now."""
    return getattr(_here, "stay", None) is not None


def written() -> str:
    """Signed: how far the primary's log is on disk, which covers every write that was acknowledged. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return signing.TimestampSigner(salt=_SALT).sign(f"{cursor.fetchone()[0]:x}")


def position(shown: str) -> int:
    """What `written()` gave, as long as it matters; 0 for anything else."""
    if not shown:
        return 0
    try:
        return int(signing.TimestampSigner(salt=_SALT).unsign(shown, max_age=REMEMBERED), 16)
    except (signing.BadSignature, ValueError):
        return 0


def read_only(database: dict[str, Any]) -> dict[str, Any]:
    """Django's settings of a line that cannot write, whatever the server is."""
    options = dict(database["OPTIONS"])
    given = options.get("options", "")
    options["options"] = f"{given} -c default_transaction_read_only=on".strip()
    options["connect_timeout"] = PATIENCE
    complete: dict[str, Any] = dict(connections.settings[DEFAULT_DB_ALIAS])
    complete |= {"CONN_HEALTH_CHECKS": False}  # what fails is asked of the primary
    return complete | {key: value for key, value in database.items() if key != "CONN_HEALTH_CHECKS"} | {
        "OPTIONS": options
    }  # fmt: skip


class Line:
    """A connection of its own, by which one number is asked again and again; it never waits longer than PATIENCE."""

    def __init__(self, database: dict[str, Any]) -> None:
        self._wanted = load_backend(database["ENGINE"]).DatabaseWrapper(database, DEFAULT_DB_ALIAS)
        self._connection: Any = None

    def ask(self, sql: str) -> int:
        """Raises OSError when there is no answer in time, or none at all."""
        try:
            if self._connection is None:
                self._connection = self._connect()
            return self._answer(sql)
        except Exception as error:
            self.close()
            raise OSError(str(error).strip() or type(error).__name__) from error

    def close(self) -> None:
        if self._connection is not None:
            with suppress(Exception):
                self._connection.close()
            self._connection = None

    def _connect(self) -> Any:
        import psycopg  # noqa: PLC0415 - only where there are replicas

        known = self._wanted.get_connection_params()
        wanted = {key: known[key] for key in known if key not in ("cursor_factory", "context", "prepare_threshold")}
        ours = {"connect_timeout": PATIENCE, "application_name": "cogov-watch"}
        return psycopg.connect(**{**wanted, **ours}, autocommit=True)

    def _answer(self, sql: str) -> int:
        """libpq without psycopg's own waiting, which knows no end."""
        wire = self._connection.pgconn
        wire.send_query(sql.encode())
        until = time.monotonic() + PATIENCE
        while True:
            wire.consume_input()
            if not wire.is_busy():
                break
            if not select.select([wire.socket], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError(f"no answer within {PATIENCE} s")
        found, rest = wire.get_result(), wire.get_result()
        if found is None or rest is not None or not found.ntuples:
            raise OSError(found.error_message.decode() if found else "no answer")
        return int(found.get_value(0, 0))


def _thread(name: str, run: Callable[..., None], *arguments: Any) -> None:
    threading.Thread(target=run, args=arguments, name=name, daemon=True).start()


def _watch(replica: Replica) -> None:
    line = Line(replica.database)
    while True:
        look(replica, line)
        time.sleep(EVERY)


def look(replica: Replica, line: Line) -> None:
    """Ask once where it stands."""
    try:
        replayed = line.ask(REPLAYED)
    except OSError as error:
        replica.away(str(error))
        return
    if replayed < 0:
        replica.away("it is no replica (any more): it takes writes of its own")
    else:
        replica.heard(replayed)


def _behind(replayed: int) -> float:
    """By this process's own clock, so that neither an idle primary nor two clocks can mislead it."""
    samples = list(_written)
    if not samples or samples[-1][1] <= replayed:
        return 0.0
    steps = reversed(list(pairwise(samples)))
    passed = next((later for (_, position), (later, _) in steps if position <= replayed), None)
    return math.inf if passed is None else time.monotonic() - passed


def _watch_primary() -> None:
    """While the primary is away nothing new is known, and who has everything known stays in use."""
    line = Line(connections.settings[DEFAULT_DB_ALIAS])
    while True:
        with suppress(OSError):
            _written.append((time.monotonic(), line.ask(WRITTEN)))
        time.sleep(EVERY)


def _cut(line: BaseDatabaseWrapper) -> None:
    """End both directions of a connection that another thread may be waiting on: it gets an error at once."""
    with suppress(Exception), socket.socket(fileno=os.dup(line.connection.pgconn.socket)) as wire:
        wire.shutdown(socket.SHUT_RDWR)
