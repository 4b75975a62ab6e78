"""Half a year of the city's reports, from a seed, as a stream: a million cost no more memory than a day.

setting = Setting(city, offices, seed=7, now=now, reports=4000)
for story, truth in tell(setting): ...
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from cogov.demo import photos
from cogov.demo.bodies import Offices
from cogov.demo.categories import LEAVES
from cogov.demo.geography import City
from cogov.demo.people import resident
from cogov.demo.stories import telling
from cogov.demo.stories.life import Ask, Life
from cogov.demo.stories.model import Photo, Step, Story, Truth
from cogov.demo.stories.places import Places
from cogov.demo.stories.rhythm import DAYS, ZONE, Rhythm, Wave

__all__ = ["JOINED_WITHIN", "Photo", "Setting", "Step", "Story", "Truth", "tell"]

# Share of reports that tell of something already told, in plain days and in storms.
REPEATED = {"single": 0.15, "storm": 0.42, "burst": 1.0}
# How long one cause is told of again, in seconds, and how many causes of a category are remembered.
MEMORY = 6 * 86_400
REMEMBERED = 12
# Later reports are joined with the first of a cause for so long after it was filed.
JOINED_WITHIN = timedelta(days=9)
# Residents who report, as a share of the reports; some report often.
RESIDENTS = 0.42
FAITHFUL = 2.1
ANONYMOUS = 0.2
NAME_SHOWN = 0.18
CHANNELS = ("web", "phone", "api", "patrol", "wechat", "email", "counter", "sms", "open311")
CHANNEL_SHARES = (0.46, 0.2, 0.14, 0.06, 0.05, 0.03, 0.03, 0.02, 0.01)
# Channels through which photos come, and how often.
WITH_PHOTOS = {"web": 0.55, "api": 0.8, "patrol": 0.9, "wechat": 0.5, "email": 0.25, "open311": 0.4}
# Things without a spot to go to are told of by one person only.
ALONE = frozenset(leaf.code for leaf in LEAVES if leaf.private or not leaf.needs_place)
_CODES = tuple(leaf.code for leaf in LEAVES)


@dataclass(frozen=True)
class Setting:
    """All that the stories are made of. `now` is aware; equal settings tell equal stories."""

    city: City
    offices: Offices
    seed: int
    now: datetime
    reports: int


@dataclass(slots=True)
class _Cause:
    """Something wrong in the city: who told of it first, under which leaf, and until when reports join that one."""

    number: int
    spot: int
    at: int
    leaf: int
    told: int = 0
    open_until: int = 0


@dataclass(frozen=True, slots=True)
class _Event:
    """One report to come: when, of what, where, and whether its cause was told of before."""

    at: int
    kind: str
    leaf: int
    spot: int
    cause: _Cause
    again: bool


def tell(setting: Setting) -> Iterator[tuple[Story, Truth]]:
    """Stories in the order in which they were filed, numbered from 1, with their hidden truth."""
    return _Teller(setting).run()


class _Teller:
    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.rhythm = Rhythm(setting.seed, setting.now, setting.reports)
        self.places = Places(setting.city, setting.seed)
        self.life = Life(setting.offices, setting.now)
        self.router = setting.offices.router()
        self.residents = max(60, int(setting.reports * RESIDENTS))
        self.causes: dict[int, deque[_Cause]] = {}
        self.bursts: dict[int, _Cause] = {}
        self.number = 0
        self.cause_number = 0

    def run(self) -> Iterator[tuple[Story, Truth]]:
        for day in range(DAYS):
            midnight = datetime.combine(self.rhythm.first_day + timedelta(days=day), datetime.min.time(), ZONE)
            yield from self._day(day, int(midnight.timestamp()))

    def _day(self, day: int, midnight: int) -> Iterator[tuple[Story, Truth]]:
        rng = np.random.default_rng([self.setting.seed, 5, day])
        draw = random.Random(f"{self.setting.seed}:{day}")  # noqa: S311 - a demo city, not a secret
        events = [self._event(draw, midnight, row) for row in self._rows(rng, self.rhythm.waves(day))]
        if not events:
            return
        spots = np.array([event.spot for event in events], dtype=np.int64)
        again = np.array([event.again for event in events], dtype=bool)
        positions = self.places.scatter(rng, spots, again).tolist()
        for event, position in zip(events, positions, strict=True):
            self.number += 1
            yield self._story(draw, event, position)

    def _rows(self, rng: np.random.Generator, waves: list[Wave]) -> list[tuple[int, str, int, int, int]]:
        """Second of the day, origin, event, leaf, spot; in order of time."""
        rows = []
        for wave in waves:
            count = len(wave.seconds)
            if wave.kind == "burst":
                spots = self.places.draw_burst(rng, count, wave.event)
            elif wave.kind == "storm":
                spots = self.places.draw_storm(rng, count)
            else:
                spots = self.places.draw(rng, [_CODES[i] for i in wave.categories])
            columns = (wave.seconds.tolist(), wave.categories.tolist(), spots.tolist())
            rows += [(s, wave.kind, wave.event, c, p) for s, c, p in zip(*columns, strict=True)]
        rows.sort(key=lambda row: row[0])
        return rows

    def _event(self, draw: random.Random, midnight: int, row: tuple[int, str, int, int, int]) -> _Event:
        second, kind, number, leaf, spot = row
        at = midnight + second
        if kind == "burst":
            # One hidden cause, many spots: each report tells of its own end of it.
            known = self.bursts.get(number)
            cause = self.bursts.setdefault(number, self._new_cause(at, leaf, spot)) if known is None else known
            return _Event(at, kind, leaf, spot, cause, known is not None)
        memory = self.causes.setdefault(leaf, deque(maxlen=REMEMBERED))
        while memory and at - memory[0].at > MEMORY:
            memory.popleft()
        if memory and _CODES[leaf] not in ALONE and draw.random() < REPEATED[kind]:
            cause = memory[int(draw.random() ** 0.6 * len(memory))]
            return _Event(at, kind, leaf, cause.spot, cause, True)
        cause = self._new_cause(at, leaf, spot)
        memory.append(cause)
        return _Event(at, kind, leaf, spot, cause, False)

    def _new_cause(self, at: int, leaf: int, spot: int) -> _Cause:
        self.cause_number += 1
        return _Cause(self.cause_number, spot, at, leaf)

    def _story(self, draw: random.Random, event: _Event, position: list[float]) -> tuple[Story, Truth]:
        category, spot, cause = LEAVES[event.leaf], self.places.spots[event.spot], event.cause
        channel = self._channel(draw, category.kind)
        reporter = None if channel == "patrol" or draw.random() < ANONYMOUS else self._reporter(draw)
        language = "zh-hans" if reporter is None else resident(reporter).language
        taken = self._photos(draw, category.code, channel, event.at)
        placed = category.needs_place
        ask = Ask(
            filed=event.at,
            category=category,
            body=self.router.body(category.code, spot.cell),
            language=language,
            named=reporter is not None,
            channel=channel,
            merge_into=cause.told if event.again and cause.leaf == event.leaf else 0,
            merge_until=cause.open_until,
            photos=taken,
            popularity=0.0 if category.private else 0.25 + 1.1 * spot.weight + 3.0 * (event.kind != "single"),
            followers=self.residents,
        )
        course = self.life.tell(draw, ask)
        first = cause.told or None
        if not cause.told:
            until = event.at + int(JOINED_WITHIN.total_seconds())
            cause.told, cause.open_until = self.number, min(course.open_until, until)
        story = Story(
            number=self.number,
            filed_at=datetime.fromtimestamp(event.at, UTC),
            latitude=position[0] if placed else None,
            longitude=position[1] if placed else None,
            cell=spot.cell if placed else "",
            address=telling.address(language, spot) if placed else "",
            category=category.code,
            text=telling.text(draw, category.code, language, spot),
            language=language,
            reporter=reporter,
            channel=channel,
            name_shown=reporter is not None and draw.random() < NAME_SHOWN,
            photos=taken,
            answers=telling.answers(draw, category.code, spot),
            due_at=datetime.fromtimestamp(event.at + category.hours * 3600, UTC),
            state=course.state,
            outcome=course.outcome,
            body=course.body,
            steps=course.steps,
        )
        return story, Truth(self.number, cause.number, event.kind, first)  # type: ignore[arg-type]

    def _channel(self, draw: random.Random, kind: str) -> str:
        channel = draw.choices(CHANNELS, cum_weights=_RISING)[0]
        # Inspectors and machines report things and events only.
        return channel if kind in ("component", "event") or channel not in ("patrol", "open311") else "web"

    def _reporter(self, draw: random.Random) -> int:
        return int(self.residents * draw.random() ** FAITHFUL)

    def _photos(self, draw: random.Random, code: str, channel: str, at: int) -> tuple[Photo, ...]:
        scene = photos.SCENE_OF.get(code)
        if scene is None or draw.random() > WITH_PHOTOS.get(channel, 0.0):
            return ()
        night = scene in photos.BY_NIGHT and not 6 <= (at + 28_800) // 3600 % 24 < 19
        return (Photo(scene, False, night),)


_RISING = tuple(float(x) for x in np.cumsum(CHANNEL_SHARES))
