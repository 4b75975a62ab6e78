"""Jobs that come round again. Whichever worker is first claims a job by moving its due time on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from cogov.kernel.clock import now
from cogov.kernel.models import Periodic

J = TypeVar("J", bound=Callable[[], Any])
log = logging.getLogger("cogov.periodic")


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: timedelta
    run: Callable[[], Any]


jobs: dict[str, Job] = {}


def periodic(*, seconds: int) -> Callable[[J], J]:
    """Run the function every so many seconds, by one worker at a time as long as it takes less than that.

    It stands in a context's `tasks` module, may find its work done by another, and keeps its own transactions.
    """

    def register(run: J) -> J:
        name = f"{run.__module__.removeprefix('cogov.')}.{run.__name__}"
        if name in jobs:
            raise ValueError(f"job {name} is registered twice")
        jobs[name] = Job(name, timedelta(seconds=seconds), run)
        return run

    return register


def run_due() -> list[str]:
    """Run every job that is due and not taken by another; returns their names. One query when none is."""
    at = now()
    planned = dict(Periodic.objects.values_list("name", "due_at"))
    return [
        job.name for job in list(jobs.values()) if planned.get(job.name, at) <= at and _claim(job, at) and _run(job)
    ]


def _claim(job: Job, at: datetime) -> bool:
    following = at + job.every
    if Periodic.objects.filter(name=job.name, due_at__lte=at).update(due_at=following):
        return True
    _, created = Periodic.objects.get_or_create(name=job.name, defaults={"due_at": following})
    return created


def _run(job: Job) -> bool:
    """True always: a job that failed was run too, and says so in its row and in the log."""
    error = ""
    try:
        job.run()
    except Exception as failure:
        log.exception("job %s failed", job.name)
        error = f"{type(failure).__name__}: {failure}"
    ended = {"error": error} if error else {"error": "", "last_at": now()}
    Periodic.objects.filter(name=job.name).update(**ended)
    return True
