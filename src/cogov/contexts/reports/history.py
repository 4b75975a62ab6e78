"""Closed reports as columns, by the UTC day of closing: `COGOV_DATA/history/reports/day=YYYY-MM-DD/part-0.parquet`.

What the public may see, without the words and the address: so nothing of it has to be redacted later. The journal says
which reports have changed; the files of their days are then made anew, so that a report that was reopened, hidden or
moved to another day is where it belongs. See `kernel.history`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from cogov.contexts.reports import queries
from cogov.contexts.reports.exporting import COLUMNS, SCHEMA
from cogov.contexts.reports.models import Report
from cogov.kernel import history, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.history import File, Progress
from cogov.kernel.models import Entry

LEFT_OUT = ("text", "address")
"""People's own words, and where somebody may live."""
KEPT = tuple(column for column in COLUMNS if column.name not in LEFT_OUT)
KEPT_SCHEMA = pa.schema([SCHEMA.field(column.name) for column in KEPT])
READ = 1_000
"""Reports fetched at a time."""
SUBJECT = journal.subject_type(Report)

Row = dict[str, Any]


@dataclass(slots=True)
class Manifest:
    """`through` is the last journal entry that the files know; `files` by day."""

    through: int = 0
    files: dict[str, File] = field(default_factory=dict)


def manifest() -> Manifest:
    known = history.read_manifest(history.folder("reports"), {})
    return Manifest(known.get("through", 0), {day: File(**one) for day, one in known.get("files", {}).items()})


def write(progress: Progress = lambda _rows: None) -> int:
    """Bring the files up to yesterday; returns how many were written anew. Raises Conflict while another writes."""
    written = 0
    with history.locked("reports"):
        while entries := list(history.finished_entries(manifest().through, history.BATCH)):
            subject, kind = history.COLUMNS.index("subject_id"), history.COLUMNS.index("subject_type")
            written += _bring_up(sorted({row[subject] for row in entries if row[kind] == SUBJECT}), entries[-1][0])
            progress(len(entries))
    return written


class Verification:
    """Counts while `findings()` is read."""

    def __init__(self, progress: Progress = lambda _rows: None) -> None:
        self.rows = self.files = 0
        self._progress = progress

    def findings(self) -> Iterator[str]:
        """Each difference between files, manifest and what the public may see now, in words."""
        known, home = manifest(), history.folder("reports")
        since = set(
            Entry.objects.filter(subject_type=SUBJECT, id__gt=known.through).values_list("subject_id", flat=True)
        )
        seen: set[int] = set()
        for day, file in sorted(known.files.items()):
            self.files += 1
            broken = list(history.damaged(home, [file]))
            yield from broken
            rows = [] if broken else _read(file)
            current = {row["id"]: row for row in _rows(row["id"] for row in rows)}
            for row in rows:
                seen.add(row["id"])
                if row["id"] not in since and (current.get(row["id"]) != row or _day(row) != day):
                    yield f"report {row['id']}: not as the public sees it"
            self.rows += len(rows)
            self._progress(len(rows))
        closed = _public().filter(closed_at__lt=_today()).values_list("pk", flat=True).order_by("pk")
        for pk in closed.iterator(READ):
            if pk not in seen and pk not in since and known.through:
                yield f"report {pk}: closed, but not in the history"


def _bring_up(changed: Sequence[int], through: int) -> int:
    """Take the changed reports out of the files that have them, and put them where they belong now."""
    known, home = manifest(), history.folder("reports")
    fresh: dict[str, list[Row]] = {}
    for row in _rows(changed):
        if row["closed_at"] is not None:
            fresh.setdefault(_day(row), []).append(row)
    gone = set(changed)
    days = {day for day, file in known.files.items() if day in fresh or not gone.isdisjoint(_ids(file))}
    for day in sorted(days | set(fresh)):
        kept = [row for row in _read(known.files[day]) if row["id"] not in gone] if day in known.files else []
        rows = sorted([*kept, *fresh.get(day, [])], key=lambda row: int(row["id"]))
        table = pa.Table.from_pylist(rows, KEPT_SCHEMA)
        known.files[day] = history.write_file(home, f"day={day}/part-0.parquet", table)
    known.through = through
    history.write_manifest(home, asdict(known))
    return len(days | set(fresh))


def _rows(numbers: Iterable[int]) -> Iterator[Row]:
    wanted = sorted(numbers)
    for start in range(0, len(wanted), READ):
        for report in _public().filter(pk__in=wanted[start : start + READ]):
            yield {column.name: column.read(report) for column in KEPT}


def _public() -> Any:
    return queries.visible_to(Actor())


def _read(file: File) -> list[Row]:
    path = history.folder("reports") / file.path
    return list(pq.read_table(path, schema=KEPT_SCHEMA, partitioning=None).to_pylist())


def _ids(file: File) -> set[int]:
    table = pq.read_table(history.folder("reports") / file.path, columns=["id"], partitioning=None)
    return set(table.column("id").to_pylist())


def _day(row: Row) -> str:
    closed: datetime = row["closed_at"]
    return f"{closed.astimezone(UTC):%Y-%m-%d}"


def _today() -> datetime:
    return now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
