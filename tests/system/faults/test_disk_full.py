"""The disk is full, at random moments, and then there is room again."""

from __future__ import annotations

import dataclasses
import os
import random
import shutil
from pathlib import Path

import pytest

from tests.system.cluster import Cluster, folder
from tests.system.faults.city import ROUNDS, City, People, eventually, serving, settle
from tests.system.faults.room import Room, room
from tests.system.installation import Installation

pytestmark = pytest.mark.slow


def fill_and_make_room(people: People, small: Room, again: object = None) -> None:
    """Several times, each time with another rest of bytes left."""
    chance = random.Random(41)
    for _ in range(ROUNDS):
        filed, refused = len(people.filed), len(people.bad)
        eventually(lambda: len(people.filed) >= filed + 3)  # noqa: B023 - called at once
        small.fill(left=chance.choice([0, 4096, 40_000]))
        eventually(lambda: any(what == "file" for what, *_ in people.bad[refused:]) or refill(small))  # noqa: B023
        small.make_room()
        if callable(again):
            again()


def refill(small: Room) -> bool:
    """What is given back (a log that began anew) is taken too."""
    small.fill()
    return False


def test_sqlite_on_a_full_disk(seedbed: City, tmp_path: Path) -> None:
    there = tmp_path / "data"
    there.mkdir()
    with room(there, 64) as small:
        shutil.copytree(seedbed.home.data, small.seen, dirs_exist_ok=True)
        city = dataclasses.replace(seedbed, home=Installation(there, within=small.within))
        with serving(city) as served:
            people = People(city, served, seed=3).come()
            fill_and_make_room(people, small)
            filed = len(people.filed)
            eventually(lambda: len(people.filed) >= filed + 3)
            people.leave()
            people.were_refused_calmly()
            people.lost_nothing()
            city.is_sound()
            assert people.good["page"] > 0


def test_a_full_disk_leaves_no_false_backup(seedbed: City, tmp_path: Path) -> None:
    there = tmp_path / "data"
    there.mkdir()
    with room(there, 24) as small:
        shutil.copytree(seedbed.home.data, small.seen, dirs_exist_ok=True)
        home = Installation(there, within=small.within)
        (small.seen / "backups").mkdir(exist_ok=True)
        home.must("backup", str(there / "backups/whole.tar"))
        size = (small.seen / "backups/whole.tar").stat().st_size
        for left in (0, 8192, size // 3, size - 8192):
            small.make_room()
            small.fill(left=left)
            done = home.run("backup", str(there / "backups/torn.tar"))
            assert (done.returncode in (1, 3), done.stderr.count("\n")) == (True, 1), done.stderr
            assert sorted(path.name for path in (small.seen / "backups").iterdir()) == ["whole.tar"]
        small.make_room()
        home.must("backup", str(there / "backups/later.tar"))
        found = {one["check"]: one["level"] for one in home.json("doctor")}
        assert found["data_folder"] == "bad", "nearly full is said before it is full"


def test_postgresql_on_a_full_disk(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("a server that refuses to be root in its namespace needs root to mount its disk")
    with folder(Cluster) as cluster:
        disk = cluster.home / "disk"
        disk.mkdir()
        with room(disk, 120, owner=cluster.owner) as small:
            cluster.within, cluster.disk = small.within, "disk/data"
            cluster.init("--wal-segsize=1")
            start = lambda: cluster.running or cluster.start("min_wal_size=2MB", "max_wal_size=8MB")  # noqa: E731
            start()
            city = settle(Installation(tmp_path / "data", cluster.url))
            with serving(city) as served:
                people = People(city, served, seed=4).come()
                fill_and_make_room(people, small, start)
                filed = len(people.filed)
                eventually(lambda: len(people.filed) >= filed + 3)
                people.leave()
                people.were_refused_calmly()
                people.lost_nothing()
                city.is_sound()
            cluster.stop()
