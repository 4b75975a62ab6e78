"""The database is away for a while: calm refusals, nothing lost, everything back by itself."""

from __future__ import annotations

import os
import sqlite3
import time

import pytest

from tests.system.cluster import Cluster
from tests.system.faults.city import SECONDS, City, People, Served, eventually, serving

pytestmark = pytest.mark.slow

BUSY = 22
"""Seconds for which another process holds SQLite's lock: longer than writers wait for it (20 s)."""


def ran_since(city: City, job: str, moment: str) -> bool:
    return city.number(f"SELECT count(*) FROM kernel_periodic WHERE name LIKE '%{job}' AND last_at > '{moment}'") == 1


def workers(city: City) -> list[str]:
    return sorted(row[0] for row in city.ask("SELECT name FROM kernel_heartbeat"))


def now(city: City) -> str:
    return str(city.ask("SELECT CURRENT_TIMESTAMP")[0][0])[:19]


def test_postgresql_stopped_and_started_again(pg: City, cluster: Cluster) -> None:
    with serving(pg) as served:
        eventually(lambda: len(workers(pg)) == 1)
        before, people = workers(pg), People(pg, served).come()
        eventually(lambda: len(people.filed) >= 5 and people.good.get("accept", 0) >= 1)
        cluster.stop()
        gone = time.monotonic()
        eventually(lambda: any(what == "file" for what, *_ in people.bad))
        read_alone(served)
        time.sleep(max(0.0, SECONDS - (time.monotonic() - gone)))  # the fault's own length, not a wait for something
        filed = len(people.filed)
        assert cluster.start() == 0
        back = now(pg)
        eventually(lambda: len(people.filed) >= filed + 5)
        people.leave()
        people.were_refused_calmly()
        assert max(seconds for _w, _s, seconds, *_ in people.bad) < 10, "nobody waits for what is away"
        people.lost_nothing()
        eventually(lambda: ran_since(pg, "send_letters", back) and ran_since(pg, "fold_tallies", back))
        assert workers(pg) == before, "the worker waited, and was not lost"
        pg.is_sound()
        assert people.accepted


def read_alone(served: Served) -> None:
    """Two readers' languages and a program, each in its own form."""
    status, told, page = served.ask(
        "/staff/sign-in", b"email=a", Accept_Language="zh-CN", Cookie="sessionid=" + "a" * 32
    )
    assert status in (403, 503)
    status, told, page = served.ask("/r/" + "a" * 32, Accept_Language="en", X_Forwarded_For="9.9.9.9")
    assert (status, 'lang="en"' in page, "cannot be reached at this moment" in page) == (503, True, True)
    assert (int(told["Retry-After"]) > 0, told["Cache-Control"]) == (True, "no-store")
    status, _told, page = served.ask("/r/" + "a" * 32, Accept_Language="zh-CN", Cookie="cogov_type=large")
    assert (status, 'lang="zh-Hans"' in page, "暂时" in page, 'data-type="large"' in page) == (503, True, True, True)


def test_sqlite_locked_by_another_process_for_longer_than_writers_wait(lite: City) -> None:
    with serving(lite) as served:
        people = People(lite, served).come()
        eventually(lambda: len(people.filed) >= 5)
        other = sqlite3.connect(lite.home.data / "cogov.sqlite3", timeout=20, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        held = time.monotonic()
        eventually(lambda: people.good.get("page", 0) > 0)
        status, _told, _page = served.ask("/robots.txt", timeout=5)
        assert status == 200
        time.sleep(max(0.0, max(SECONDS, BUSY) - (time.monotonic() - held)))
        filed = len(people.filed)
        other.execute("ROLLBACK")
        other.close()
        eventually(lambda: len(people.filed) >= filed + 5)
        people.leave()
        people.were_refused_calmly()
        people.lost_nothing()
        lite.is_sound()


@pytest.mark.skipif(os.environ.get("COGOV_FAULT_ROUNDS") is None, reason="long: make faults")
def test_postgresql_restarted_again_and_again(pg: City, cluster: Cluster) -> None:
    with serving(pg) as served:
        people = People(pg, served, seed=2).come()
        for _ in range(5):
            filed = len(people.filed)
            eventually(lambda: len(people.filed) >= filed + 3)  # noqa: B023 - called at once
            cluster.stop()
            assert cluster.start() == 0
        people.leave()
        people.were_refused_calmly()
        people.lost_nothing()
        pg.is_sound()
