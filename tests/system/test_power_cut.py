"""A power cut loses nothing that was acknowledged, on either database: what was never synced is dropped at random.

The short version: some cuts from a seed. Each gate is also shown to fail: without waiting for the disk, writes go.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.system import powercut
from tests.system.cluster import Cluster
from tests.system.installation import Installation

pytestmark = pytest.mark.slow

HOME = Path(__file__).resolve().parents[2]
ACKNOWLEDGED = 12
"""Writes that must have been told before the plug is pulled."""
CUTS = int(os.environ.get("COGOV_POWER_CUTS", "4"))
"""Ways in which one disk may forget; `make faults` plays more."""
CODES = "SELECT code FROM kernel_calendar"


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return powercut.build(tmp_path_factory.mktemp("recorder"))


def write_until_killed(installation: Installation, seed: int, **environment: str) -> list[str]:
    """Codes that were acknowledged before the kill."""
    own = installation.environment(
        DJANGO_SETTINGS_MODULE="cogov.config.settings",
        PYTHONPATH=f"{HOME}:{os.environ.get('PYTHONPATH', '')}",
        **environment,
    )
    command = [sys.executable, "-m", "tests.system.writers", "write", f"cut{seed}"]
    with subprocess.Popen(command, env=own, stdout=subprocess.PIPE, text=True, start_new_session=True) as running:
        assert running.stdout
        told = [running.stdout.readline().strip() for _ in range(ACKNOWLEDGED + seed)]
        os.killpg(running.pid, signal.SIGKILL)
        told += [line.strip() for line in running.stdout if line.endswith("\n")]
    return [code for code in told if code]


# ---- SQLite -----------------------------------------------------------------


@pytest.fixture
def sqlite_city(tmp_path: Path) -> Installation:
    made = Installation(tmp_path / "data")
    made.must("migrate")
    return made


def pull_the_plug(
    city: Installation, recorder: Path, folder: Path, seed: int, **environment: str
) -> tuple[list[str], dict[str, powercut.Writes]]:
    log = folder / "writes.log"
    watched = {"LD_PRELOAD": str(recorder), "CUT_FOLDER": str(city.data), "CUT_LOG": str(log)}
    told = write_until_killed(city, seed, **watched, **environment)
    return told, powercut.unsynced(log)


def test_sqlite_keeps_what_it_acknowledged_through_a_power_cut(
    sqlite_city: Installation, recorder: Path, tmp_path: Path
) -> None:
    told, waiting = pull_the_plug(sqlite_city, recorder, tmp_path, seed=1)
    assert len(told) >= ACKNOWLEDGED
    for number in range(CUTS):
        there = tmp_path / f"after{number}"
        shutil.copytree(sqlite_city.data, there)
        powercut.cut(waiting, sqlite_city.data, there, random.Random(number))
        with sqlite3.connect(there / "cogov.sqlite3") as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert set(told) <= {code for (code,) in database.execute(CODES)}
    assert Installation(there).json("journal", "verify")["findings"] == 0


def test_without_waiting_for_the_disk_sqlite_loses_what_it_acknowledged(
    sqlite_city: Installation, recorder: Path, tmp_path: Path
) -> None:
    """The gate fails when it should: test mode says synchronous=OFF."""
    told, waiting = pull_the_plug(sqlite_city, recorder, tmp_path, seed=2, COGOV_MODE="test")
    assert waiting
    lost = 0
    for number in range(CUTS):
        there = tmp_path / f"after{number}"
        shutil.copytree(sqlite_city.data, there)
        assert powercut.cut(waiting, sqlite_city.data, there, random.Random(number)) > 0
        try:
            with sqlite3.connect(there / "cogov.sqlite3") as database:
                lost += not set(told) <= {code for (code,) in database.execute(CODES)}
        except sqlite3.DatabaseError:
            lost += 1
    assert lost == CUTS


# ---- PostgreSQL ---------------------------------------------------------------


@pytest.mark.parametrize("sync", ["on", "off"])
def test_postgresql_keeps_what_it_acknowledged_through_a_power_cut_if_it_waits_for_the_disk(
    cluster: Cluster, recorder: Path, tmp_path: Path, sync: str
) -> None:
    assert cluster.start() == 0
    city = Installation(tmp_path / "data", cluster.url)
    city.must("migrate")
    with psycopg.connect(cluster.url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")
    cluster.stop()
    assert cluster.start() == 0  # recovered and at rest
    assert cluster.run("pg_ctl", "-D", str(cluster.data), "-m", "fast", "-w", "stop") == 0
    library = cluster.home / "recorder.so"
    shutil.copy(recorder, library)
    log = cluster.home / "writes.log"
    watched = {"LD_PRELOAD": str(library), "CUT_FOLDER": str(cluster.data), "CUT_LOG": str(log)}
    assert cluster.start(f"fsync={sync}", **watched) == 0
    told = write_until_killed(city, 3)
    cluster.kill()
    assert len(told) >= ACKNOWLEDGED
    waiting = powercut.unsynced(log)
    whole = cluster.home / "whole"
    cluster.data.rename(whole)
    kept = [after_the_cut(cluster, whole, waiting, random.Random(number), told) for number in range(CUTS)]
    assert all(kept) if sync == "on" else not all(kept)


def after_the_cut(
    cluster: Cluster, whole: Path, waiting: dict[str, powercut.Writes], chance: random.Random, told: list[str]
) -> bool:
    """Whether the server comes up by itself and has every write that was acknowledged."""
    subprocess.run(["cp", "-a", whole, cluster.data], check=True)
    (cluster.data / "postmaster.pid").unlink(missing_ok=True)
    powercut.cut(waiting, cluster.data, cluster.data, chance)
    try:
        if cluster.start() != 0:
            return False
        with psycopg.connect(cluster.url) as database:
            return set(told) <= {code for (code,) in database.execute(CODES)}
    except psycopg.Error:
        return False
    finally:
        cluster.stop()
        shutil.rmtree(cluster.data)
