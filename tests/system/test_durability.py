"""Kill −9 loses nothing that was acknowledged, and doubles nothing.

The short version: a few kills at random moments, from a seed; `make faults` plays more. What the disk itself
forgets in a power cut is in test_power_cut.
"""

import os
import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROUNDS = int(os.environ.get("COGOV_KILLS", "4"))
HOME = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


def start(installation, *arguments):
    environment = installation.environment(
        DJANGO_SETTINGS_MODULE="cogov.config.settings", PYTHONPATH=str(HOME), PYTHONUNBUFFERED="1"
    )
    return subprocess.Popen(
        [sys.executable, "-m", "tests.system.writers", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def killed_after(running, lines, rest_seconds):
    """Wait for so many lines and a moment more, kill, and return every line that came through."""
    told = [running.stdout.readline().strip() for _ in range(lines)]
    timer = threading.Timer(rest_seconds, os.killpg, (running.pid, signal.SIGKILL))
    timer.start()
    told += [line.strip() for line in running.stdout]
    running.wait(10)
    running.stdout.close()
    assert running.returncode == -signal.SIGKILL
    return [line for line in told if line]


def codes(installation):
    return set(
        installation.python(
            "from cogov.kernel.models import Calendar\nprint(*Calendar.objects.values_list('code', flat=True))"
        ).split()
    )


def test_every_acknowledged_write_survives_and_the_journal_verifies(installation):
    chance, acknowledged = random.Random(311), []
    for number in range(ROUNDS):
        running = start(installation, "write", f"round{number}")
        acknowledged += killed_after(running, chance.randint(1, 30), chance.random() * 0.3)
    assert len(acknowledged) > ROUNDS
    assert set(acknowledged) <= codes(installation)
    assert len(codes(installation)) - len(acknowledged) <= ROUNDS, "at most one answer a kill was on its way"
    assert installation.json("journal", "verify")["findings"] == 0


def test_deliveries_take_effect_once_however_often_workers_are_killed(installation):
    chance = random.Random(312)
    writer = start(installation, "write", "w", "300")
    assert len(writer.communicate(timeout=120)[0].split()) == 300
    for _ in range(ROUNDS):
        running = start(installation, "deliver")
        killed_after(running, 1, chance.random() * 0.05)
    last = start(installation, "count")
    entries, handled, doubled = map(int, last.communicate(timeout=120)[0].split())
    assert (entries, handled, doubled) == (300, 300, 0)
