"""Somebody sets the clock of the machine a day ahead or back while everything runs."""

from __future__ import annotations

import os
import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.system.faults.city import City, People, Served, eventually, serving

pytestmark = pytest.mark.slow

HOUR = 3600
DAY = 24 * HOUR


@contextmanager
def with_a_clock(city: City, folder: Path) -> Iterator[tuple[Served, Path]]:
    """Served under a clock that a file sets: seconds ahead of the true one."""
    found = [
        *Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"),
        *Path("/usr/lib").glob("faketime/libfaketimeMT.so.1"),
    ]
    if not found:
        pytest.skip("libfaketime is absent (Debian: apt-get install faketime)")
    offset = folder / "offset"
    offset.write_text("+0")
    faked = {
        "LD_PRELOAD": str(found[0]),
        "FAKETIME_TIMESTAMP_FILE": str(offset),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DISABLE_SHM": "1",
    }
    with serving(city, **faked) as served:
        yield served, offset


def file(city: City, served: Served) -> int:
    status, number = People(city, served).file(str(uuid.uuid4()), random.Random(7))
    assert status == 201
    return number


def rest(city: City) -> None:
    eventually(lambda: city.number("SELECT count(*) FROM kernel_delivery") == 0)


def told(city: City) -> str:
    found = city.ask("SELECT error FROM kernel_periodic WHERE name = 'kernel.clock'")
    return str(found[0][0]) if found else ""


def runs(city: City, job: str) -> str:
    found = city.ask(f"SELECT last_at FROM kernel_periodic WHERE name LIKE '%{job}'")
    return str(found[0][0]) if found else ""


def run_again(city: City, job: str) -> None:
    before = runs(city, job)
    eventually(lambda: runs(city, job) != before)


def escalated(city: City) -> int:
    return city.number("SELECT count(*) FROM kernel_clock WHERE escalation > 0")


def desk(city: City, served: Served) -> int:
    return served.ask("/desk/review", Cookie=city.reviewer)[0]


LONG = os.environ.get("COGOV_FAULT_ROUNDS") is not None
JOBS = ("fold_tallies", "send_letters", *(["tick_clocks"] if LONG else []))
"""That must come round again; the last only every half minute."""


@pytest.mark.parametrize("database", ["lite", "pg"] if LONG else ["lite"])
def test_a_day_ahead_and_back(database: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    city: City = request.getfixturevalue(database)
    with with_a_clock(city, tmp_path) as (served, offset):
        first = file(city, served)
        for _ in range(15):
            file(city, served)  # most of what one address may
        rest(city)
        eventually(lambda: runs(city, "tick_clocks") != "")
        assert desk(city, served) == 200
        assert city.number(f"SELECT count(*) FROM kernel_clock WHERE subject_id = {first}") > 0

        offset.write_text(f"+{DAY}")
        eventually(lambda: told(city) == f"+{DAY}")
        ahead = file(city, served)
        rest(city)
        run_again(city, "fold_tallies")
        run_again(city, "send_letters")
        assert escalated(city) == 0, "nobody is blamed for a clock"
        assert served.ask("/mine", Cookie=city.resident)[0] != 503
        assert desk(city, served) == 302, "staff who seem to have been away for a day sign in again"
        assert served.ask(f"/reports/{ahead}")[0] in (200, 302, 404)

        offset.write_text("+0")
        eventually(lambda: told(city) == f"-{DAY}")
        file(city, served)  # nobody is locked out for the day that did not pass
        rest(city)
        for job in JOBS:
            run_again(city, job)
        assert escalated(city) == 0
        assert late_jobs(city) == 0
        city.is_sound()
        city.home.must("journal", "checkpoint")
        city.is_sound()
        levels = [one["level"] for one in city.home.json("doctor") if one["check"] == "clock"]
        assert "ok" not in levels, "the doctor knows"


@pytest.mark.skipif(not LONG, reason="long: make faults")
def test_a_day_back_and_forward_again(lite: City, tmp_path: Path) -> None:
    with with_a_clock(lite, tmp_path) as (served, offset):
        file(lite, served)
        rest(lite)
        offset.write_text(f"-{DAY}")
        eventually(lambda: told(lite) == f"-{DAY}")
        file(lite, served)
        rest(lite)
        for job in JOBS:
            run_again(lite, job)
        assert served.ask("/reports", Cookie=lite.resident)[0] == 200
        offset.write_text("+0")
        eventually(lambda: told(lite) == f"+{DAY}")
        file(lite, served)
        rest(lite)
        run_again(lite, "fold_tallies")
        assert escalated(lite) == 0
        lite.is_sound()


def late_jobs(city: City) -> int:
    """Jobs that are planned for later than they come round, by the true clock."""
    code = (
        "from cogov.config import urls\nfrom cogov.kernel import periodic\nfrom cogov.kernel.clock import now\n"
        "from cogov.kernel.models import Periodic\n"
        "from importlib import import_module\n"
        "plan = dict(Periodic.objects.values_list('name', 'due_at'))\n"
        "known = [job for job in periodic.jobs.values() if job.name in plan]\n"
        "print(sum(plan[job.name] > now() + job.every + periodic.clock.JUMP for job in known))"
    )
    return int(city.home.python(code))
