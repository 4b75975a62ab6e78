"""Some threads that work, and a line before them for each kind of request: none starves, none waits for long.

Of the lines that are not empty the one goes next that has had the least of the threads' time for its share
(start-time fair queueing; Goyal, Vin, Cheng 1996). Who would wait for longer than the kind's patience is told at
once. See docs/adr/0017-above-capacity.md.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

T = TypeVar("T")


class Kind(StrEnum):
    """Whose request it is."""

    STATIC = "static"
    STAFF = "staff"
    WRITE = "write"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Terms:
    """`share` of the threads' time while all kinds wait; `room` in the line; `patience` in seconds."""

    share: int
    room: int
    patience: float


TERMS = {
    Kind.STATIC: Terms(share=4, room=32, patience=5),  # without its style a page is nothing; each costs almost nothing
    Kind.STAFF: Terms(share=4, room=64, patience=10),  # they work off what the others wait for
    Kind.WRITE: Terms(share=2, room=64, patience=5),  # a leaking pipe before a look at the map
    Kind.READ: Terms(share=1, room=64, patience=3),  # nobody looks at a blank page for longer
}
ROOM = sum(terms.room for terms in TERMS.values())
"""Requests that can wait in one process."""
GUESS = 0.02
"""Seconds that a request is taken to need before the first of its kind was measured."""
ROOM_FOR_ERROR = 0.6
"""Of the patience: who is let in should be served within it, although the wait can only be estimated."""
MEMORY = 0.1
"""Weight of the newest measurement in the mean: the last ten or so count."""


class Full(Exception):
    """It would have waited, or has waited, too long. Nothing was begun."""


class _Job:
    __slots__ = ("begun", "came", "done", "error", "result", "work")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.came = time.monotonic()
        self.done = threading.Lock()
        self.done.acquire()
        self.begun = False
        self.result: Any = None
        self.error: BaseException | None = None


@dataclass(slots=True)
class _Line:
    """`used` is the threads' time so far divided by the share; `mean` seconds of one request; `running` now.

    `pace` is the mean of seconds between two that began while others waited; `last` when the last one did.
    """

    terms: Terms
    jobs: deque[_Job]
    used: float = 0.0
    mean: float = GUESS
    running: int = 0
    pace: float = 0.0
    last: float = 0.0
    served: int = 0
    refused: int = 0


class Turnstile:
    """`run` may be called by any number of threads; the work is done by `threads` of its own."""

    def __init__(self, threads: int, terms: Mapping[Kind, Terms] | None = None) -> None:
        self._threads = threads
        self._lines = {kind: _Line(one, deque()) for kind, one in (terms or TERMS).items()}
        self._most = {kind: max(1, threads - 1) if kind == Kind.WRITE else threads for kind in self._lines}
        """Writers may all wait for one lock of the database: one thread is always left for the others."""
        self._used = 0.0
        self._ready = threading.Condition(threading.Lock())
        for number in range(threads):
            threading.Thread(target=self._serve, name=f"cogov-request-{number}", daemon=True).start()

    def run(self, kind: Kind, work: Callable[[], T]) -> T:
        """What `work` gives or raises, done in one of the threads. Raises Full, at once or after the patience."""
        job, line = _Job(work), self._lines[kind]
        with self._ready:
            too_long = self._wait(kind) > ROOM_FOR_ERROR * line.terms.patience
            if too_long or len(line.jobs) >= line.terms.room:
                line.refused += 1
                raise Full
            if not line.jobs and not line.running:
                line.used = max(line.used, self._used)  # no credit for the time in which nobody came
            line.jobs.append(job)
            self._ready.notify()
        if not job.done.acquire(timeout=line.terms.patience):
            self._leave(line, job)
            job.done.acquire()
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[no-any-return]

    def counts(self) -> dict[Kind, tuple[int, int, int]]:
        """(served, refused, waiting now) of each kind since the start."""
        with self._ready:
            return {kind: (line.served, line.refused, len(line.jobs)) for kind, line in self._lines.items()}

    def _wait(self, kind: Kind) -> float:
        """Seconds until a newcomer's turn: by the shares, or as the line was seen to move, if that is slower."""
        line = self._lines[kind]
        rivals = sum(one.terms.share for one in self._lines.values() if one.jobs or one is line)
        threads = min(self._most[kind], self._threads * line.terms.share / rivals)
        return len(line.jobs) * max(line.mean / threads, line.pace)

    def _leave(self, line: _Line, job: _Job) -> None:
        """Patience is at its end: go, unless the work has begun; then its answer is waited for."""
        with self._ready:
            if not job.begun:
                line.jobs.remove(job)
                line.refused += 1
                raise Full

    def _serve(self) -> None:
        with self._ready:
            line, job, charged = self._take()
        while True:
            began = time.monotonic()
            try:
                job.result = job.work()
            except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
                job.error = error
            took = time.monotonic() - began
            job.done.release()
            del job  # its answer may be large
            with self._ready:
                line.used += (took - charged) / line.terms.share
                line.mean += MEMORY * (took - line.mean)
                line.running -= 1
                line.served += 1
                line, job, charged = self._take()

    def _take(self) -> tuple[_Line, _Job, float]:
        """Waits for a job. The mean is charged at once, so that four threads do not all take from one line."""
        while (line := self._next()) is None:
            self._ready.wait()
        job, charged = line.jobs.popleft(), line.mean
        job.begun = True
        self._note_pace(line, job)
        self._used = line.used
        line.used += charged / line.terms.share
        line.running += 1
        return line, job, charged

    def _note_pace(self, line: _Line, job: _Job) -> None:
        """Only of those who came before the last one began: else the time was not the line's, but nobody's."""
        at = time.monotonic()
        if job.came < line.last:
            line.pace += MEMORY * (at - line.last - line.pace)
        if not line.jobs:
            line.pace = 0.0
        line.last = at

    def _next(self) -> _Line | None:
        waiting = [line for kind, line in self._lines.items() if line.jobs and line.running < self._most[kind]]
        return min(waiting, key=lambda line: line.used, default=None)
