"""The journal into the programme's own rows: who takes part, what became of it, what rules gave for it.

Read in order of the journal, once; a crash in between leaves a batch done or not done. Nothing here is shown
by itself: `figures` adds up and covers what is small.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localtime

from cogov.contexts.areas import facade as areas
from cogov.contexts.programme.models import Active, Award, Folded, Part, Registered
from cogov.kernel import checkpoints
from cogov.kernel.actors import AreaLevel
from cogov.kernel.models import Entry

BATCH = 5_000
"""Journal rows of one transaction: some 0.2 s in which other writers of SQLite wait."""
ROW = 1
"""Key of the only row of `Folded`."""

FILED, POSTED, REGISTERED = "reports.filed", "kernel.posted", "accounts.registered"
USEFUL = {"reports.accepted": True, "reports.rejected": False, "reports.merged": False, "reports.withdrawn": False}
"""What makes a report useful, or takes that back: the last word counts."""
SOLVED, UNSOLVED = "reports.closed", "reports.reopened"
KINDS = (FILED, POSTED, REGISTERED, *USEFUL, SOLVED, UNSOLVED)
SIGNS = {"rewards.earned": 1, "rewards.returned": 1, "rewards.fallen": -1, "rewards.taken": -1}
"""Reasons of the ledger's postings that give points for a deed, or take them back."""


def fold(*, batch: int = BATCH) -> int:
    """Read everything new; returns the number of journal rows read. One small query when nothing is new."""
    top, read = checkpoints.settled(), 0
    while top is not None and (last := _last()) < top:
        read += _fold(last, min(last + batch, top))
    return read


def month_of(at: datetime) -> int:
    """202611, in the city's time zone."""
    local = localtime(at)
    return local.year * 100 + local.month


@dataclass
class _Batch:
    """What a run of journal rows says, before it is written."""

    parts: dict[int, Part] = field(default_factory=dict)
    useful: dict[int, bool] = field(default_factory=dict)
    solved: dict[int, int | None] = field(default_factory=dict)
    awards: list[Award] = field(default_factory=list)
    active: set[tuple[int, int]] = field(default_factory=set)
    registered: Counter[tuple[int, str]] = field(default_factory=Counter)


def _last() -> int:
    return Folded.objects.filter(pk=ROW).values_list("entry", flat=True).first() or 0


@transaction.atomic
def _fold(after: int, until: int) -> int:
    """Rows after < id <= until. Zero when another process was faster."""
    Folded.objects.get_or_create(pk=ROW)
    row = Folded.objects.select_for_update().get(pk=ROW)
    if row.entry != after:
        return 0
    found = _Batch()
    levels = {info.id: info.level for info in areas.areas()}
    columns = ("kind", "subject_id", "at", "person", "on_behalf_of", "role", "channel", "data")
    for entry in Entry.objects.filter(pk__gt=after, pk__lte=until, kind__in=KINDS).order_by("pk").values_list(*columns):
        _take(found, levels, *entry)
    _write(found)
    row.entry = until
    row.save(update_fields=["entry"])
    return until - after


def _take(
    found: _Batch, levels: dict[int, AreaLevel], kind: str, subject: int, at: datetime, person: int | None,
    other: int | None, role: str, channel: str, data: str,
) -> None:  # fmt: skip
    if kind == FILED:
        who = other if other is not None else (None if role else person)
        _filed(found, levels, subject, at, who, channel, json.loads(data))
    elif kind in USEFUL:
        found.useful[subject] = USEFUL[kind]
        if not USEFUL[kind]:
            found.solved[subject] = None
    elif kind == SOLVED:
        found.solved[subject] = month_of(at) if json.loads(data)["outcome"] == "fixed" else None
    elif kind == UNSOLVED:
        found.solved[subject] = None
    elif kind == REGISTERED:
        found.registered[month_of(at), json.loads(data)["via"]] += 1
    else:
        _posted(found, subject, at, json.loads(data))


def _filed(
    found: _Batch, levels: dict[int, AreaLevel], report: int, at: datetime, person: int | None, channel: str,
    told: dict[str, Any],
) -> None:  # fmt: skip
    by_level = {levels[one]: one for one in told["areas"] if one in levels}
    month = month_of(at)
    found.parts[report] = Part(
        report=report, month=month, person=person, channel=channel, category=told["category"],
        district=by_level.get(AreaLevel.DISTRICT), community=by_level.get(AreaLevel.COMMUNITY),
    )  # fmt: skip
    if person is not None:
        found.active.add((person, month))


def _posted(found: _Batch, posting: int, at: datetime, told: dict[str, Any]) -> None:
    facts = told["facts"]
    sign = SIGNS.get(told["why"])
    if sign is None or "rule" not in facts:
        return
    report = facts.get("subject") if facts.get("subject_type") == "reports.report" else None
    points = max(amount for _, amount in told["lines"])
    found.awards.append(
        Award(posting=posting, rule=facts["rule"], report=report, points=sign * points, month=month_of(at))
    )


def _write(found: _Batch) -> None:
    for value in (True, False):
        _set(found.parts, [report for report, useful in found.useful.items() if useful is value], useful=value)
    for month in set(found.solved.values()):
        reports = [report for report, solved in found.solved.items() if solved == month]
        _set(found.parts, reports, solved=month is not None, solved_month=month)
    Part.objects.bulk_create(found.parts.values(), ignore_conflicts=True, batch_size=500)
    Award.objects.bulk_create(found.awards, ignore_conflicts=True, batch_size=500)
    _count_accounts(found.registered)
    _note_active(found.active)


def _set(fresh: dict[int, Part], reports: list[int], **fields: Any) -> None:
    """In rows still to be written, and in those written before: one statement for up to 500 of these."""
    written = []
    for report in reports:
        part = fresh.get(report)
        if part is None:
            written.append(report)
            continue
        for name, value in fields.items():
            setattr(part, name, value)
    for start in range(0, len(written), 500):
        Part.objects.filter(report__in=written[start : start + 500]).update(**fields)


def _count_accounts(registered: Counter[tuple[int, str]]) -> None:
    for (month, via), count in registered.items():
        row, _made = Registered.objects.get_or_create(month=month, via=via)
        Registered.objects.filter(pk=row.pk).update(count=F("count") + count)


def _note_active(active: Iterable[tuple[int, int]]) -> None:
    """Each person's months; the first of them may turn out later to be an earlier one."""
    wanted: dict[int, set[int]] = defaultdict(set)
    for person, month in active:
        wanted[person].add(month)
    known: dict[int, set[int]] = defaultdict(set)
    for person, month in Active.objects.filter(person__in=wanted).values_list("person", "month"):
        known[person].add(month)
    fresh: list[Active] = []
    late: list[int] = []
    for person, months in wanted.items():
        new, before = months - known[person], min(known[person], default=None)
        if new and before is not None and min(new) < before:
            late.append(person)
        first = min(new, default=None) if before is None or person in late else None
        fresh += [Active(person=person, month=month, first=month == first) for month in new]
    Active.objects.filter(person__in=late).update(first=False)
    Active.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
