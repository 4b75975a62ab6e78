"""What happens after a write: deliveries to handlers, and jobs that come round again.

Each turn claims a few due deliveries by moving their `due_at` on in a transaction of its own, so the
rows of a worker that dies come back by themselves. Then it runs them: handler and removal of the row
commit together, many in one transaction, each behind its own savepoint. Any number of workers may run.
"""

from __future__ import annotations

import logging
import os
import random
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import Error, close_old_connections, connection, transaction
from django.db.models import F, QuerySet

from cogov.kernel import journal, periodic
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery, Heartbeat

LEASE = timedelta(seconds=120)
"""Longest time of one handler that reaches outside: a mail server's 20 s for each of a few steps."""
BATCH = 50
"""Deliveries claimed at once: one sync to disk is then shared by 50 of them."""
BUDGET = 0.1
"""Seconds after which a transaction of several deliveries commits, since on SQLite every writer waits for it."""
ATTEMPTS = 36
"""12 tries in the first 70 minutes, then hourly: a server that is back within a day has lost nothing."""
LONGEST_PAUSE = 3600
"""Seconds between two tries at most."""
FAR = timedelta(hours=2)
"""Nothing is planned for later than this; what seems so was planned before the clock was set back."""
IDLE = 0.25
"""Seconds between two looks at an empty queue: one index look-up each."""
BEAT = timedelta(seconds=10)
GONE = timedelta(days=1)
"""After this time without a beat a worker is forgotten."""
LONGEST_WAIT = 15.0
"""Seconds between two tries at a database that is away: it is asked by few, and back within a minute as a rule."""
PERIODIC = 1.0
"""Seconds between two looks at the jobs."""
ERROR_LENGTH = 2000
"""Letters kept of an error."""

log = logging.getLogger("cogov.worker")


def drain() -> int:
    """Handle every delivery that is due now, also those that come of it; returns how many were handled or failed."""
    total = 0
    while handled := turn():
        total += handled
    return total


def turn() -> int:
    """Claim and handle one batch; 0 when nothing is due. Cost when idle: one index look-up, no lock."""
    _give_back()
    if not _due(now()).exists():
        return 0
    lease, ids = _claim()
    try:
        return _handle(lease, ids)
    except Exception:
        _dropped.append((lease, ids))
        raise


_dropped: list[tuple[datetime, list[int]]] = []
"""What we had claimed when the database went away; nobody else touches it before the lease ends."""


def _give_back() -> None:
    """Once the database is there again, do not let them wait for the end of the lease."""
    while _dropped:
        lease, ids = _dropped[-1]
        Delivery.objects.filter(pk__in=ids, due_at=lease, dead_at=None).update(due_at=now())
        _dropped.pop()


def _handle(lease: datetime, ids: Sequence[int]) -> int:
    found = Delivery.objects.select_related("entry").in_bulk(ids)
    rows = [found[pk] for pk in ids if pk in found]
    apart = [row for row in rows if row.handler in journal.outside]
    for row in apart:
        _run_outside(row, lease)
    together = [row for row in rows if row.handler not in journal.outside]
    while together:
        together = together[_run_together(together, lease) :]
    return len(rows)


class Worker:
    """Drains deliveries in one thread and runs jobs in a second until `stop` is set, each on its own connection.

    A job that reaches outside has a thread of its own, so one that waits for a slow mail server holds up nothing.
    """

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.handled = 0
        self._started = now()
        self._next_beat = self._started
        self._doubt = periodic.Doubt()

    @property
    def name(self) -> str:
        return f"{socket.gethostname()}:{os.getpid()}:{threading.get_native_id()}"

    def run(self) -> None:
        """Returns after `stop`, at the end of the transaction and the job in hand. A lost database is waited for."""
        outside = [job for job in periodic.jobs.values() if job.outside]
        looks = [self.look_at_jobs, *(partial(self.look_outside, job) for job in outside)]
        threads = [threading.Thread(target=self._keep, args=(look, PERIODIC), name="cogov-jobs") for look in looks]
        for thread in threads:
            thread.start()
        self._keep(self.look_at_queue, IDLE)
        for thread in threads:
            thread.join()
        self._leave()

    def look_at_queue(self) -> int:
        """One batch and a heartbeat; returns the deliveries handled."""
        handled = turn()
        self.handled += handled
        self._beat()
        return handled

    def look_at_jobs(self) -> int:
        """Run what is due; 0, for whatever was due has been run. What goes by dates waits for a clock in doubt."""
        doubted = self._doubt.look()
        periodic.run_due([job for job in periodic.jobs.values() if not job.outside and not (doubted and job.by_date)])
        return 0

    def look_outside(self, job: periodic.Job) -> int:
        """Run this one if it is due."""
        periodic.run_due([job])
        return 0

    def _keep(self, look: Callable[[], int], idle: float) -> None:
        """Look again and again, whatever goes wrong: a lost database, a full disk."""
        trouble = 0
        while not self.stop.is_set():
            close_old_connections()
            try:
                busy, trouble = look(), 0
            except Exception:  # a thread that ended here would leave its work lying without a word
                trouble += 1
                log.exception("worker cannot reach its work, attempt %s", trouble)
                connection.close()
                self.stop.wait(min(LONGEST_WAIT, 2.0 ** min(trouble, 6)))
                continue
            if not busy:
                self.stop.wait(idle)
        connection.close()

    def _beat(self) -> None:
        at = now()
        if at < self._next_beat and self._next_beat - at <= BEAT:  # a clock set back must not silence the worker
            return
        self._next_beat = at + BEAT
        values = {"at": at, "handled": self.handled, "started_at": self._started}
        Heartbeat.objects.update_or_create(name=self.name, defaults=values)
        Heartbeat.objects.filter(at__lt=at - GONE).delete()
        Delivery.objects.filter(dead_at=None, due_at__gt=at + FAR).update(due_at=at)

    def _leave(self) -> None:
        try:
            Heartbeat.objects.filter(name=self.name).delete()
        except Error:
            log.warning("worker %s left without a word: the database is away", self.name)
        connection.close()


def _due(at: datetime) -> QuerySet[Delivery]:
    return Delivery.objects.filter(dead_at=None, due_at__lte=at).order_by("due_at", "id")


def _claim() -> tuple[datetime, list[int]]:
    """Ids of rows that are ours until the lease ends. One that was tried before goes alone: it cannot harm others."""
    with transaction.atomic():
        at = now()
        lease = at + LEASE
        rows = list(_due(at).select_for_update(skip_locked=True)[:BATCH])
        if rows and rows[0].attempts:
            rows = rows[:1]
        rows = [row for row in rows if not row.attempts] or rows
        ids = [row.pk for row in rows]
        Delivery.objects.filter(pk__in=ids).update(due_at=lease, attempts=F("attempts") + 1)
    return lease, ids


def _run_together(rows: Sequence[Delivery], lease: datetime) -> int:
    """Run rows in one transaction until its time is up; returns how many it took."""
    until, taken, done = time.monotonic() + BUDGET, 0, []
    with transaction.atomic():
        ours = set(_ours(rows, lease).values_list("pk", flat=True))
        for row in rows:
            taken += 1
            if row.pk in ours and _attempt(row):
                done.append(row.pk)
            if time.monotonic() > until:
                break
        Delivery.objects.filter(pk__in=done).delete()
    return taken


def _run_outside(row: Delivery, lease: datetime) -> None:
    """No transaction holds while the handler talks to others; should the removal be lost, it talks again."""
    try:
        _call(row)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is kept for the operator
        _failed(row, error)
    else:
        _ours([row], lease).delete()


def _ours(rows: Sequence[Delivery], lease: datetime) -> QuerySet[Delivery]:
    """Of the rows those that nobody else has claimed since, locked when in a transaction."""
    found = Delivery.objects.filter(pk__in=[row.pk for row in rows], due_at=lease, dead_at=None)
    return found.select_for_update() if connection.in_atomic_block else found


def _attempt(row: Delivery) -> bool:
    try:
        with transaction.atomic():
            _call(row)
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is kept for the operator
        _failed(row, error)
        return False
    return True


def _call(row: Delivery) -> None:
    handler = journal.handlers.get(row.handler)
    if handler is None:
        raise LookupError(f"no handler is called {row.handler}")
    handler(journal.fact_of(row.entry), row.entry)


def _failed(row: Delivery, error: Exception) -> None:
    at, dead = now(), row.attempts >= ATTEMPTS
    log.warning("delivery %s to %s failed, attempt %s: %r", row.pk, row.handler, row.attempts, error)
    Delivery.objects.filter(pk=row.pk).update(
        error=f"{type(error).__name__}: {error}"[:ERROR_LENGTH],
        due_at=at + timedelta(seconds=pause(row.attempts)),
        dead_at=at if dead else None,
    )


def pause(attempts: int) -> float:
    """Seconds until the next try: 1, 2, 4 … 3600, give or take a quarter, so that many do not return at once."""
    return float(min(LONGEST_PAUSE, 2 ** min(attempts - 1, 12))) * random.uniform(0.75, 1.25)  # noqa: S311 - no secret
