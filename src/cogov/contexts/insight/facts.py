"""From the journal's rows about one report to what the figures need of it. No database.

Every formula of the figures rests on the row made here; `formulas` says them to the reader.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple

from cogov.contexts.insight.models import CITY, PRIVATE, Cut, Standing
from cogov.methods import lengths

ANSWER_HOURS = 8
"""S7: outside working hours a first answer within 8 hours; used where the journal names no earlier promise."""

CHECKERS = frozenset({"reporter", "inspector", "reviewer"})
"""Who verifies a closing. "time" (nobody objected) and "source" (another system's word) do not."""

SATISFIED = 4
"""Stars, of five, from which somebody counts as satisfied."""

COUNTERS = (
    "filed", "open", "late", "verified", "told", "rejected", "merged", "withdrawn", "answer_due", "answered", "due",
    "in_time", "told_due", "told_in_time", "done", "reopened", "rated", "satisfied", "ended",
)  # fmt: skip
PLACE = {name: index for index, name in enumerate(COUNTERS)}


class Told(NamedTuple):
    """One row of the journal, oldest first."""

    kind: str
    at: datetime
    data: str
    channel: str
    role: str
    person: int | None


class Row(NamedTuple):
    """One case; fields and order are those of `models.Case`."""

    report: int
    filed_at: datetime
    filed_on: date
    month: int
    category: str
    channel: str
    district: int | None
    street: int | None
    community: int | None
    body: int | None
    scopes: str
    private: bool
    standing: str
    answered: bool | None
    in_time: bool | None
    told_in_time: bool | None
    done: bool
    reopened: int
    stars: int | None
    minutes: float | None
    resolved_at: datetime | None
    due_at: datetime | None
    ended_at: datetime | None
    ended_month: int | None
    check_at: datetime | None


class Key(NamedTuple):
    """One cell."""

    scope: str
    month: int
    cut: str
    value: str

    @property
    def text(self) -> str:
        return f"{self.scope}/{self.month}/{self.cut}/{self.value}"


@dataclass(frozen=True)
class Shape:
    """What the city looks like now: level of each area, bodies above each body, private categories."""

    zone: tzinfo
    levels: dict[int, str]
    chains: dict[int, tuple[int, ...]]
    private: frozenset[str]


@dataclass
class _Story:
    """A report as its journal tells it so far."""

    filed_at: datetime
    category: str
    channel: str
    areas: tuple[int, ...]
    private: bool
    imported: bool
    due_at: datetime | None
    answer_due_at: datetime | None
    body: int | None = None
    standing: Standing = Standing.OPEN
    answered_at: datetime | None = None
    resolved_at: datetime | None = None
    resolver: int | None = None
    ended_at: datetime | None = None
    done: bool = False
    reopened: int = 0
    stars: int | None = None


def row_of(report: int, told: list[Told], shape: Shape, at: datetime, *, channel: str = "") -> Row:
    """The case as of `at`. `channel` replaces the first row's, for a report split from another one."""
    story = _read(told, shape)
    places = _places(story.areas, shape)
    answered, in_time = _answered(story, at), _in_time(story, at)
    verified = story.standing == Standing.VERIFIED
    spent = (story.resolved_at - story.filed_at).total_seconds() / 60 if verified and story.resolved_at else None
    return Row(
        report=report,
        filed_at=story.filed_at,
        filed_on=story.filed_at.astimezone(shape.zone).date(),
        month=_month(story.filed_at, shape.zone),
        category=story.category,
        channel=channel or story.channel,
        district=places.get("district"),
        street=places.get("street"),
        community=places.get("community"),
        body=story.body,
        scopes=_scopes(story, places, shape),
        private=story.private,
        standing=story.standing.value,
        answered=answered,
        in_time=in_time,
        told_in_time=_told_in_time(story),
        done=story.done,
        reopened=story.reopened,
        stars=story.stars,
        minutes=max(spent, 0.0) if spent is not None else None,
        resolved_at=story.resolved_at,
        due_at=story.due_at,
        ended_at=story.ended_at,
        ended_month=_month(story.ended_at, shape.zone) if story.ended_at else None,
        check_at=_check_at(story, answered, in_time),
    )


def counts(row: Row) -> list[int]:
    """One case as counts in the order of `COUNTERS`; `ended` belongs to another month and is 0 here."""
    still_open = row.standing == Standing.OPEN
    told = row.standing == Standing.TOLD
    return [
        1,
        still_open,
        still_open and row.in_time is False,
        row.standing == Standing.VERIFIED,
        told,
        row.standing == Standing.REJECTED,
        row.standing == Standing.MERGED,
        row.standing == Standing.WITHDRAWN,
        row.answered is not None,
        row.answered is True,
        row.in_time is not None,
        row.in_time is True,
        row.told_in_time is not None,
        row.told_in_time is True,
        row.done,
        row.reopened > 0,
        row.stars is not None,
        row.stars is not None and row.stars >= SATISFIED,
        0,
    ]


def cuts(row: Row) -> Iterator[tuple[str, str, str]]:
    """(scope, cut, value) of all cells in which the case counts."""
    if row.private:
        yield PRIVATE, Cut.ALL.value, ""
        return
    for scope in row.scopes.split():
        yield scope, Cut.ALL.value, ""
        yield scope, Cut.CATEGORY.value, row.category
        yield scope, Cut.CHANNEL.value, row.channel


def bucket(row: Row) -> int | None:
    return lengths.bucket(row.minutes) if row.minutes is not None else None


def _read(told: list[Told], shape: Shape) -> _Story:
    first = told[0]
    data = json.loads(first.data)
    imported = bool(data.get("source"))
    answer_due = _time(data.get("answer_due_at")) or first.at + timedelta(hours=ANSWER_HOURS)
    story = _Story(
        filed_at=first.at,
        category=data["category"],
        channel=first.channel,
        areas=tuple(data["areas"]),
        private=data["private"] or data["category"] in shape.private,
        imported=imported,
        due_at=_time(data.get("due_at")),
        answer_due_at=None if imported else answer_due,
    )
    for one in told[1:]:
        step = _STEPS.get(one.kind)
        if step is not None:
            step(story, one, json.loads(one.data))
            story.private = story.private or story.category in shape.private  # once private, always
        elif "due_at" in one.data:
            _moved_promise(story, one, json.loads(one.data))
    return story


def _answer(story: _Story, one: Told, _data: dict[str, Any]) -> None:
    """Something that the reporter hears from the city."""
    story.answered_at = story.answered_at or one.at


def _accepted(story: _Story, _one: Told, data: dict[str, Any]) -> None:
    story.due_at = _time(data["due_at"]) or story.due_at
    story.private = story.private or data.get("private", False)


def _noted(story: _Story, one: Told, data: dict[str, Any]) -> None:
    if data["audience"] == "public" and one.role:
        _answer(story, one, data)


def _dispatched(story: _Story, one: Told, data: dict[str, Any]) -> None:
    story.body = data["body"]
    _answer(story, one, data)


def _returned(story: _Story, _one: Told, _data: dict[str, Any]) -> None:
    story.body = None


def _recategorised(story: _Story, _one: Told, data: dict[str, Any]) -> None:
    story.category = data["after"]


def _moved(story: _Story, _one: Told, data: dict[str, Any]) -> None:
    story.areas = tuple(data["after"])


def _resolved(story: _Story, one: Told, data: dict[str, Any]) -> None:
    story.resolved_at, story.resolver, story.done = one.at, one.person, True
    _answer(story, one, data)


def _closed(story: _Story, one: Told, data: dict[str, Any]) -> None:
    """Verified when somebody with that task has looked who is not the one that did the work."""
    another = one.person is None or one.person != story.resolver
    verified = data["checked_by"] in CHECKERS and another
    story.standing = Standing.VERIFIED if verified else Standing.TOLD
    story.ended_at = one.at
    story.resolved_at = story.resolved_at or one.at
    _answer(story, one, data)


def _reopened(story: _Story, _one: Told, data: dict[str, Any]) -> None:
    story.standing, story.ended_at, story.resolved_at, story.resolver = Standing.OPEN, None, None, None
    story.reopened += 1
    story.body = data["body"] or story.body


def _restored(story: _Story, _one: Told, _data: dict[str, Any]) -> None:
    story.standing, story.ended_at = Standing.OPEN, None


def _rejected(story: _Story, one: Told, data: dict[str, Any]) -> None:
    story.standing, story.ended_at = Standing.REJECTED, one.at
    _answer(story, one, data)


def _merged(story: _Story, one: Told, data: dict[str, Any]) -> None:
    """A second one only says that the report it was joined with was joined with another."""
    if story.standing != Standing.MERGED:
        story.standing, story.ended_at, story.body = Standing.MERGED, one.at, None
    _answer(story, one, data)


def _withdrawn(story: _Story, one: Told, _data: dict[str, Any]) -> None:
    story.standing, story.ended_at, story.body = Standing.WITHDRAWN, one.at, None


def _rated(story: _Story, _one: Told, data: dict[str, Any]) -> None:
    story.stars = data["stars"]


def _moved_promise(story: _Story, _one: Told, data: dict[str, Any]) -> None:
    """An approved extension, a pause that ended, another difficulty: whatever names a new end of the promise."""
    moved = _time(data.get("due_at"))
    if moved is None:
        return
    if data.get("clock", "resolution") == "resolution":
        story.due_at = moved
    elif data["clock"] == "first_answer" and not story.imported:
        story.answer_due_at = moved


_STEPS: dict[str, Callable[[_Story, Told, dict[str, Any]], None]] = {
    "reports.asked": _answer,
    "reports.accepted": _accepted,
    "reports.rejected": _rejected,
    "reports.restored": _restored,
    "reports.merged": _merged,
    "reports.recategorised": _recategorised,
    "reports.moved": _moved,
    "reports.dispatched": _dispatched,
    "reports.returned": _returned,
    "reports.started": _answer,
    "reports.noted": _noted,
    "reports.resolved": _resolved,
    "reports.closed": _closed,
    "reports.reopened": _reopened,
    "reports.withdrawn": _withdrawn,
    "reports.rated": _rated,
}


def _answered(story: _Story, at: datetime) -> bool | None:
    if story.answer_due_at is None:
        return None
    if story.answered_at is not None:
        return story.answered_at <= story.answer_due_at
    if story.standing != Standing.OPEN:
        return None
    return False if at > story.answer_due_at else None


def _in_time(story: _Story, at: datetime) -> bool | None:
    """What waits to be checked is late when it was resolved late, and else not decided."""
    due, end = story.due_at, story.resolved_at
    if due is None or story.standing not in (Standing.OPEN, Standing.VERIFIED):
        return None
    if story.standing == Standing.VERIFIED:
        return end is not None and end <= due
    return False if (end or at) > due else None


def _told_in_time(story: _Story) -> bool | None:
    if story.standing != Standing.TOLD or story.due_at is None or story.resolved_at is None:
        return None
    return story.resolved_at <= story.due_at


def _check_at(story: _Story, answered: bool | None, in_time: bool | None) -> datetime | None:
    """The first moment after which the row could read otherwise although nothing has happened."""
    if story.standing != Standing.OPEN:
        return None
    moments = []
    if answered is None and story.answer_due_at is not None:
        moments.append(story.answer_due_at)
    if in_time is None and story.due_at is not None and story.resolved_at is None:
        moments.append(story.due_at)
    return min(moments, default=None)


def _places(areas: tuple[int, ...], shape: Shape) -> dict[str, int]:
    return {shape.levels[area]: area for area in areas if area in shape.levels}


def _scopes(story: _Story, places: dict[str, int], shape: Shape) -> str:
    names = [CITY, *(f"a{places[level]}" for level in ("district", "street", "community") if level in places)]
    if story.body is not None:
        names += [f"b{body}" for body in shape.chains.get(story.body, (story.body,))]
    return " ".join(names)


def _month(at: datetime, zone: tzinfo) -> int:
    local = at.astimezone(zone)
    return local.year * 100 + local.month


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
