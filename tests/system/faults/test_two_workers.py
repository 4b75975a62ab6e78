"""Two workers on one queue, one of them stopped in the middle for longer than its lease: each effect once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.system.faults.city import ROUNDS, eventually
from tests.system.installation import Installation

pytestmark = pytest.mark.slow

HOME = Path(__file__).resolve().parents[3]
WRITTEN = 150 * ROUNDS
LEASE = 1
"""Seconds here; two minutes in service."""


def start(installation: Installation, *arguments: str) -> subprocess.Popen[str]:
    environment = installation.environment(
        DJANGO_SETTINGS_MODULE="cogov.config.settings", PYTHONUNBUFFERED="1",
        PYTHONPATH=f"{HOME}:{os.environ.get('PYTHONPATH', '')}",
    )  # fmt: skip
    return subprocess.Popen(
        [sys.executable, "-m", "tests.system.writers", *arguments],
        env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def left(installation: Installation) -> int:
    return int(installation.python("from cogov.kernel.models import Delivery; print(Delivery.objects.count())"))


def test_each_delivery_takes_effect_once_though_a_worker_sleeps_beyond_its_lease(installation: Installation) -> None:
    chance = random.Random(51)
    writer = start(installation, "write", "w", str(WRITTEN))
    workers = [start(installation, "leased", str(LEASE)) for _ in range(2)]
    try:
        for worker in workers:
            assert worker.stdout
            worker.stdout.readline()
        for _ in range(ROUNDS * 2):
            sleeper = chance.choice(workers)
            time.sleep(chance.random() * 0.2)  # a random moment of its work
            os.kill(sleeper.pid, signal.SIGSTOP)
            time.sleep(LEASE * 1.3)  # beyond the lease: that is the fault
            os.kill(sleeper.pid, signal.SIGCONT)
        assert len(writer.communicate(timeout=120)[0].split()) == WRITTEN
        eventually(lambda: left(installation) == 0)
    finally:
        for worker in workers:
            os.kill(worker.pid, signal.SIGCONT)
            worker.kill()
            assert worker.stdout
            worker.stdout.close()
            worker.wait(10)
    last = start(installation, "count")
    entries, handled, doubled = map(int, last.communicate(timeout=120)[0].split())
    assert (entries, handled, doubled) == (WRITTEN, WRITTEN, 0)
    assert installation.json("journal", "verify")["findings"] == 0
