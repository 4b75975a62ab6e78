"""Several web and worker processes behind one PostgreSQL, and what a replica takes off it.

    python -m benchmarks.many --seconds 8                       on the city that DATABASE_URL and COGOV_DATA name
    COGOV_PG_REPLICA=1 COGOV_PG_FSYNC=on tools/postgres.sh sh -c \
        'cogov demo --reports 2000 && python -m benchmarks.many'    a city and a replica of its own, from nothing

Each web process is a `cogov serve --no-worker` on a port of its own, each worker a `cogov worker`, as on machines of
their own. On one machine they share its cores: compare the CPU for each request, not the requests per second.
With DATABASE_REPLICAS the reads are measured once without and once with them.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
import django

django.setup()

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.utils import load_backend

from benchmarks import load, machine, servers
from benchmarks.cases import CASES, REQUESTS, Line
from cogov.contexts.reports.models import Report
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery, Heartbeat

HOME = Path(__file__).resolve().parent.parent
SEED = 7
READS = ("map-street", "near", "report-json", "report", "list")
"""What visitors ask for, in equal parts."""
REST = 120  # seconds for workers to come up, and to end what the load left


@dataclass(frozen=True, slots=True)
class Used:
    """Processor time so far in ms, by who used it."""

    web: float
    workers: float
    primary: float
    replica: float

    def since(self, before: Used) -> Used:
        return Used(*(getattr(self, name) - getattr(before, name) for name in self.__slots__))


class Fleet:
    def __init__(self, addresses: list[str], web: list[int], workers: list[int]) -> None:
        self.addresses, self.web, self.workers = addresses, web, workers
        self.primary, self.replica = servers.database_process(), replica_process()

    def used(self) -> Used:
        servers_ = [machine.cpu_ms(one) if one else 0.0 for one in (self.primary, self.replica)]
        return Used(sum(map(machine.cpu_ms, self.web)), sum(map(machine.cpu_ms, self.workers)), *servers_)

    def load(self, lines: Sequence[Line], headers: dict[str, str], seconds: int) -> tuple[int, int, float]:
        """(requests, failed, worst p99 in ms) of all addresses together, `load.AT_ONCE` at once in all."""
        share = max(1, load.AT_ONCE // len(self.addresses))
        with ThreadPoolExecutor(len(self.addresses)) as pool:
            jobs = [
                pool.submit(load.run, address, lines[number :: len(self.addresses)], headers, seconds, at_once=share)
                for number, address in enumerate(self.addresses)
            ]
            found = [job.result() for job in jobs]
        return sum(int(one["requests"]) for one in found), sum(int(one["failed"]) for one in found), max(
            one["p99"] for one in found
        )  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many", description=__doc__)
    parser.add_argument("--seconds", type=int, default=8, help="of each run (default 8)")
    parser.add_argument("--web", type=int, nargs="*", default=[1, 2, 4], help="web processes (default 1 2 4)")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="worker processes (default 1 2)")
    args = parser.parse_args(arguments)
    if connection.vendor != "postgresql":
        raise SystemExit("several machines need PostgreSQL: set DATABASE_URL")
    print(
        f"{now():%Y-%m-%d %H:%M} UTC, {machine.describe()}, {Report.objects.count():,} reports, {load.AT_ONCE} at once"
    )
    creates = _lines("create")
    failed = 0
    print("\n| web | workers | created/s | p99 ms | CPU ms web + worker + database for each | drained/s |")
    print("|---|---|---|---|---|---|", flush=True)
    for web in args.web:
        for workers in args.workers:
            with fleet(web, workers, {"DATABASE_REPLICAS": ""}) as found:
                failed += _create(found, creates, args.seconds, f"{web} | {workers}")
    print("\n| web | reads from | read/s | p99 ms | CPU ms web + primary + replica for each | moved off the primary |")
    print("|---|---|---|---|---|---|", flush=True)
    reads = [line for name in READS for line in _lines(name)[: REQUESTS // len(READS)]]
    random.Random(SEED).shuffle(reads)
    for web in args.web:
        for replicas in [""] + ([os.environ["DATABASE_REPLICAS"]] if settings.DATABASE_REPLICAS else []):
            with fleet(web, 0, {"DATABASE_REPLICAS": replicas}) as found:
                failed += _read(found, reads, args.seconds, f"{web} | {'replica' if replicas else 'primary'}")
    return 1 if failed else 0


def _create(found: Fleet, lines: Sequence[Line], seconds: int, name: str) -> int:
    _rest()
    given, before, began = _given(), found.used(), time.monotonic()
    count, failed, p99 = found.load(lines, {}, seconds)
    _rest()
    took, used = time.monotonic() - began, found.used().since(before)
    drained = (_given() - given) / took
    print(
        f"| {name} | {count / seconds:,.0f} | {p99:.0f} | {used.web / count:.2f} + {used.workers / count:.2f} + "
        f"{used.primary / count:.2f} | {drained:,.0f} |" + (f" **{failed} failed**" if failed else ""),
        flush=True,
    )
    return failed


def _read(found: Fleet, lines: Sequence[Line], seconds: int, name: str) -> int:
    found.load(lines, {}, 2)  # templates, copies of small tables, connections
    before = found.used()
    count, failed, p99 = found.load(lines, {}, seconds)
    used = found.used().since(before)
    moved = used.replica / max(used.primary + used.replica, 1.0)
    print(
        f"| {name} | {count / seconds:,.0f} | {p99:.0f} | {used.web / count:.2f} + {used.primary / count:.2f} + "
        f"{used.replica / count:.2f} | {moved:.0%} |" + (f" **{failed} failed**" if failed else ""),
        flush=True,
    )
    return failed


@contextmanager
def fleet(web: int, workers: int, more: dict[str, str]) -> Iterator[Fleet]:
    """So many processes of each kind, each started by itself; ended at the end."""
    with ExitStack() as stack:
        sites = [stack.enter_context(servers.cogov(worker=False, processes=1, more=more)) for _ in range(web)]
        began = now()
        helpers = [stack.enter_context(_worker(more)) for _ in range(workers)]
        _until(lambda: Heartbeat.objects.filter(started_at__gte=began).count() >= workers, "the workers are at work")
        yield Fleet([address for address, _ in sites], [pid for _, pid in sites], helpers)


@contextmanager
def _worker(more: dict[str, str]) -> Iterator[int]:
    env = os.environ | more | {"PYTHONPATH": f"{HOME}:{HOME / 'src'}"}
    process = subprocess.Popen([sys.executable, "-m", "cogov.cli", "worker"], env=env, cwd=HOME)
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(servers.STOP_WITHIN)


def replica_process() -> int | None:
    """The replica's server, if it runs on this machine."""
    if not settings.DATABASE_REPLICAS:
        return None
    from cogov.kernel.replicas import read_only

    wanted = read_only(settings.DATABASE_REPLICAS[0])
    line = load_backend(wanted["ENGINE"]).DatabaseWrapper(wanted, DEFAULT_DB_ALIAS)
    with line.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = int(cursor.fetchone()[0])
        found = machine.parent(pid)
    line.close()
    return found


def _lines(name: str) -> list[Line]:
    case = next(case for case in CASES if case.name == name)
    return list(case.lines(random.Random(SEED)))[:REQUESTS]


def _rest() -> None:
    _until(lambda: not Delivery.objects.filter(dead_at=None, due_at__lte=now()).exists(), "the workers end their work")


def _until(holds: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + REST
    while not holds():
        if time.monotonic() > until:
            raise SystemExit(f"not within {REST} s: {what}")
        time.sleep(0.1)


def _given() -> int:
    """Deliveries that there ever were."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM kernel_delivery_id_seq")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
