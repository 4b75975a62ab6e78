"""More than can be answered: how much that is, what then happens to whom, and how soon all is well again."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from benchmarks.day import schedule
from benchmarks.day.people import Book, Day

PROBE = 20.0
"""Seconds in which the capacity is found."""
AT_ONCE = 24
"""Requests in the air meanwhile: enough to keep all threads busy, few enough that none is refused."""
SHARES = {"file": 0.14, "view": 0.70, "staff": 0.16}
"""Of a rate, as in the day."""
CALM = 0.5
"""Of the capacity: the load after each storm, under which it has to recover."""
CALM_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Phase:
    """From `begin` to `end`, in seconds of the book, `rate` arrivals a second were due."""

    name: str
    begin: float
    end: float
    rate: float


phases: list[Phase] = []


async def play(life: Day, book: Book, *, seconds: float, loads: list[float], seed: int) -> None:
    rate = await _capacity(life, book, seed)
    for number, load in enumerate(loads):
        await _phase(life, book, f"{load:g} × capacity", rate, load, seconds, seed + number)
        await _phase(life, book, f"after {load:g} ×", rate, CALM, CALM_SECONDS, seed + number + 100)


async def _capacity(life: Day, book: Book, seed: int) -> float:
    """Arrivals a second when the next begins as soon as one has ended."""
    arrivals = iter(schedule.steady(seed=seed, seconds=PROBE, rates={k: share * 2000 for k, share in SHARES.items()}))
    begin, done = time.monotonic(), 0

    async def one_after_another() -> None:
        nonlocal done
        for arrival in arrivals:
            if time.monotonic() - begin > PROBE:
                return
            await life.one(arrival, time.monotonic())
            done += 1

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    rate = done / (time.monotonic() - begin)
    phases.append(Phase("capacity", begin - book.begin, time.monotonic() - book.begin, rate))
    return rate


async def _phase(life: Day, book: Book, name: str, rate: float, load: float, seconds: float, seed: int) -> None:
    """Residents come `load` times as many; staff are no more than they were."""
    rates = {kind: share * rate * (load if kind != "staff" else min(load, 1)) for kind, share in SHARES.items()}
    begin = time.monotonic() - book.begin
    phases.append(Phase(name, begin, begin + seconds, sum(rates.values())))
    arrivals = schedule.steady(seed=seed, seconds=seconds, rates=rates)
    await life.play(arrivals, wait=False)
