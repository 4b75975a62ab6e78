"""Load on a server by wrk, in the same machine."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine

SCRIPT = Path(__file__).with_name("requests.lua")
AT_ONCE = 8
"""Requests in the air: as many as the figures of Signalen were measured with."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one run. CPU in ms for each request; `others` is the share of all cores that neither we nor wrk used."""

    rate: float
    p50: float
    p99: float
    application: float
    database: float
    kilobytes: float
    failed: int
    others: float


def run(
    address: str,
    lines: Iterable[tuple[str, str, str]],
    headers: dict[str, str],
    seconds: int,
    *,
    at_once: int = AT_ONCE,
) -> dict[str, float]:
    """What wrk found: requests, seconds, p50 and p99 in ms, bytes, failed."""
    with _file(lines) as name:
        return _wrk(address, name, headers, seconds, at_once)[0]


def measure(
    address: str, lines: Iterable[tuple[str, str, str]], headers: dict[str, str], *, seconds: int,
    application: int, database: int | None, then: Callable[[], object] = bool,
) -> Measured:  # fmt: skip
    """Run for so many seconds; `application` and `database` are process ids whose families are charged.

    `then` is called before the clock of the processors starts and before it stops: it waits for what is still to do.
    """
    with _file(lines) as name:
        _wrk(address, name, headers, 1)
        then()
        before, began = _used(application, database), time.monotonic()
        found, wrk_ms = _wrk(address, name, headers, seconds)
        then()
        after, took = _used(application, database), time.monotonic() - began
    app, data, all_ = (b - a for a, b in zip(before, after, strict=True))
    count = max(int(found["requests"]), 1)
    return Measured(
        rate=count / found["seconds"], p50=found["p50"], p99=found["p99"], application=app / count,
        database=data / count, kilobytes=found["bytes"] / count / 1024, failed=int(found["failed"]),
        others=max(0.0, all_ - app - data - wrk_ms) / (took * 1000),
    )  # fmt: skip


@contextmanager
def _file(lines: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.writelines("\t".join(line) + "\n" for line in lines)
        file.flush()
        yield file.name


def _used(application: int, database: int | None) -> tuple[float, float, float]:
    return machine.cpu_ms(application), machine.cpu_ms(database) if database else 0.0, machine.busy_ms()


def _wrk(
    address: str, file: str, headers: dict[str, str], seconds: int, at_once: int = AT_ONCE
) -> tuple[dict[str, float], float]:
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk is needed to make load (Debian: apt-get install wrk)")
    command = [program, "-t1", f"-c{at_once}", f"-d{seconds}s", "--timeout", "20s", "-s", str(SCRIPT), address, "--"]
    command += [file, *(f"{name}: {value}" for name, value in headers.items())]
    before = machine.children_ms()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    line = next((row for row in done.stdout.splitlines() if row.startswith("RESULT ")), None)
    if line is None:
        raise SystemExit(f"wrk gave no result:\n{done.stdout}{done.stderr}")
    return json.loads(line.removeprefix("RESULT ")), machine.children_ms() - before
