"""`cogov serve` as a service manager keeps it, and who kills parts of it without a word at moments from a seed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from benchmarks import machine, servers

RESTART = 1.0
"""Seconds until a service manager starts it again (systemd: RestartSec)."""


class Service:
    """Started again whenever it ends, until `stop`."""

    def __init__(self, port: int, log: Path) -> None:
        self._command, self._env = servers.command(port), servers.environment()
        self._log = log
        self._stopping = threading.Event()
        self._process = self._start()
        servers.wait_for(port, self._process)
        self._watch = threading.Thread(target=self._keep, daemon=True)
        self._watch.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def web(self) -> list[int]:
        return [pid for pid in self._children() if _has_runtime(pid)]

    def worker(self) -> list[int]:
        return [pid for pid in self._children() if not _has_runtime(pid)]

    def stop(self) -> None:
        self._stopping.set()
        servers.end(self._process)

    def _children(self) -> list[int]:
        return [pid for pid in machine.descendants(self.pid) if pid != self.pid and _parent(pid) == self.pid]

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(self._command, env=self._env, cwd=servers.HOME, stdout=log, stderr=log)

    def _keep(self) -> None:
        while not self._stopping.is_set():
            self._process.wait()
            if not self._stopping.wait(RESTART):
                self._process = self._start()


@dataclass
class Killer:
    """Kills one of `targets` at each of `moments`, seconds after `begin`."""

    targets: dict[str, Callable[[], list[int]]]
    moments: list[float]
    dice: random.Random
    done: list[tuple[float, str]] = field(default_factory=list)

    def run(self, begin: float, ended: threading.Event) -> None:
        for number, moment in enumerate(self.moments):
            if ended.wait(max(0.0, begin + moment - time.monotonic())):
                return
            names = list(self.targets)
            name = names[number % len(names)] if len(self.moments) < 2 * len(names) else self.dice.choice(names)
            victims = self.targets[name]()
            if victims:
                with suppress(ProcessLookupError):
                    os.kill(self.dice.choice(victims), signal.SIGKILL)
                self.done.append((time.monotonic() - begin, name))


def moments(dice: random.Random, count: int, seconds: float) -> list[float]:
    """One in each part of the time, at random within it."""
    part = 0.8 * seconds / count
    return [0.1 * seconds + part * (number + dice.random()) for number in range(count)]


def database_backends() -> list[int]:
    """Of PostgreSQL: when one dies so, the server ends all others and recovers from its log, as after a crash."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as own:
        rows = own.execute("SELECT pid FROM pg_stat_activity WHERE application_name = 'cogov'").fetchall()
    return [int(pid) for (pid,) in rows]


@contextmanager
def service(log: Path) -> Iterator[tuple[Service, int]]:
    port = servers.free_port()
    kept = Service(port, log)
    try:
        yield kept, port
    finally:
        kept.stop()


def _has_runtime(pid: int) -> bool:
    """Web processes have the threads of the server's runtime."""
    with suppress(OSError):
        return any("tokio" in comm.read_text() for comm in Path(f"/proc/{pid}/task").glob("*/comm"))
    return False


def _parent(pid: int) -> int:
    try:
        return machine.parent(pid)
    except ProcessLookupError:
        return 0
