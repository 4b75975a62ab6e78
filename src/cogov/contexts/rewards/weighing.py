"""Which rules a case falls under and what they give: pure, so that a simulation weighs as the real thing does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from cogov.contexts.rewards.models import Rule
from cogov.kernel.cached import Snapshot

CAPS = ("person_day", "person_month", "household_day", "household_month",
        "device_day", "device_month", "place_day", "place_month")  # fmt: skip
"""Whose points are capped over which time, in the order in which they are looked at."""


@dataclass(frozen=True, slots=True)
class Case:
    """What somebody did. `categories` from the leaf up, `areas` from wide to narrow, `device` and `contact` digests.

    `verified`: it is checked already, so that nothing has to be waited for. `other` is the other person in it.
    `part` tells several things of one kind in one case apart (hours of one event).
    """

    kind: str
    person: int
    subject_type: str
    subject_id: int
    at: datetime
    categories: tuple[str, ...] = ()
    difficulty: str = "easy"
    areas: tuple[int, ...] = ()
    community: int | None = None
    cell: int | None = None
    device: str = ""
    contact: str = ""
    other: int | None = None
    verified: bool = False
    times: int = 1
    part: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A rule in force as plain values; `hard` and `complicated` in percent of `points`."""

    id: int
    code: str
    kind: str
    points: int
    category: str
    area: int | None
    campaign: bool
    hard: int
    complicated: int
    wait_days: int
    since: date
    until: date | None
    budget: int | None
    caps: Mapping[str, int] = field(default_factory=dict)

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def fits(self, case: Case) -> bool:
        return (
            self.kind == case.kind
            and (not self.category or self.category in case.categories)
            and (self.area is None or self.area in case.areas)
            and self.holds(local_day(case.at))
        )

    def worth(self, case: Case) -> int:
        """Points before any ceiling."""
        percent = {"hard": self.hard, "complicated": self.complicated}.get(case.difficulty, 100)
        return self.points * percent * case.times // 100

    def nearness(self, case: Case) -> tuple[int, int]:
        """How special: a narrower category first, then a narrower area. Larger counts."""
        category = len(case.categories) - case.categories.index(self.category) if self.category else 0
        area = case.areas.index(self.area) + 1 if self.area is not None else 0
        return category, area


def weighed(rule: Rule) -> Weighed:
    return Weighed(
        id=rule.pk, code=rule.code, kind=rule.kind, points=rule.points, category=rule.category, area=rule.area_id,
        campaign=rule.campaign, hard=rule.hard_percent, complicated=rule.complicated_percent,
        wait_days=rule.wait_days, since=rule.since, until=rule.until, budget=rule.budget,
        caps={name: int(rule.caps[name]) for name in CAPS if rule.caps.get(name)},
    )  # fmt: skip


def applicable(rules: Iterable[Weighed], case: Case) -> list[Weighed]:
    """The nearest usual rule, then every campaign on top of it, by code."""
    fitting = [rule for rule in rules if rule.fits(case)]
    usual = [rule for rule in fitting if not rule.campaign]
    nearest = [max(usual, key=lambda rule: (rule.nearness(case), rule.code))] if usual else []
    return [*nearest, *sorted((rule for rule in fitting if rule.campaign), key=lambda rule: rule.code)]


def cut(worth: int, rooms: Sequence[tuple[str, int]]) -> tuple[int, str]:
    """(points, name of the tightest ceiling that took something); `rooms` are (name, points left)."""
    points, name = worth, ""
    for ceiling, room in rooms:
        if room < points:
            points, name = max(room, 0), ceiling
    return points, name


def local_day(at: datetime) -> date:
    """The city's own day."""
    return timezone.localtime(at).date()


def _load() -> tuple[Weighed, ...]:
    return tuple(weighed(rule) for rule in Rule.objects.filter(state=Rule.State.ON).order_by("code"))


in_force: Snapshot[tuple[Weighed, ...]] = Snapshot("rewards.rules", _load)
"""Rules switched on, whatever their dates."""
