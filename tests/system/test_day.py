"""A day of a city under load while parts of it are killed: nothing acknowledged is lost or doubled, all comes back.

Some seconds and two kills; `make faults` plays minutes and many. The tool itself is shown to notice a loss.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.system.installation import Installation

HOME = Path(__file__).resolve().parents[2]
SECONDS = int(os.environ.get("COGOV_DAY_SECONDS", "12"))
KILLS = max(2, SECONDS // 20)
PATIENCE = 240 + 3 * SECONDS
"""Seconds for building the city, the day, and the worker, whose work in hand comes back after a minute."""
RESIDENTS = 1000
"""For each second: some 15 pages, 3 reports and 9 units of staff's work."""
LONG = SECONDS > 60
"""What a killed worker had in hand comes back after two minutes; the short version does not wait for it."""


def a_day(installation: Installation, *arguments: str) -> subprocess.CompletedProcess[str]:
    length = ["--minutes", str(SECONDS / 60), "--residents", str(RESIDENTS * SECONDS), "--reports", "400"]
    return subprocess.run(
        [sys.executable, "-m", "benchmarks.day.run", *length, *arguments],
        env=installation.environment(PYTHONPATH=f"{HOME}:{os.environ.get('PYTHONPATH', '')}"),
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.slow
def test_a_day_with_kills_loses_nothing_and_doubles_nothing(bare: Installation) -> None:
    victims = ["web", "worker", "all"] if LONG else ["web"]
    done = a_day(bare, "--kills", "3", "--count", str(KILLS), "--no-storm", "--victims", *victims)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Nothing lost, nothing doubled, the journal verifies." in done.stdout
    assert done.stdout.count("answered again:") >= KILLS - 1, "a victim may just have been dead already"
