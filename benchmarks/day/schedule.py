"""What comes when: the hours of a day, its morning peak, and a storm at noon; from a seed, before anything starts."""

from __future__ import annotations

import bisect
import random
from dataclasses import dataclass
from itertools import accumulate

HOURS = (
    0.2, 0.15, 0.1, 0.1, 0.15, 0.3, 0.7, 1.6, 3.0, 2.2, 1.5, 1.4,
    1.2, 1.1, 1.1, 1.2, 1.2, 1.4, 1.4, 1.2, 1.0, 0.8, 0.6, 0.4,
)  # fmt: skip
"""Times the mean of the day, hour by hour; eight in the morning has three times the mean."""
DAY = 20 * 60.0
"""Seconds into which 24 hours are pressed."""
REPORTS, VIEWS = 0.003, 0.015
"""For each resident and day: 30,000 and 150,000 in a city of 10 million."""
STEPS = 3
"""Units of staff's work for each report: taken up, done, checked."""
STORM = (12 / 24, 60.0 / DAY, 10.0)
"""When it begins and how long it lasts, as shares of the day; times as many reports."""
SHIFT = (7 / 24, 22 / 24)
"""Staff work off the day's reports at an even pace between these."""
PAGES = {
    "map": 22, "list": 14, "report": 24, "report again": 10, "search": 10, "receipt": 8, "figures": 5, "near": 4,
    "style": 3,
}  # fmt: skip
"""Of 100 views. "again": its reader had it before, and asks whether it has changed."""
PHOTOS = 0.15
"""Share of reports with a photo."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """`at` in seconds after the start; `number` counts the arrivals of its kind."""

    at: float
    kind: str
    number: int
    photo: bool = False


def day(*, seed: int, residents: int, seconds: float, times: float = 1.0, storm: bool = True) -> list[Arrival]:
    """All arrivals by time. A kind is a page of `PAGES`, "file" or "staff"."""
    dice = random.Random(seed)
    reports, views = round(residents * REPORTS * times), round(residents * VIEWS * times)
    found = [Arrival(at * seconds, "file", n, dice.random() < PHOTOS) for n, at in enumerate(_moments(dice, reports))]
    if storm:
        found += _storm(dice, reports, seconds)
    pages = dice.choices(list(PAGES), list(PAGES.values()), k=views)
    moments = _moments(dice, views)
    found += [Arrival(at * seconds, page, n) for n, (at, page) in enumerate(zip(moments, pages, strict=True))]
    begin, end = SHIFT
    units = reports * STEPS
    found += [Arrival((begin + (end - begin) * dice.random()) * seconds, "staff", n) for n in range(units)]
    return sorted(found, key=lambda one: one.at)


def steady(*, seed: int, seconds: float, rates: dict[str, float]) -> list[Arrival]:
    """So many a second of "file", "view" and "staff", all the time."""
    dice = random.Random(seed)
    found = []
    for kind, rate in rates.items():
        for number in range(round(rate * seconds)):
            name = dice.choices(list(PAGES), list(PAGES.values()))[0] if kind == "view" else kind
            found.append(Arrival(dice.random() * seconds, name, number, kind == "file" and dice.random() < PHOTOS))
    return sorted(found, key=lambda one: one.at)


def _storm(dice: random.Random, reports: int, seconds: float) -> list[Arrival]:
    begin, length, times = STORM
    usual = reports * length * HOURS[int(begin * 24)]
    extra = round(usual * (times - 1))
    return [
        Arrival((begin + length * dice.random()) * seconds, "file", reports + n, dice.random() < PHOTOS)
        for n in range(extra)
    ]


def _moments(dice: random.Random, count: int) -> list[float]:
    """Shares of the day, by the weights of its hours."""
    ends = list(accumulate(HOURS))
    found = []
    for _ in range(count):
        hour = bisect.bisect(ends, dice.random() * ends[-1])
        found.append((hour + dice.random()) / 24)
    return found
