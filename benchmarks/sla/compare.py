"""Two witnesses for the figures: the journal read in another way, and the other city's own `on_time` column.

Nothing here uses the code of the figures: rows of the journal are read by plain SQL and reckoned by plain
Python; the tables of the figures are read only to be compared.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
from django.db import connection

ENTRIES = (
    "SELECT subject_id, kind, at, data FROM kernel_entry WHERE subject_type = 'reports.report' ORDER BY subject_id, seq"
)
NAMES = ("filed", "open", "late", "told", "told_due", "told_in_time", "ended")
"""What can be reckoned of an imported city: nobody here has checked anything in it."""


@dataclass
class Life:
    """One report as the journal tells it."""

    filed: datetime
    category: str
    due: datetime | None = None
    closed: datetime | None = None

    @property
    def in_time(self) -> bool | None:
        """None while open, or without a promise."""
        return None if self.closed is None or self.due is None else self.closed <= self.due


@dataclass
class Agreement:
    """Rows by what both sides say; `apart` holds ids of rows in which they differ."""

    rows: int = 0
    decided: int = 0
    agreed: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    apart: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the rows that both sides have decided."""
        return self.agreed / self.decided if self.decided else 0.0


def lives() -> dict[int, Life]:
    """Every report of the journal by its id."""
    found: dict[int, Life] = {}
    with connection.cursor() as cursor:
        cursor.execute(ENTRIES)
        for report, kind, at, data in cursor.fetchall():
            told, moment = json.loads(data), _aware(at)
            if kind == "reports.filed":
                found[report] = Life(moment, told["category"])
            elif kind == "reports.accepted" and told["due_at"]:
                found[report].due = datetime.fromisoformat(told["due_at"])
            elif kind == "reports.closed":
                found[report].closed = moment
    return found


def reckoned(known: Iterable[Life], as_of: datetime, zone: str) -> dict[tuple[int, str], Counter[str]]:
    """Counts by (month of filing, category): what the figures ought to say."""
    found: dict[tuple[int, str], Counter[str]] = {}
    place = ZoneInfo(zone)
    for life in known:
        cell = found.setdefault((_month(life.filed, place), life.category), Counter())
        still = life.closed is None
        cell["filed"] += 1
        cell["open"] += still
        cell["late"] += still and life.due is not None and life.due < as_of
        cell["told"] += not still
        cell["told_due"] += life.in_time is not None
        cell["told_in_time"] += life.in_time is True
        if life.closed is not None:
            found.setdefault((_month(life.closed, place), life.category), Counter())["ended"] += 1
    return found


def counted() -> dict[tuple[int, str], Counter[str]]:
    """What the figures do say, for the whole city."""
    columns = ", ".join(NAMES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT month, value, {columns} FROM insight_cell WHERE scope = 'city' AND cut = 'category'")
        return {(row[0], row[1]): Counter(dict(zip(NAMES, row[2:], strict=True))) for row in cursor.fetchall()}


def differences(right: dict[tuple[int, str], Counter[str]]) -> list[str]:
    """Cells in which the figures say something else."""
    said = counted()
    return [
        f"{month} {category} {name}: {said.get((month, category), Counter())[name]} instead of {cell[name]}"
        for (month, category), cell in sorted(right.items())
        for name in NAMES
        if said.get((month, category), Counter())[name] != cell[name]
    ] + [f"{key} should not be there" for key in said.keys() - right.keys()]


def agreement(path: Path) -> Agreement:
    """Our "in time" beside theirs, row by row."""
    ours = _ours()
    found = Agreement()
    columns = ["case_enquiry_id", "open_dt", "sla_target_dt", "closed_dt", "on_time", "case_status"]
    for row in pq.read_table(path, columns=columns).to_pylist():
        if row["case_enquiry_id"] not in ours:
            continue
        found.rows += 1
        decision = ours[row["case_enquiry_id"]]
        theirs = {"ONTIME": True, "OVERDUE": False}.get(row["on_time"])
        if decision is not None and theirs is not None:
            found.decided += 1
            found.agreed += decision is theirs
            if decision is not theirs:
                found.apart.append(row["case_enquiry_id"])
        found.classes[_class(row, decision, theirs)] += 1
    return found


def _class(row: dict[str, object], ours: bool | None, theirs: bool | None) -> str:
    """Why two sides agree or not."""
    opened, due, closed = row["open_dt"], row["sla_target_dt"], row["closed_dt"]
    if due is None:
        return "no target: they count it in time, we do not count it"
    if theirs is None:
        return "they do not say; ours by the target"
    if row["case_status"] == "Open":
        return "open past its target: late for both" if ours is theirs else "open: decided by the day of looking"
    assert isinstance(due, datetime)
    assert isinstance(closed, datetime)
    assert isinstance(opened, datetime)
    if ours is theirs:
        return (
            "closed before it was filed: mended, and both say the same" if closed < opened else "closed: both the same"
        )
    if closed == due:
        return "differs: closed exactly at the target"
    if (closed <= due) is theirs:
        return "differs: local times without offset, an hour that came twice or not at all"
    return "differs: closed before it was filed" if closed < opened else "differs: unexplained"


def _ours() -> dict[str, bool | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.source_id, c.told_in_time, c.in_time FROM insight_case c JOIN reports_report r ON r.id = c.report"
            " WHERE r.source = 'boston-sla'"
        )
        return {source: _bool(told if told is not None else late) for source, told, late in cursor.fetchall()}


def _bool(value: object) -> bool | None:
    return None if value is None else bool(value)


def _aware(at: datetime | str) -> datetime:
    """SQLite gives text without the offset, which is UTC."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _month(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone)
    return local.year * 100 + local.month
