"""The command; see the package."""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence
from itertools import product

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import load, machine, servers
from benchmarks.cases import CASES, Case
from cogov.contexts.reports.models import Report
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery

SEED = 7
HEAD = (
    "| what | requests/s | p50 / p99 ms | CPU ms application + database | queries | KB | of the bare stack | target |\n"
    "|---|---|---|---|---|---|---|---|"
)


def main(arguments: Sequence[str]) -> int:
    names = [case.name for case in CASES]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*names, []], help=f"of {', '.join(names)}")
    parser.add_argument("--seconds", type=int, default=10, help="of each run (default 10)")
    parser.add_argument(
        "--rounds", type=int, default=1, help="of all; each figure is of its best (a busy neighbour slows some)"
    )
    args = parser.parse_args(arguments)
    chosen = [case for case in CASES if not args.names or case.name in args.names]
    prepared = [(case, list(case.lines(random.Random(SEED)))[: case.most], case.headers()) for case in chosen]
    print(f"{now():%Y-%m-%d %H:%M} UTC, {machine.describe()}, {connection.vendor}, {Report.objects.count():,} reports,")
    print(f"{load.AT_ONCE} at once for {args.seconds} s from the same machine, {servers.WEB_PROCESSES} web processes")
    print(f"the best of {args.rounds} rounds\n" if args.rounds > 1 else "")
    baselines = _baselines({case.baseline for case in chosen}, args.seconds, args.rounds)
    queries = {case.name: _queries(lines[0], headers) for case, lines, headers in prepared}
    best: dict[str, load.Measured] = {}
    failed = 0
    with servers.cogov() as (address, pid):
        for turn, (case, lines, headers) in product(range(args.rounds), prepared):
            start = len(lines) * turn // args.rounds
            found = load.measure(
                address,
                lines[start:] + lines[:start],
                headers,
                seconds=args.seconds,
                application=pid,
                database=servers.database_process(),
                then=_drained if case.causes else bool,
            )
            best[case.name] = max(found, best.get(case.name, found), key=lambda one: one.rate)
            failed += found.failed
            print(f"{case.name}: {found.rate:,.0f}/s", file=sys.stderr, flush=True)
        print(HEAD)
        for case in chosen:
            print(_row(case, best[case.name], queries[case.name], baselines[case.baseline]))
        files = machine.memory_mb(pid, "Pss_File")
        print(f"\nMemory of web and worker: {machine.memory_mb(pid):.0f} MB (PSS), {files:.0f} MB of it pages of files")
    for path, measured in sorted(baselines.items()):
        print(f"Bare stack {path}: {measured.rate:,.0f}/s, {measured.application + measured.database:.2f} ms CPU")
    return 1 if failed else 0


def _drained() -> None:
    """Until the worker has done all that is due, a minute and a half at most."""
    until = time.monotonic() + 90
    while Delivery.objects.filter(dead_at=None, due_at__lte=now()).exists():
        if time.monotonic() > until:
            raise SystemExit("the worker does not keep up")
        time.sleep(0.1)


def _row(case: Case, found: load.Measured, queries: int, baseline: load.Measured) -> str:
    note = f" **{found.failed} failed**" if found.failed else ""
    busy = f" (others used {found.others:.1f} cores)" if found.others > 0.1 else ""
    return (
        f"| {case.name}{note}{busy} | {found.rate:,.0f} | {found.p50:.1f} / {found.p99:.0f} "
        f"| {found.application:.2f} + {found.database:.2f} | {queries} | {found.kilobytes:.1f} "
        f"| {found.rate / baseline.rate:.2f} | {case.target} |"
    )


def _baselines(paths: set[str], seconds: int, rounds: int) -> dict[str, load.Measured]:
    from benchmarks.bare import app

    app.prepare()
    try:
        with servers.bare() as (address, pid):
            database = servers.database_process()
            best: dict[str, load.Measured] = {}
            for path in sorted(paths) * rounds:
                found = load.measure(
                    address, [("GET", path, "")], {}, seconds=min(seconds, 5), application=pid, database=database
                )
                best[path] = max(found, best.get(path, found), key=lambda one: one.rate)
            return best
    finally:
        app.remove()


def _queries(line: tuple[str, str, str], headers: dict[str, str]) -> int:
    """Of one request to a process that has answered the same before."""
    method, path, body = line
    client = Client(headers=headers)
    for number in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.generic(
                method, path, body.encode(), content_type="application/json",
                headers={"Idempotency-Key": f"bench-{os.getpid()}-{number:08}"} if body else {},
            )  # fmt: skip
    return sum(not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for query in asked)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
