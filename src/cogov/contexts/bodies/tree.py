"""All bodies and rules of responsibility in memory: some 4,000 bodies and 20,000 rules take about 15 MB."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import get_language

from cogov.contexts.bodies.models import Body, Responsibility
from cogov.kernel.actors import AreaLevel
from cogov.kernel.cached import Snapshot

BODY_COLUMNS = ("id", "code", "level", "area_id", "parent_id", "path", "name_zh", "name_en", "kind", "phone", "email",
                "web", "duty_zh", "duty_en", "calendar", "active", "journal_seq")  # fmt: skip
RULE_COLUMNS = ("id", "category", "area_id", "body_id", "note", "since", "until", "journal_seq")


@dataclass(frozen=True, slots=True)
class BodyInfo:
    """One body. `path` holds the ids from the top body down to itself; `calendar` is its own, perhaps empty, code."""

    id: int
    code: str
    level: AreaLevel
    area: int
    parent: int | None
    path: tuple[int, ...]
    name_zh: str
    name_en: str
    kind: str
    phone: str
    email: str
    web: str
    duty_zh: str
    duty_en: str
    calendar: str
    active: bool
    revision: int

    @property
    def depth(self) -> int:
        """0 for a top body."""
        return len(self.path) - 1

    def name(self, language: str | None = None) -> str:
        """In the language asked for ("zh-hans", "en"; by default the present one), else in the other."""
        return _either(self.name_zh, self.name_en, language)

    def duty(self, language: str | None = None) -> str:
        return _either(self.duty_zh, self.duty_en, language)


@dataclass(frozen=True, slots=True)
class Rule:
    """A body answers for a category ("" = every one) with all below it in an area with all below it; times are UTC."""

    id: int
    category: str
    area: int
    body: int
    note: str
    since: datetime
    until: datetime | None
    revision: int

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


class Verdict(StrEnum):
    """What became of a rule that was looked at."""

    TAKEN = "taken"
    FARTHER = "farther"  # a nearer rule was taken before
    CLOSED = "closed"  # its body is no longer active
    BIASED = "biased"  # the report is about that body, or one above or below it


@dataclass(frozen=True)
class Tree:
    """Read only once built, so threads share it."""

    infos: dict[int, BodyInfo]
    by_code: dict[str, BodyInfo]
    children: dict[int | None, tuple[BodyInfo, ...]]
    subtrees: dict[int, frozenset[int]]
    rules: dict[tuple[str, int], tuple[Rule, ...]]
    by_id: dict[int, Rule]

    def walk(self, parent: int | None = None) -> Iterator[BodyInfo]:
        """Depth first, by code."""
        for info in self.children.get(parent, ()):
            yield info
            yield from self.walk(info.id)

    def nearest(
        self, category: tuple[str, ...], areas: tuple[int, ...], at: datetime, about: int | None = None
    ) -> Iterator[tuple[Rule, Verdict]]:
        """Every rule that applies, nearest first, with its verdict (ADR 0004). See `facade.route` for the arguments."""
        taken = False
        for code in (*category, ""):
            for area in reversed(areas):
                for rule in self.rules.get((code, area), ()):
                    if not rule.holds(at):
                        continue
                    verdict = Verdict.FARTHER if taken else self._verdict(rule, about)
                    taken = taken or verdict is Verdict.TAKEN
                    yield rule, verdict

    def related(self, one: int, other: int) -> bool:
        """The same body, or one above or below the other."""
        return one in self.subtrees.get(other, ()) or other in self.subtrees.get(one, ())

    def _verdict(self, rule: Rule, about: int | None) -> Verdict:
        if not self.infos[rule.body].active:
            return Verdict.CLOSED
        if about is not None and self.related(rule.body, about):
            return Verdict.BIASED
        return Verdict.TAKEN


def load() -> Tree:
    """Two queries."""
    infos = {row[0]: _body(row) for row in Body.objects.order_by("code").values_list(*BODY_COLUMNS)}
    children: dict[int | None, list[BodyInfo]] = defaultdict(list)
    subtrees: dict[int, set[int]] = {id_: set() for id_ in infos}
    for info in infos.values():
        children[info.parent].append(info)
        for above in info.path:
            subtrees[above].add(info.id)
    # Newest first: of two rules for one place and category in force together, the later one counts.
    rules = [Rule(*row) for row in Responsibility.objects.order_by("-since", "-id").values_list(*RULE_COLUMNS)]
    places: dict[tuple[str, int], list[Rule]] = defaultdict(list)
    for rule in rules:
        places[rule.category, rule.area].append(rule)
    return Tree(
        infos=infos,
        by_code={info.code: info for info in infos.values()},
        children={parent: tuple(group) for parent, group in children.items()},
        subtrees={id_: frozenset(below) for id_, below in subtrees.items()},
        rules={place: tuple(group) for place, group in places.items()},
        by_id={rule.id: rule for rule in rules},
    )


snapshot: Snapshot[Tree] = Snapshot("bodies", load)


def _body(row: tuple[Any, ...]) -> BodyInfo:
    fields = dict(zip(BODY_COLUMNS, row, strict=True))
    path = tuple(map(int, fields.pop("path").strip("/").split("/")))
    return BodyInfo(
        area=fields.pop("area_id"),
        parent=fields.pop("parent_id"),
        revision=fields.pop("journal_seq"),
        level=AreaLevel(fields.pop("level")),
        path=path,
        **fields,
    )


def _either(zh: str, en: str, language: str | None) -> str:
    language = language or get_language() or "zh-hans"
    return (zh or en) if language.startswith("zh") else (en or zh)
