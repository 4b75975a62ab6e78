"""Which limit counts: the nearest row (ADR 0012). Answered from memory.

Nearer is the more special category, then the row that names the difficulty, then the one that names
the level, then the later one. Beside the rows of the table a category's own limit counts as a row of
that category, and at the end stand those of Chengdu's service hall, so that there is always a promise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Difficulty, Policy
from cogov.kernel.actors import AreaLevel
from cogov.kernel.cached import Snapshot
from cogov.kernel.clock import now
from cogov.kernel.limits import Limit, Unit

Kind = Policy.Kind

TIER_HOURS = {Difficulty.EASY: 24, Difficulty.HARD: 48, Difficulty.COMPLICATED: 72}
"""S7: resolved in 24, 48 or 72 hours by difficulty. An extension may at most double it."""

COLUMNS = ("id", "kind", "category", "difficulty", "level", "amount", "unit", "latest", "calendar", "note", "since",
           "until", "journal_seq")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One limit. `id` is None for a category's own and for the usual ones, which nobody edits here."""

    id: int | None
    kind: str
    category: str
    difficulty: str
    level: str
    amount: float
    unit: str
    latest: float | None = None
    calendar: str = ""
    note: str = ""
    since: datetime | None = None
    until: datetime | None = None
    revision: int = 0
    usual: bool = False

    def fits(self, difficulty: str, level: str, at: datetime) -> bool:
        held = (self.since is None or self.since <= at) and (self.until is None or at < self.until)
        return held and self.difficulty in ("", difficulty) and self.level in ("", level)

    def limit(self, calendar: str) -> Limit:
        """`calendar` is the responsible body's; the row's own goes before it."""
        return Limit(self.amount, Unit(self.unit), self.calendar or calendar, self.latest, self.id)


def _usual() -> tuple[Row, ...]:
    rows = [
        Row(None, Kind.FIRST_ANSWER, "", "", "", 1, Unit.WORKING_HOURS, latest=8, usual=True),  # S7
        Row(None, Kind.REVIEW, "", "", "", 8, Unit.HOURS, usual=True),  # S7: the first step to an answer
        Row(None, Kind.DISPATCH, "", "", "", 8, Unit.HOURS, usual=True),  # as long as the review before it
        Row(None, Kind.VERIFICATION, "", "", "", 72, Unit.HOURS, usual=True),  # the longest tier of the work itself
        Row(None, Kind.PAUSE, "", "", "", 720, Unit.HOURS, usual=True),  # 30 days; what takes longer is a plan
    ]
    for kind in (Kind.RESOLUTION, Kind.EXTENSION):
        rows += [Row(None, kind, "", tier, "", hours, Unit.HOURS, usual=True) for tier, hours in TIER_HOURS.items()]
    return tuple(rows)


USUAL = _usual()


def _load() -> dict[tuple[str, str], list[Row]]:
    """Rows by (kind, category), those that go first in front. One query."""
    rows = [Row(*values) for values in Policy.objects.order_by("-since", "-id").values_list(*COLUMNS)]
    found: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (not row.difficulty, not row.level)):
        found[row.kind, row.category].append(row)
    return dict(found)


snapshot: Snapshot[dict[tuple[str, str], list[Row]]] = Snapshot("reports.policies", _load)


def considered(kind: str, path: tuple[str, ...], difficulty: str, level: str) -> Iterator[Row]:
    """Every row that applies now, the nearest first; there is always one. `path`: the category, then those above."""
    at, table = now(), snapshot.get()
    for code in (*path, ""):
        yield from (row for row in table.get((kind, code), ()) if row.fits(difficulty, level, at))
        own = _own(kind, code)
        if own is not None and own.fits(difficulty, level, at):
            yield own
    yield from (row for row in USUAL if row.kind == kind and row.fits(difficulty, level, at))


def nearest(kind: str, path: tuple[str, ...], difficulty: str, level: str) -> Row:
    """The row that counts."""
    return next(considered(kind, path, difficulty, level))


def in_force() -> list[Row]:
    """The table's rows that hold now, as the category tree runs."""
    at, order = now(), {code: place for place, code in enumerate(tree().by_code)}
    rows = [row for group in snapshot.get().values() for row in group if row.fits(row.difficulty, row.level, at)]
    kinds, levels = list(Kind), [level.value for level in AreaLevel]
    return sorted(
        rows,
        key=lambda row: (
            kinds.index(Kind(row.kind)), order.get(row.category, -1), row.difficulty,
            levels.index(row.level) if row.level else -1,
        ),
    )  # fmt: skip


def by_id(id_: int) -> Row | None:
    return next((row for group in snapshot.get().values() for row in group if row.id == id_), None)


def _own(kind: str, code: str) -> Row | None:
    """A category's own limit, where it is not the tier's."""
    node = tree().by_code.get(code)
    if kind != Kind.RESOLUTION or node is None:
        return None
    row = node.row
    if row.limit_hours == TIER_HOURS[Difficulty(row.difficulty)]:
        return None
    return Row(None, kind, code, row.difficulty, "", row.limit_hours, Unit.HOURS)
