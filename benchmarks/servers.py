"""The servers under load: `cogov serve` with its worker, and the bare stack, each as it would run in service."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from benchmarks import machine

START_WITHIN = 60  # seconds, with static files to compress at the first start
STOP_WITHIN = 30  # seconds
WEB_PROCESSES = 2
HOME = Path(__file__).resolve().parent.parent
THREADS = 4  # as `cogov serve` has by default


@contextmanager
def cogov(
    *, worker: bool = True, processes: int = WEB_PROCESSES, more: dict[str, str] | None = None
) -> Iterator[tuple[str, int]]:
    """(address, process id) of the application; `more` is added to its environment."""
    port = free_port()
    with _running(command(port, worker=worker, processes=processes), port, more or {}) as found:
        yield found


@contextmanager
def bare() -> Iterator[tuple[str, int]]:
    """(address, process id) of the baseline."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", str(WEB_PROCESSES),
        "--blocking-threads", str(THREADS), "--log-level", "warning", "benchmarks.bare.wsgi:application",
    ]  # fmt: skip
    with _running(command, port, {}) as found:
        yield found


def database_process() -> int | None:
    """The PostgreSQL server on this machine that we talk to; None for SQLite, which runs within ours."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = int(cursor.fetchone()[0])
    return machine.parent(pid)


def command(port: int, *, worker: bool = True, processes: int = WEB_PROCESSES) -> list[str]:
    """Of the application."""
    flag = "--worker" if worker else "--no-worker"
    serve = ["serve", "--port", str(port), "--processes", str(processes), flag]
    return [sys.executable, "-m", "cogov.cli", *serve]


def environment() -> dict[str, str]:
    """One reverse proxy stands before it, so that each request may come from an address of its own."""
    return {**os.environ, "COGOV_PROXIES": "1", "PYTHONPATH": f"{HOME}:{HOME / 'src'}"}


def end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def _running(command: list[str], port: int, more: dict[str, str]) -> Iterator[tuple[str, int]]:
    process = subprocess.Popen(command, env=environment() | more, cwd=HOME, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        end(process)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/reports/1", timeout=5):
                return
        except urllib.error.HTTPError:
            return  # any answer is one
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"the server did not answer within {START_WITHIN} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
