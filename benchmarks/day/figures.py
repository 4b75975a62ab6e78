"""What was seen, in tables: answers and refusals by minute, the queue, memory, processor; then what was too much."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import Error, connection

from benchmarks import machine
from benchmarks.day.beyond import phases
from benchmarks.day.people import Book
from benchmarks.day.schedule import Arrival
from cogov.contexts.reports.models import Report
from cogov.kernel.clock import now

CLASSES = {"read": "pages", "file": "reports", "photo": "photos", "staff": "staff: steps", "desk": "staff: lists"}
QUICK = 1.0
"""Seconds within which 99 of 100 are answered when all is well again."""
Row = tuple[float, str, float, str]


@dataclass
class Watch:
    """Looks at the queue and the memory from time to time, in a thread."""

    pid: Callable[[], int]
    backlog: Callable[[], tuple[int, float]]
    open_work: Callable[[], dict[int, int]]
    sample: float
    memory: float
    begin: float = 0.0
    work: dict[int, int] = field(default_factory=dict)
    waiting: list[tuple[float, int, float]] = field(default_factory=list)
    megabytes: list[tuple[float, float]] = field(default_factory=list)
    server_ms: float = 0.0
    own_ms: float = 0.0
    seconds: float = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        ended = threading.Event()
        thread = threading.Thread(target=self._look, args=(ended,), daemon=True)
        began, own = time.monotonic(), time.process_time()
        self.begin, self.work = began, self.open_work()
        thread.start()
        try:
            yield
        finally:
            self.seconds, self.own_ms = time.monotonic() - began, 1000 * (time.process_time() - own)
            ended.set()
            thread.join()

    def _look(self, ended: threading.Event) -> None:
        used, next_memory = {self.pid(): machine.cpu_ms(self.pid())}, 0.0
        while not ended.wait(self.sample):
            at = time.monotonic() - self.begin
            pid = self.pid()
            spent = machine.cpu_ms(pid)
            self.server_ms += max(0.0, spent - used.get(pid, 0.0))  # what was killed takes its time along
            used = {pid: spent}
            self.waiting.append((at, *self.backlog()))
            try:
                self.work = self.open_work()
            except Error:
                connection.close()  # the database is away: the old list will do
            if at >= next_memory:
                self.megabytes.append((at, machine.memory_mb(pid)))
                next_memory = at + self.memory


def head(residents: int, minutes: float, arrivals: list[Arrival], beside: str) -> None:
    kinds = Counter("reports" if a.kind == "file" else "staff" if a.kind == "staff" else "views" for a in arrivals)
    print(f"{now():%Y-%m-%d %H:%M} UTC, {machine.describe()}, {connection.vendor}, {Report.objects.count():,} reports")
    print(f"A day of {residents:,} residents in {minutes:g} minutes: {kinds['reports']:,} reports, {kinds['views']:,}")
    print(f"views, {kinds['staff']:,} units of staff's work{beside}\n", flush=True)


def told(book: Book, watch: Watch, kills: list[tuple[float, str]], drained: float | None) -> None:
    end = phases[0].begin if phases else max((row[0] for row in book.rows), default=0.0)
    day = [row for row in book.rows if row[0] <= end]
    step = 60.0 if end >= 300 else 10.0
    print("| to s | answers/s | pages p50 / p99 ms | reports | staff | refused | errors | waiting, oldest s | MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for number in range(int(end // step) + 1):
        begin, until = number * step, (number + 1) * step
        rows = [row for row in day if begin <= row[0] < until]
        if rows:
            print(_minute(rows, begin, until, step, watch))
    print("\n| kind | answered | p50 ms | p99 ms | longest s | refused | after p50 / p99 ms | broken, error |")
    print("|---|---|---|---|---|---|---|---|")
    for kind, name in CLASSES.items():
        print(f"| {name} | {_class(day, kind)}")
    _sums(book, watch, drained)
    for at, name in kills:
        print(f"killed at {at:.1f} s: {name}; {_answered_again(book.rows, at)}")


def beyond_told(book: Book) -> None:
    if not phases:
        return
    print(f"\nCapacity found: {phases[0].rate:.0f} arrivals/s")
    print("| load | due/s | answers/s | refused/s | refusal p50 / p99 ms | pages | reports | staff | staff refused |")
    print("|---|---|---|---|---|---|---|---|---|")
    for phase in phases[1:]:
        rows = [row for row in book.rows if phase.begin <= row[0] < phase.end]
        seconds = phase.end - phase.begin
        refused = [row for row in rows if row[3] == "refused"]
        staff = sum(row[1] in ("staff", "desk") for row in refused)
        answers = sum(row[3] == "ok" for row in rows)
        print(
            f"| {phase.name} | {phase.rate:.0f} | {answers / seconds:.0f} | {len(refused) / seconds:.0f} "
            f"| {_pair(row[2] for row in refused)} | {_ok(rows, 'read')} | {_ok(rows, 'file')} "
            f"| {_ok(rows, 'staff')} | {staff} |"
        )
    for before, after in zip(phases[1::2], phases[2::2], strict=False):
        rows = [row for row in book.rows if after.begin <= row[0] < after.end]
        print(f"after {before.name}: {_recovered(rows, after.begin)}")


def end(problems: Iterable[str], log: str) -> None:
    found = list(problems)
    print(f"\n{'; '.join(found[:20]) if found else 'Nothing lost, nothing doubled, the journal verifies.'}")
    if len(found) > 20:
        print(f"and {len(found) - 20} more")
    lines = [line for line in log.splitlines() if line and "Cogov is at" not in line]
    if lines:
        print(f"\nThe server's log has {len(lines)} lines, the last ones:")
        print("\n".join(line[:300] for line in lines[-12:]))


def _minute(rows: list[Row], begin: float, until: float, step: float, watch: Watch) -> str:
    lags = [(count, oldest) for at, count, oldest in watch.waiting if begin <= at < until]
    most, oldest = max((c for c, _o in lags), default=0), max((o for _c, o in lags), default=0.0)
    memory = max((mb for at, mb in watch.megabytes if begin <= at < until), default=0.0)
    ok = sum(row[3] == "ok" for row in rows)
    refused = sum(row[3] == "refused" for row in rows)
    return (
        f"| {until:.0f} | {ok / step:.0f} | {_ok(rows, 'read')} | {_ok(rows, 'file')} | {_ok(rows, 'staff')} "
        f"| {refused} | {len(rows) - ok - refused} | {most:,}, {oldest:.1f} | {memory:.0f} |"
    )


def _class(rows: list[Row], kind: str) -> str:
    mine = [row for row in rows if row[1] == kind]
    times = sorted(row[2] for row in mine if row[3] == "ok")
    outcomes = Counter(row[3] for row in mine)
    bad = outcomes["broken"] + outcomes["timeout"] + outcomes["error"]
    longest = times[-1] if times else 0.0
    return (
        f"{outcomes['ok']:,} | {_at(times, 50):.0f} | {_at(times, 99):.0f} | {longest:.1f} "
        f"| {outcomes['refused']:,} | {_pair(row[2] for row in mine if row[3] == 'refused')} | {bad:,} |"
    )


def _sums(book: Book, watch: Watch, drained: float | None) -> None:
    cores = watch.seconds * 1000
    waits = sorted(book.waits)
    print(f"\nreports acknowledged: {len(book.filed):,}; given up: {book.given_up:,}; from the first sending to the")
    print(f"receipt p50 {_at(waits, 50):.0f} ms, p99 {_at(waits, 99):.0f} ms")
    print(
        f"steps of staff acknowledged: {len(book.steps):,}, conflicts {book.conflicts:,}, nothing to do {book.idle:,}"
    )
    print(f"worker: {'still at work' if drained is None else f'empty {drained:.1f} s after the last request'}")
    print(f"processor: server {watch.server_ms / cores:.2f} cores, load generator {watch.own_ms / cores:.2f}")
    if watch.megabytes:
        sizes = [mb for _at_s, mb in watch.megabytes]
        print(f"memory of web and worker (PSS): first {sizes[0]:.0f}, most {max(sizes):.0f}, last {sizes[-1]:.0f} MB")
    print(f"errors: {sum(book.errors.values())}")
    for text, times in book.errors.most_common(12):
        print(f"    {times} × {text}")


def _answered_again(rows: list[Row], at: float) -> str:
    """Seconds until a page, a report and a step of staff were answered that had not been asked for before."""
    found = []
    for kind in ("read", "file", "staff"):
        ends = [row[0] for row in rows if row[1] == kind and row[3] == "ok" and row[0] - row[2] > at]
        found.append(f"{CLASSES[kind]} {min(ends) - at:.2f} s" if ends else f"{CLASSES[kind]} none")
    broken = sum(1 for row in rows if at <= row[0] < at + 10 and row[3] in ("broken", "timeout", "error"))
    return f"answered again: {', '.join(found)}; {broken} broken within 10 s"


def _recovered(rows: list[Row], begin: float) -> str:
    """The first second from which on nothing was refused and 99 of 100 were quick."""
    last_bad = -1
    for second in range(int(rows[-1][0] - begin) + 1 if rows else 0):
        mine = [row for row in rows if begin + second <= row[0] < begin + second + 1]
        slow = sorted(row[2] for row in mine if row[3] == "ok")
        if any(row[3] != "ok" for row in mine) or _at(slow, 99) > QUICK * 1000:
            last_bad = second
    return f"all as usual from second {last_bad + 1} on"


def _ok(rows: Iterable[Row], kind: str) -> str:
    return _pair(row[2] for row in rows if row[1] == kind and row[3] == "ok")


def _pair(times: Iterable[float]) -> str:
    ordered = sorted(times)
    return f"{_at(ordered, 50):.0f} / {_at(ordered, 99):.0f}" if ordered else "–"


def _at(ordered: list[float], percent: int) -> float:
    """In milliseconds."""
    return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0
