"""The lines before the threads that work: bounded, fair, at once. With real threads, and events in place of sleep."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from cogov.config.turnstile import TERMS, Full, Kind, Terms, Turnstile

SOON = 10.0
"""Seconds within which what must happen has happened, on a busy machine too."""


class Held:
    """Work that lasts until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self) -> str:
        self.begun.set()
        assert self.go.wait(SOON)
        return "done"


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(200) as pool:
        yield pool


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SOON
    while not true():
        assert time.monotonic() < end
        time.sleep(0.001)


def waiting(gate: Turnstile, kind: Kind) -> int:
    return gate.counts()[kind][2]


def held(gate: Turnstile, crowd: ThreadPoolExecutor, kind: Kind = Kind.READ) -> tuple[Held, Future[str]]:
    work = Held()
    future = crowd.submit(gate.run, kind, work)
    assert work.begun.wait(SOON)
    return work, future


def test_gives_what_the_work_gives_and_raises_what_it_raises() -> None:
    gate = Turnstile(2)
    assert gate.run(Kind.READ, lambda: "page") == "page"
    with pytest.raises(ZeroDivisionError):
        gate.run(Kind.READ, lambda: 1 / 0)
    assert gate.run(Kind.WRITE, lambda: "still there") == "still there"


def test_a_full_line_refuses_at_once_and_another_kind_is_still_let_in(crowd: ThreadPoolExecutor) -> None:
    gate = Turnstile(1, TERMS | {Kind.READ: Terms(share=1, room=2, patience=SOON)})
    work, first = held(gate, crowd)
    later = [crowd.submit(gate.run, Kind.READ, lambda: "later") for _ in range(2)]
    until(lambda: waiting(gate, Kind.READ) == 2)
    began = time.monotonic()
    with pytest.raises(Full):
        gate.run(Kind.READ, lambda: "too many")
    assert time.monotonic() - began < 1.0
    write = crowd.submit(gate.run, Kind.WRITE, lambda: "written")
    until(lambda: waiting(gate, Kind.WRITE) == 1)
    work.go.set()
    assert (first.result(SOON), write.result(SOON)) == ("done", "written")
    assert [one.result(SOON) for one in later] == ["later", "later"]


def test_who_has_waited_for_too_long_is_refused_and_never_begun(crowd: ThreadPoolExecutor) -> None:
    gate = Turnstile(1, TERMS | {Kind.READ: Terms(share=1, room=9, patience=0.05)})
    work, first = held(gate, crowd)
    ran: list[str] = []
    with pytest.raises(Full):
        gate.run(Kind.READ, lambda: ran.append("late"))
    work.go.set()
    assert first.result(SOON) == "done", "what was begun is finished, however long it takes"
    assert gate.run(Kind.READ, lambda: "again") == "again"
    assert ran == []


def test_a_newcomer_is_refused_at_once_when_the_line_is_slower_than_its_patience(crowd: ThreadPoolExecutor) -> None:
    gate = Turnstile(1, TERMS | {Kind.READ: Terms(share=1, room=100, patience=0.7)})
    gate.run(Kind.READ, lambda: time.sleep(3))  # the mean is now some 0.3 s
    work, _first = held(gate, crowd)
    patient = [crowd.submit(gate.run, Kind.READ, lambda: None) for _ in range(2)]
    until(lambda: waiting(gate, Kind.READ) == 2)
    began = time.monotonic()
    with pytest.raises(Full):
        gate.run(Kind.READ, lambda: None)
    assert time.monotonic() - began < 0.3
    work.go.set()
    for one in patient:
        one.exception(SOON)


def test_each_kind_gets_its_share_of_the_time_and_none_starves(crowd: ThreadPoolExecutor) -> None:
    terms = {
        Kind.STAFF: Terms(share=4, room=40, patience=SOON),
        Kind.WRITE: Terms(share=2, room=40, patience=SOON),
        Kind.READ: Terms(share=1, room=40, patience=SOON),
    }
    gate = Turnstile(1, TERMS | terms)
    work, _first = held(gate, crowd, Kind.STATIC)
    order: list[Kind] = []
    for kind in terms:
        for _ in range(40):
            crowd.submit(gate.run, kind, lambda kind=kind: (order.append(kind), time.sleep(0.002)))
    until(lambda: all(waiting(gate, kind) == 40 for kind in terms))
    work.go.set()
    until(lambda: len(order) >= 35)
    first = Counter(order[:35])
    assert 15 <= first[Kind.STAFF] <= 25
    assert 6 <= first[Kind.WRITE] <= 14
    assert 2 <= first[Kind.READ] <= 9
    until(lambda: len(order) == 120)


def test_a_kind_that_never_came_has_no_credit_over_the_others(crowd: ThreadPoolExecutor) -> None:
    gate = Turnstile(1)
    for _ in range(100):
        gate.run(Kind.READ, lambda: time.sleep(0.001))
    work, _first = held(gate, crowd, Kind.STATIC)
    order: list[Kind] = []
    for kind in (Kind.READ, Kind.WRITE):
        for _ in range(30):
            crowd.submit(gate.run, kind, lambda kind=kind: (order.append(kind), time.sleep(0.002)))
    until(lambda: waiting(gate, Kind.READ) == waiting(gate, Kind.WRITE) == 30)
    work.go.set()
    until(lambda: len(order) == 60)
    assert Kind.READ in order[:10], "the first writes do not all go before the reads"


def test_writers_that_all_wait_for_one_lock_leave_a_thread_to_the_others(crowd: ThreadPoolExecutor) -> None:
    gate = Turnstile(3)
    stuck = [held(gate, crowd, Kind.WRITE) for _ in range(2)]
    third = crowd.submit(gate.run, Kind.WRITE, lambda: "written")
    until(lambda: waiting(gate, Kind.WRITE) == 1)
    assert gate.run(Kind.READ, lambda: "page") == "page"
    assert gate.run(Kind.STAFF, lambda: "desk") == "desk"
    assert not third.done()
    for work, _future in stuck:
        work.go.set()
    assert third.result(SOON) == "written"


def test_after_a_crowd_all_are_served_as_before(crowd: ThreadPoolExecutor) -> None:
    gate = Turnstile(2)
    works = [held(gate, crowd) for _ in range(2)]
    room = TERMS[Kind.READ].room
    several = [crowd.submit(gate.run, Kind.READ, lambda: "page") for _ in range(room + 20)]
    until(lambda: gate.counts()[Kind.READ][1] == 20)
    for work, _future in works:
        work.go.set()
    answers = [one.exception(SOON) for one in several]
    assert sum(isinstance(one, Full) for one in answers) == 20
    assert [gate.run(Kind.READ, lambda: "page") for _ in range(50)] == ["page"] * 50
    assert all(counts[2] == 0 for counts in gate.counts().values())
