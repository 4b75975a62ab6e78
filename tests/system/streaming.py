"""A primary with a streaming replica of it, each a server of its own in a folder of its own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.system.cluster import Cluster, folder

OPTIONS = ("max_connections=60", "fsync=off", "shared_buffers=32MB")
"""Durability is tested elsewhere; here the disk is spared. A replica needs as many connections as its primary."""


class Standby(Cluster):
    """`primary` is where its log comes from."""

    primary: Cluster

    def admin(self, statement: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def pause(self) -> None:
        self.admin("SELECT pg_wal_replay_pause()")
        until(lambda: self.admin("SELECT pg_get_wal_replay_pause_state()") == [("paused",)], "replay is paused")

    def resume(self) -> None:
        self.admin("SELECT pg_wal_replay_resume()")
        self.catch_up()

    def catch_up(self) -> None:
        with psycopg.connect(self.primary.url, autocommit=True) as primary:
            [(wanted,)] = primary.execute("SELECT pg_current_wal_flush_lsn()").fetchall()
        replayed = f"SELECT pg_last_wal_replay_lsn() >= '{wanted}'"
        until(lambda: self.admin(replayed) == [(True,)], "the replica has everything")

    def readers(self) -> int:
        """Connections by which visitors read."""
        [(count,)] = self.admin("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'cogov'")
        return int(str(count))

    def freeze(self) -> None:
        """Its processes stand still and say nothing, as a machine does whose network was cut."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        first = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        children = [int(one) for one in Path(f"/proc/{first}/task/{first}/children").read_text().split()]
        for process in [first, *children]:
            os.kill(process, number)


def until(holds: Callable[[], object], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        time.sleep(0.05)


@contextmanager
def primary() -> Iterator[Cluster]:
    with folder(Cluster) as made:
        made.init()
        assert made.start(*OPTIONS) == 0
        yield made


@contextmanager
def standby(of: Cluster) -> Iterator[Standby]:
    """A copy of what the primary holds now, which follows it from then on."""
    with folder(Standby) as made:
        made.primary = of
        copied = made.run(
            "pg_basebackup", "-h", str(of.home), "-U", "cogov", "-D", str(made.data), "-R", "-X", "stream", "-c", "fast"
        )  # fmt: skip
        assert copied == 0
        assert made.start(*OPTIONS) == 0
        until(lambda: made.admin("SELECT status FROM pg_stat_wal_receiver") == [("streaming",)], "it follows")
        yield made
