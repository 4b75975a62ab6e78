"""All figures once more from the journal alone, compared with those that stand in the tables, and put right.

The worker stands back meanwhile; readers do not notice. About 100 µs a journal row.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from cogov.contexts.insight import folding, storing
from cogov.contexts.insight.facts import COUNTERS, Key, Row, Shape
from cogov.contexts.insight.models import Case, Cell, Progress, Waiting
from cogov.kernel.models import Entry
from cogov.methods import lengths

PART = 5_000
"""Reports held at once: their journal rows are some 50 MB."""
NAMED = 20
"""Differences told by name; all are counted."""

Expected = dict[str, tuple[Key, list[int], dict[int, int]]]


@dataclass
class Recount:
    """What was looked at and what was different; `named` holds the first of the differences."""

    cases: int = 0
    counts: int = 0
    days: int = 0
    wrong_cases: int = 0
    wrong_counts: int = 0
    wrong_days: int = 0
    seconds: float = 0.0
    as_of: str = ""
    named: list[str] = field(default_factory=list)

    @property
    def right(self) -> bool:
        return not (self.wrong_cases or self.wrong_counts or self.wrong_days)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"right": self.right}

    def name(self, kind: str, which: object) -> None:
        if len(self.named) < NAMED:
            self.named.append(f"{kind} {which}")


def recompute(*, check: bool = False, progress: Callable[[int], None] = lambda _cases: None) -> Recount:
    """Count everything anew; with `check` nothing is put right. `progress` gets the cases done, part by part."""
    started = time.monotonic()
    folding.hold()
    try:
        folding.fold(batch=folding.BULK, budget=None, holder=True)
        found = _recount(Progress.objects.get(pk=folding.ROW), check=check, progress=progress)
    finally:
        folding.release()
    if not check and not found.right:
        Progress.objects.filter(pk=folding.ROW).update(number=int(time.time()))  # pages in memory are of no use now
    found.seconds = time.monotonic() - started
    return found


def _recount(state: Progress, *, check: bool, progress: Callable[[int], None]) -> Recount:
    found, sums = Recount(as_of=state.as_of.isoformat() if state.as_of else ""), storing.Counts()
    shape, _digest = folding.shape_now()
    for part in _parts():
        for row in _part(part, shape, state, found, check=check):
            sums.add(row)
        folding.hold()
        progress(len(part))
    _compare_cells(_expected(sums), found, check=check)
    _compare_days({key: count for key, count in sums.waiting.items() if count}, found, check=check)
    return found


def _parts() -> Iterable[range]:
    newest: int = Entry.objects.filter(subject_type=folding.SUBJECT).aggregate(top=Max("subject_id"))["top"] or 0
    last: int = Case.objects.aggregate(top=Max("report"))["top"] or 0
    return (range(start, start + PART) for start in range(1, max(newest, last) + 1, PART))


def _part(part: range, shape: Shape, state: Progress, found: Recount, *, check: bool) -> list[Row]:
    assert state.as_of is not None
    rows = folding.rows_of(part, shape, state.as_of, state.entry)
    there = Case.objects.filter(report__gte=part.start, report__lt=part.stop)
    stored = {row[0]: Row(*row) for row in there.values_list(*Row._fields)}
    wrong = [row for row in rows if stored.get(row.report) != row]
    extra = stored.keys() - {row.report for row in rows}
    found.cases += len(rows)
    found.wrong_cases += len(wrong) + len(extra)
    for report in [row.report for row in wrong] + sorted(extra):
        found.name("case", report)
    if not check and (wrong or extra):
        with transaction.atomic():
            storing.put_cases(wrong)
            there.filter(report__in=extra).delete()
    return rows


def _expected(sums: storing.Counts) -> Expected:
    found: Expected = {}
    for key, values in sums.cells.items():
        if any(values):
            found[key.text] = (key, list(map(int, values)), lengths.total([sums.lengths.get(key, {})]))
    return found


def _compare_cells(expected: Expected, found: Recount, *, check: bool) -> None:
    found.counts = len(expected)
    wrong, seen = [], set()
    for key, *values, spread in Cell.objects.values_list("key", *COUNTERS, "lengths").iterator(chunk_size=5_000):
        seen.add(key)
        right = expected.get(key)
        if right is None or (right[1], right[2]) != (values, lengths.unpacked(spread)):
            wrong.append(key)
    wrong += expected.keys() - seen
    found.wrong_counts = len(wrong)
    for key in wrong:
        found.name("count", key)
    if wrong and not check:
        with transaction.atomic():
            storing.remove_cells([key for key in wrong if key not in expected])
            rights = (expected[key] for key in wrong if key in expected)
            storing.put_cells([(key.text, *key, *values, lengths.packed(spread)) for key, values, spread in rights])


def _compare_days(expected: dict[tuple[str, date], int], found: Recount, *, check: bool) -> None:
    found.days = len(expected)
    there = {(scope, day): count for scope, day, count in Waiting.objects.values_list("scope", "day", "count")}
    wrong = {key for key in there.keys() | expected.keys() if there.get(key, 0) != expected.get(key, 0)}
    found.wrong_days = len(wrong)
    for scope, day in sorted(wrong):
        found.name("day", f"{scope} {day}")
    if wrong and not check:
        with transaction.atomic():
            Waiting.objects.all().delete()
            Waiting.objects.bulk_create(
                [Waiting(scope=scope, day=day, count=count) for (scope, day), count in expected.items()]
            )
