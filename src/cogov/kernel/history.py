"""The journal's finished days as columns: `COGOV_DATA/history/journal/day=YYYY-MM-DD/part-….parquet` (hive, UTC days).

A copy to count and compare with, at a fortieth of the cost of asking the database; nothing is taken away there. Who
acted (`person`, `on_behalf_of`) stays out, so that an erased person is nowhere in it. Rows are taken in order of id as
far as checkpoints cover them, a batch at a time: each file of a batch is written beside its place and renamed, then one
line of the manifest makes the batch count. What was cut off before that line is written again under the same names.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from cogov.kernel import checkpoints, journal, merkle
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict
from cogov.kernel.models import Checkpoint, Entry

BATCH = 250_000
"""Entries held at once, some 250 MB; a day of a city of ten million is one or two batches."""
MANIFEST = "_manifest.json"
"""Readers of Parquet folders pass over names with an underscore."""
READ = 5_000
"""Rows fetched at a time."""
TIME = pa.timestamp("us", tz="UTC")
WORD = pa.dictionary(pa.int32(), pa.string())
SCHEMA = pa.schema(
    [
        ("id", pa.int64()), ("at", TIME), ("kind", WORD), ("subject_type", WORD), ("subject_id", pa.int64()),
        ("seq", pa.int32()), ("role", WORD), ("body", pa.int64()), ("channel", WORD), ("data", pa.string()),
        ("hash", pa.binary(32)),
    ]
)  # fmt: skip
COLUMNS = tuple(SCHEMA.names)

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class File:
    """One file of the history; `path` is relative to its table's folder."""

    path: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries `first` <= id <= `last` of finished days, all of them."""

    first: int
    last: int
    rows: int
    files: list[File] = field(default_factory=list)


def folder(table: str) -> Path:
    """Where a table's history lies."""
    return Path(settings.DATA) / "history" / table


def write(progress: Progress = lambda _rows: None) -> list[Batch]:
    """Write all finished days that are not there yet; returns the new batches. Raises Conflict while another writes."""
    made = []
    with locked("journal") as home:
        known = batches()
        last = known[-1].last if known else 0
        while rows := list(finished_entries(last, BATCH)):
            made.append(_write_batch(home, rows))
            last = made[-1].last
            progress(len(rows))
    return made


def batches() -> list[Batch]:
    """What the manifest counts, in order of id."""
    return [
        Batch(**{**one, "files": [File(**file) for file in one["files"]]})
        for one in read_manifest(folder("journal"), [])
    ]


def finished_entries(after: int, most: int) -> Iterator[tuple[Any, ...]]:
    """Entries with an id above `after` in `COLUMNS`, in order of id, up to the last one of yesterday.

    No further than checkpoints reach, for below them no row can appear any more. What is dated today and yet older by
    its id (an import, a write over midnight) comes along, and gets a file of its own day.
    """
    covered = Checkpoint.objects.aggregate(last=Max("last_id"))["last"] or 0
    today = now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    known = Entry.objects.filter(id__gt=after, id__lte=covered)
    last = known.filter(at__lt=today).order_by("-id").values_list("id", flat=True).first()
    if last is None:
        return iter(())
    return iter(known.filter(id__lte=last).order_by("id").values_list(*COLUMNS)[:most].iterator(READ))


def by_day(rows: Iterable[tuple[Any, ...]], at: int) -> dict[date, list[tuple[Any, ...]]]:
    """Rows by the UTC day of their column number `at`."""
    found: dict[date, list[tuple[Any, ...]]] = {}
    for row in rows:
        found.setdefault(row[at].astimezone(UTC).date(), []).append(row)
    return found


def write_file(home: Path, path: str, table: pa.Table) -> File:
    """Whole or not at all: under its name it is complete and on the disk."""
    target = home / path
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            pq.write_table(table, file, compression="zstd")
            file.flush()
            os.fsync(file.fileno())
        size, digest = part.stat().st_size, sha256(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    sync(target.parent)
    return File(path, table.num_rows, size, digest)


def read_manifest(home: Path, empty: Any) -> Any:
    path = home / MANIFEST
    return json.loads(path.read_text()) if path.exists() else empty


def write_manifest(home: Path, content: Any) -> None:
    """The old one or the new one is there, whatever happens."""
    part = home / f".{MANIFEST}.part"
    with part.open("w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    part.replace(home / MANIFEST)
    sync(home)


def sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync(home: Path) -> None:
    """Names of files are on the disk only after this."""
    handle = os.open(home, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def locked(table: str) -> Iterator[Path]:
    """The table's folder, for one writer at a time. Raises Conflict."""
    home = folder(table)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / "_lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(_("The history is being written already.")) from None
        yield home


def damaged(home: Path, files: Iterable[File]) -> Iterator[str]:
    """A sentence for each file that is not as the manifest says."""
    for file in files:
        path = home / file.path
        if not path.exists():
            yield f"{file.path}: missing"
        elif sha256(path) != file.sha256:
            yield f"{file.path}: altered, its SHA-256 is not the one of the manifest"


class Verification:
    """Counts while `findings()` is read."""

    def __init__(self, progress: Progress = lambda _rows: None) -> None:
        self.rows = self.files = self.checkpoints = 0
        self._progress = progress

    def findings(self) -> Iterator[str]:
        """Each difference between history, database and checkpoints, in words. Some 50,000 entries a second.

        Every row is hashed anew with what the database adds (`prev`, who acted) and must give its own hash; the
        hashes of the history alone must give the roots of the checkpoints.
        """
        home, waiting = folder("journal"), list(Checkpoint.objects.order_by("last_id"))
        hashes: list[str] = []
        last = 0
        for batch in batches():
            broken = list(damaged(home, batch.files))
            self.files += len(batch.files)
            yield from broken
            if broken:
                return  # what follows would only repeat it
            rows = _read(home, batch)
            if len(rows) != batch.rows or batch.first <= last:
                yield f"entries {batch.first} to {batch.last}: {len(rows)} rows, the manifest says {batch.rows}"
            yield from self._against_database(batch, rows)
            hashes += [row["hash"].hex() for row in rows]
            while waiting and waiting[0].last_id <= batch.last:
                point = waiting.pop(0)
                mine, hashes = hashes[: point.count], hashes[point.count :]
                self.checkpoints += 1
                if merkle.root(checkpoints.leaves(point.prev_root, mine)).hex() != point.root:
                    yield f"checkpoint {point.pk}: the history's entries do not give its root"
                    return
            last = batch.last
            self.rows += len(rows)
            self._progress(len(rows))

    def _against_database(self, batch: Batch, rows: list[dict[str, Any]]) -> Iterator[str]:
        stored = Entry.objects.filter(id__gte=batch.first, id__lte=batch.last).order_by("id")
        there = stored.values_list("id", "prev", "person", "on_behalf_of").iterator(READ)
        mine = iter(rows)
        row = next(mine, None)
        for pk, prev, person, on_behalf_of in there:
            if row is None or row["id"] != pk:
                yield f"entry {pk}: in the database, not in the history"
                continue
            if _hash(row, prev, person, on_behalf_of) != row["hash"].hex():
                yield f"entry {pk}: its content does not give its hash"
            row = next(mine, None)
        if row is not None:
            yield f"entry {row['id']}: in the history, not in the database"


def _write_batch(home: Path, rows: list[tuple[Any, ...]]) -> Batch:
    first, last = rows[0][0], rows[-1][0]
    files = [
        write_file(home, f"day={day}/part-{first:012}.parquet", _table(found))
        for day, found in sorted(by_day(rows, COLUMNS.index("at")).items())
    ]
    batch = Batch(first, last, len(rows), files)
    write_manifest(home, [asdict(one) for one in [*batches(), batch]])
    return batch


def _table(rows: list[tuple[Any, ...]]) -> pa.Table:
    columns = list(zip(*rows, strict=True))
    columns[-1] = tuple(bytes.fromhex(one) for one in columns[-1])
    return pa.Table.from_arrays(
        [pa.array(column, kind.type) for column, kind in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def _read(home: Path, batch: Batch) -> list[dict[str, Any]]:
    tables = [pq.read_table(home / file.path, schema=SCHEMA, partitioning=None) for file in batch.files]
    return list(pa.concat_tables(tables).sort_by("id").to_pylist()) if tables else []


def _hash(row: dict[str, Any], prev: str, person: int | None, on_behalf_of: int | None) -> str:
    return journal.columns_hash(
        (prev, journal.stamp(row["at"]), row["kind"], row["subject_type"], row["subject_id"], row["seq"], person,
         row["role"], row["body"], on_behalf_of, row["channel"], row["data"])
    )  # fmt: skip
