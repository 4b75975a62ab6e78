"""When people report what: hours of the day, weekdays, seasons, two storms, bursts of the water main."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache

import numpy as np
import numpy.typing as npt

from cogov.demo.categories import LEAVES

Floats = npt.NDArray[np.float64]
ZONE = timezone(timedelta(hours=8))
DAYS = 183
# Reports by local hour: a morning and an evening peak, as hotlines know them.
HOURS = np.array(
    [8, 5, 3, 2, 3, 8, 22, 52, 78, 82, 74, 62, 50, 48, 58, 62, 64, 66, 70, 76, 72, 54, 34, 17], dtype=float
)
# Monday to Sunday.
WEEKDAYS = np.array([1.12, 1.08, 1.03, 1.0, 1.02, 0.9, 0.82])
# Growth from the first day to the last: more people know the platform.
GROWTH = (0.72, 1.22)
# Share of all reports that each storm adds, its day before now, its first local hour, hours it lasts.
STORMS = ((0.035, 121, 15, 20), (0.05, 37, 19, 28))
# Reports of one burst water main, and over how many hours they come in.
BURST = (60, 34)
# One burst for so many reports.
BURST_EVERY = 20_000
# Days before now on which the first burst happens.
BURST_DAY = 16

# How often each leaf is reported; all others 1.
_WEIGHT = {
    "illegal-parking": 9, "rubbish": 8, "street-lamp": 6, "pothole": 6, "shared-bikes": 5, "vendors": 4.5,
    "public-noise": 4, "manhole-cover": 3.5, "small-ads": 3.5, "litter-bin": 3.5, "night-works": 3, "sidewalk": 3.5,
    "tree": 2, "branch": 3, "lawn": 2, "water-supply": 2.5, "dirty-road": 3, "bulky-waste": 2.5, "obstructed-way": 3,
    "fumes": 2.2, "dust": 2, "property-management": 3, "neighbour-noise": 2.5, "ask-procedure": 3.5, "ask-policy": 2.5,
    "ask-service": 3, "consumer": 2.5, "dog-mess": 2.5, "bench": 1.6, "fitness": 1.6, "suggest-facility": 2,
    "suggest-traffic": 2, "traffic-light": 2, "lift": 1.8, "storm-drain": 1.6, "sewage-overflow": 1.6, "gas-leak": 0.5,
    "burst-pipe": 0.3, "flooding": 0.25, "road-collapse": 0.2, "fallen-tree": 0.25, "landslip": 0.1, "power-cut": 0.9,
    "burning": 0.9, "person-in-need": 0.6, "platform": 1.2, "abandoned-vehicle": 1.5, "rubble": 1.8, "cable": 1.6,
    "graffiti": 1.0, "staff-conduct": 0.8,
}  # fmt: skip
# Times this at night (22–6), in the morning (6–10), by day, in the evening (18–22).
_DAYTIME = {
    "street-lamp": (2.5, 0.5, 0.3, 3.0), "night-works": (9, 0.8, 0.1, 0.6), "public-noise": (2, 0.7, 0.4, 2.6),
    "neighbour-noise": (3.5, 0.5, 0.4, 1.8), "illegal-parking": (0.6, 1.6, 0.9, 1.2), "vendors": (0.6, 1.5, 0.6, 1.8),
    "rubbish": (0.2, 1.6, 1.1, 0.6), "fumes": (0.6, 0.3, 0.9, 2.2), "shared-bikes": (0.2, 1.8, 0.9, 1.0),
    "ask-procedure": (0.2, 0.9, 1.6, 0.5), "ask-policy": (0.2, 0.9, 1.6, 0.6), "graffiti": (0.3, 1.4, 1.1, 0.6),
}  # fmt: skip
# Times this in winter, spring, summer and autumn.
_SEASON = {
    "flooding": (0.2, 1.2, 3, 0.6), "storm-drain": (0.5, 1.3, 2, 1), "burning": (1.4, 0.6, 0.4, 2.6),
    "fumes": (0.7, 1, 1.6, 1), "river-rubbish": (0.6, 1, 1.7, 0.9), "wasps": (0.1, 0.9, 2.4, 1.6),
    "power-cut": (1, 0.8, 2.2, 0.7), "water-supply": (1.6, 0.9, 1.2, 0.9), "branch": (0.6, 1.2, 1.4, 1.2),
    "dirty-road": (0.8, 0.9, 0.9, 1.7), "tree": (0.7, 1.3, 1.2, 0.9), "dust": (1.1, 1.1, 0.7, 1.4),
    "lawn": (0.7, 1.4, 1.3, 0.8), "pothole": (1.3, 1.2, 1, 0.9),
}  # fmt: skip
# What a storm does.
_STORM = {
    "flooding": 26, "fallen-tree": 16, "branch": 14, "power-cut": 12, "storm-drain": 10, "billboard": 8, "cable": 5,
    "traffic-light": 4, "water-supply": 2, "landslip": 2, "manhole-cover": 3, "sewage-overflow": 3, "traffic-sign": 2,
    "bus-stop": 1,
}  # fmt: skip
# What people say when one main bursts: each sees another end of the same thing.
_BURST = {"water-supply": 34, "burst-pipe": 14, "water-leak": 6, "road-collapse": 4, "flooding": 5, "dirty-road": 2}

NIGHT, MORNING, NOON, EVENING = range(4)


@dataclass(frozen=True)
class Wave:
    """Reports of one day from one origin: local seconds since midnight, and category indices."""

    kind: str
    event: int
    seconds: npt.NDArray[np.int64]
    categories: npt.NDArray[np.int64]


class Rhythm:
    """How many reports come on which day, and when within it."""

    def __init__(self, seed: int, now: datetime, reports: int) -> None:
        self._seed = seed
        self._now = now.astimezone(ZONE)
        self.first_day: date = (self._now - timedelta(days=DAYS - 1)).date()
        rng = np.random.default_rng([seed, 2])
        self.bursts = max(1, reports // BURST_EVERY) if reports >= 10 * BURST[0] else 0
        base = max(0, reports - self.bursts * BURST[0])
        storms = [int(base * share) for share, *_ in STORMS]
        counts = rng.multinomial(base - sum(storms), self._day_weights())
        self._counts = counts
        self._storms = [
            self._burst_hours(rng, n, day, hour, lasts) for n, (_, day, hour, lasts) in zip(storms, STORMS, strict=True)
        ]
        self._mains = [
            self._burst_hours(rng, BURST[0], BURST_DAY + int(i * (DAYS - 30) / max(1, self.bursts)), 6, BURST[1])
            for i in range(self.bursts)
        ]

    def waves(self, day: int) -> list[Wave]:
        """All that is reported on a day (0 = the first), before sorting by time."""
        rng = np.random.default_rng([self._seed, 3, day])
        found = [self._plain(rng, day)]
        for kind, weights, events in (("storm", _STORM, self._storms), ("burst", _BURST, self._mains)):
            for event, (days, seconds) in enumerate(events):
                here = seconds[days == day]
                if len(here):
                    found.append(Wave(kind, event, here, rng.choice(len(LEAVES), len(here), p=_shares(weights))))
        return found

    def _day_weights(self) -> Floats:
        dates = [self.first_day + timedelta(days=i) for i in range(DAYS)]
        week = np.array([WEEKDAYS[d.weekday()] for d in dates])
        weights = week * np.linspace(*GROWTH, DAYS)
        # The last day is not over yet.
        weights[-1] *= HOURS[: self._now.hour + 1].sum() / HOURS.sum()
        return np.asarray(weights / weights.sum())

    def _burst_hours(
        self, rng: np.random.Generator, count: int, days_ago: int, hour: int, lasts: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Days and seconds of reports that rise quickly after an event and fade."""
        after = rng.gamma(2.0, lasts / 6.0, count) * 3600
        start = (DAYS - 1 - days_ago) * 86_400 + hour * 3600
        at = np.minimum(start + after, (DAYS - 1) * 86_400 - 60).astype(np.int64)
        return at // 86_400, at % 86_400

    def _plain(self, rng: np.random.Generator, day: int) -> Wave:
        hours = HOURS.copy()
        if day == DAYS - 1:
            hours[self._now.hour + 1 :] = 0
        picked = rng.choice(24, int(self._counts[day]), p=hours / hours.sum())
        seconds = picked * 3600 + rng.integers(0, 3600, len(picked))
        if day == DAYS - 1:
            until = (self._now.hour * 60 + self._now.minute) * 60 + self._now.second
            seconds = np.minimum(seconds, max(0, until - 30))
        season = _season(self.first_day + timedelta(days=day))
        categories = np.zeros(len(picked), dtype=np.int64)
        part = _part_of_day(picked)
        for which in range(4):
            mine = np.flatnonzero(part == which)
            categories[mine] = rng.choice(len(LEAVES), len(mine), p=_profile(which, season))
        return Wave("single", 0, seconds, categories)


def _part_of_day(hour: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    parts = np.full(len(hour), NOON)
    parts[(hour < 6) | (hour >= 22)] = NIGHT
    parts[(hour >= 6) & (hour < 10)] = MORNING
    parts[(hour >= 18) & (hour < 22)] = EVENING
    return parts


def _season(day: date) -> int:
    """0 winter, 1 spring, 2 summer, 3 autumn."""
    return day.month % 12 // 3


@cache
def _profile(part: int, season: int) -> Floats:
    even = (1.0, 1.0, 1.0, 1.0)
    weights = {
        leaf.code: _WEIGHT.get(leaf.code, 1.0)
        * _DAYTIME.get(leaf.code, even)[part]
        * _SEASON.get(leaf.code, even)[season]
        for leaf in LEAVES
    }
    return _shares(weights)


def _shares(weights: Mapping[str, float]) -> Floats:
    plain = np.array([weights.get(leaf.code, 0.0) for leaf in LEAVES])
    return np.asarray(plain / plain.sum())
