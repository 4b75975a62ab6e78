"""A day of a city under load while parts of it are killed: nothing acknowledged is lost or doubled, all comes back.

Some seconds and two kills; `make faults` plays minutes and many. The tool itself is shown to notice a loss.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import build
from cogov.kernel.ids import digest
from cogov.kernel.models import Entry
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


@pytest.mark.django_db
def test_the_day_notices_what_is_lost_or_there_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(HOME)
    from benchmarks.day import city

    world = build()
    first, second, again = (world.file(text=f"Lamp #m{number}") for number in (1, 2, 2))
    entry = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    Report.objects.filter(pk=first.pk).update(receipt=digest("x" * 32))
    told = {"m1": (first.pk, "x" * 32), "m2": (second.pk, "y" * 32), "m3": (again.pk + 99, "z" * 32)}
    found = list(city.lost_and_doubled((first.pk - 1, entry), told, [(first.pk, "reports.accepted")]))
    assert found == [
        f"report {second.pk}: another receipt than was told",
        f"report {again.pk + 99} was acknowledged and is not there",
        "2 reports of one sending: m2",
        f"reports.accepted of report {first.pk}: 1 acknowledged, 0 in the journal",
    ]
