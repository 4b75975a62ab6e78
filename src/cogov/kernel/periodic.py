"""Jobs that come round again. Whichever worker is first claims a job by moving its due time on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Q

from cogov.kernel import clock
from cogov.kernel.clock import now
from cogov.kernel.models import Periodic

CLAIM = timedelta(hours=1)
"""After which a job comes back whose worker died in it, however seldom it comes round."""
RETRY = timedelta(minutes=5)
"""Until a job that failed is tried again, unless it comes round sooner."""
DOUBT = timedelta(minutes=15)
"""For which jobs that go by dates wait after the clock was set forward: time for NTP or a person to set it right."""
CLOCK = "kernel.clock"
"""The row that says when the clock was set, for the doctor; no job."""

J = TypeVar("J", bound=Callable[[], Any])
log = logging.getLogger("cogov.periodic")


@dataclass(frozen=True, slots=True)
class Job:
    """`outside`: reaches out to others, which may be slow, so it has a thread of its own. `by_date`: what it does
    to people depends on how much time has passed, so it waits while the clock is in doubt."""

    name: str
    every: timedelta
    run: Callable[[], Any]
    outside: bool = False
    by_date: bool = True


jobs: dict[str, Job] = {}


def periodic(*, seconds: int, outside: bool = False, by_date: bool = True) -> Callable[[J], J]:
    """Run the function every so many seconds, by one worker at a time as long as it takes less than that and than
    `CLAIM`. For the two flags see `Job`.

    It stands in a context's `tasks` module, may find its work done by another, and keeps its own transactions. It ends
    within seconds, for a worker that is to stop waits for it and the other jobs do too: what has done a part of its
    work returns True, and its turn comes again at once, after the others'.
    """

    def register(run: J) -> J:
        name = f"{run.__module__.removeprefix('cogov.')}.{run.__name__}"
        if name in jobs:
            raise ValueError(f"job {name} is registered twice")
        jobs[name] = Job(name, timedelta(seconds=seconds), run, outside, by_date)
        return run

    return register


def run_due(chosen: Sequence[Job] | None = None) -> list[str]:
    """Run every job (of the chosen, else of all) that is due and not taken by another; returns their names.

    One query when none is.
    """
    at = now()
    planned = dict(Periodic.objects.values_list("name", "due_at"))
    among = list(jobs.values()) if chosen is None else chosen
    return [job.name for job in among if _is_due(job, planned.get(job.name, at), at) and _claim(job, at) and _run(job)]


class Doubt:
    """While it lasts, jobs that go by dates wait: after the clock was set forward, until it is set back or believed.

    A day ahead for a minute would escalate every case of the city and forget what is to be kept for a day.
    """

    def __init__(self) -> None:
        self._watch = clock.Watch()
        self._until = 0.0

    def look(self) -> bool:
        """Whether the clock is in doubt. Costs two looks at clocks, and one statement when it was set."""
        jump = self._watch.jumped()
        if jump:
            self._until = clock.steady() + DOUBT.total_seconds() if jump > timedelta(0) else 0.0
            _tell(jump)
        return clock.steady() < self._until


def _tell(jump: timedelta) -> None:
    seconds = round(jump.total_seconds())
    log.error("the clock of this machine was set by %+d s; jobs that go by dates wait if it was set forward", seconds)
    Periodic.objects.update_or_create(name=CLOCK, defaults={"due_at": now(), "error": f"{seconds:+d}"})


def _is_due(job: Job, planned: datetime, at: datetime) -> bool:
    """One planned for later than it can have been was planned before the clock was set back."""
    return planned <= at or planned > at + job.every + clock.JUMP


def _claim(job: Job, at: datetime) -> bool:
    until = at + min(job.every, CLAIM)
    due = Q(due_at__lte=at) | Q(due_at__gt=at + job.every + clock.JUMP)
    if Periodic.objects.filter(due, name=job.name).update(due_at=until):
        return True
    _, created = Periodic.objects.get_or_create(name=job.name, defaults={"due_at": until})
    return created


def _run(job: Job) -> bool:
    """True always: a job that failed was run too, and says so in its row and in the log."""
    error, at, more = "", now(), False
    try:
        more = job.run() is True
    except Exception as failure:
        log.exception("job %s failed", job.name)
        error = f"{type(failure).__name__}: {failure}"
    row = Periodic.objects.filter(name=job.name)
    if error:
        row.update(error=error, due_at=now() + min(job.every, RETRY))
    else:
        row.update(error="", last_at=now(), due_at=at if more else at + job.every)
    return True
