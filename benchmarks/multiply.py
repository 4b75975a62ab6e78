"""A big city from a small one: each report with all that hangs on it, many times over, near its own place.

    python -m benchmarks.multiply 100                       (10,000 reports become 1,000,000)
    python -m benchmarks.multiply 1000 --journal-of 10      (10,000,000, with the journal of every tenth copy)

Copies keep their order: report n becomes n·times … n·times + times - 1, of the same moment, and moved by up to
40 m. Each is found by the words of another report than its own: in a real city those who use the same words do not
write one after the other. Journal rows are copied with the hashes of the original, so `cogov journal verify` does not
hold in such a database; it serves to measure, never to keep. They count as checkpointed and as counted, so that no
worker is busy with them. The pictures are shared. Works in SQL on both databases.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
import django

django.setup()

from django.db import connection, models, transaction
from django.db.models import Max

from cogov.contexts.insight.models import Progress
from cogov.contexts.programme.models import Folded
from cogov.contexts.reports import finding, tallies
from cogov.contexts.reports.models import (
    Assignment,
    Attachment,
    Contact,
    Rating,
    Report,
    Support,
    Tally,
    TallyChange,
    Update,
)
from cogov.kernel import guards
from cogov.kernel.clock import now
from cogov.kernel.models import Checkpoint, Clock, Delivery, Entry

FINE_STEPS = 0o77 << 9
"""Bits of an H3 index of resolution 12 that hold its two last steps (11 and 12)."""

MOVED = 0.0008
"""Degrees between the farthest copies of one place: some 80 m, as far as two H3 steps reach."""

OWN = "reports.report"
HANGING: tuple[tuple[type[models.Model], str, str], ...] = (
    (Contact, "report_id", ""), (Update, "report_id", ""), (Assignment, "report_id", ""), (Support, "report_id", ""),
    (Rating, "report_id", ""), (Attachment, "report_id", ""), (Clock, "subject_id", f" WHERE subject_type = '{OWN}'"),
    (Entry, "subject_id", f" WHERE subject_type = '{OWN}'"),
)  # fmt: skip


def multiply(times: int, *, journal_of: int = 1) -> None:
    """Takes about 80 µs of processor for each copy and what hangs on it.

    `journal_of` 10: only every tenth copy has clocks and a journal, which is half of the space.
    """
    guards.remove(connection)
    tallies.remove(connection)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # has no effect within a transaction
            cursor.execute("PRAGMA foreign_keys = OFF")
    numbers = f"(WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < {times - 1}) SELECT k FROM n)"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for model, _key, _where in HANGING:
                _drop_indexes(cursor, model)
            _drop_indexes(cursor, Report)
            _spread_ids(cursor, times)
            _copy_reports(cursor, numbers)
            for model, key, where in HANGING:
                told = model in (Clock, Entry)  # a clock that rings writes into the journal
                some = f"(SELECT k FROM {numbers} AS each WHERE k % {journal_of} = 0)" if told else numbers
                _copy_hanging(cursor, model, key, where, some)
            _mix_words(cursor)
            cursor.execute(f"DELETE FROM {Tally._meta.db_table}")
            cursor.execute(f"DELETE FROM {TallyChange._meta.db_table}")
            _restore_indexes(cursor)
    finally:
        guards.install(connection)
        tallies.install(connection)
    while tallies.fold():
        pass
    _settle()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _settle() -> None:
    """As if all had been checkpointed and counted: the hashes do not hold, the figures are those of the originals."""
    top = Entry.objects.aggregate(top=Max("id"))["top"]
    last = Checkpoint.objects.order_by("-last_id").first()
    first = last.last_id + 1 if last else 1
    Checkpoint.objects.create(at=now(), first_id=first, last_id=top, count=1, root="0" * 64)
    Progress.objects.update(entry=top)
    Folded.objects.update(entry=top)


_dropped: list[str] = []


def _drop_indexes(cursor: Any, model: type[models.Model]) -> None:
    """All that are no constraint, to be made again at the end, which is far faster than keeping them up."""
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = %s AND sql <> ''", [table]
        )
    else:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i"
            " WHERE indrelid = %s::regclass"
            " AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [table],
        )
    for name, sql in cursor.fetchall():
        cursor.execute(f'DROP INDEX "{name}"' if connection.vendor == "sqlite" else f"DROP INDEX {name}")
        _dropped.append(sql)


def _restore_indexes(cursor: Any) -> None:
    while _dropped:
        cursor.execute(_dropped.pop())


def _spread_ids(cursor: Any, times: int) -> None:
    """Make room between the originals."""
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL session_replication_role = replica")  # no foreign keys meanwhile
    for model, key, where in HANGING:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {key} = -{key} * {times}{where}")
        cursor.execute(f"UPDATE {model._meta.db_table} SET {key} = -{key}{where}")
    report = Report._meta.db_table
    cursor.execute(f"UPDATE {report} SET id = -id * {times}, merged_into_id = merged_into_id * {times},"
                   f" split_from_id = split_from_id * {times}")  # fmt: skip
    cursor.execute(f"UPDATE {report} SET id = -id")
    words = finding.table.name
    key = "rowid" if connection.vendor == "sqlite" else "id"
    cursor.execute(f"UPDATE {words} SET {key} = -{key} * {times}")
    cursor.execute(f"UPDATE {words} SET {key} = -{key}")


def _copy_reports(cursor: Any, numbers: str) -> None:
    lite = connection.vendor == "sqlite"
    unit = f"(abs(random()) % 1000000 / 1000000.0 - 0.5) * {MOVED}" if lite else f"(random() - 0.5) * {MOVED}"
    step = "abs(random()) % 7" if lite else "floor(random() * 7)::bigint"
    special = {
        "id": "r.id + n.k",
        "receipt": "'copy-' || (r.id + n.k)",
        "source": "''",
        "lat": f"r.lat + {unit}",
        "lon": f"r.lon + {unit}",
        "cell": f"(r.cell & ~{FINE_STEPS}::bigint) | (({step}) << 12) | (({step}) << 9)".replace(
            "::bigint", "" if lite else "::bigint"
        ),
        "merged_into_id": "r.merged_into_id + n.k",
        "split_from_id": "r.split_from_id + n.k",
    }
    _insert_copies(cursor, Report, special, "", numbers)
    _set_sequence(cursor, Report)


def _copy_hanging(cursor: Any, model: type[models.Model], key: str, where: str, numbers: str) -> None:
    special = {key: f"r.{key} + n.k"}
    if model._meta.pk.column != key:
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {model._meta.db_table}")
        last = int(cursor.fetchone()[0])
        special["id"] = f"r.id + n.k * {last}"
    _insert_copies(cursor, model, special, where, numbers)
    if "id" in special:
        _set_sequence(cursor, model)


def _insert_copies(cursor: Any, model: type[models.Model], special: dict[str, str], where: str, numbers: str) -> None:
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = [special.get(column, f'r."{column}"') for column in columns]
    quoted = ", ".join(f'"{column}"' for column in columns)
    table = model._meta.db_table
    began = time.monotonic()
    cursor.execute(
        f"INSERT INTO {table} ({quoted}) SELECT {', '.join(values)} FROM {table} r CROSS JOIN {numbers} n{where}"
        + (" ORDER BY 1" if "id" in columns else "")
    )
    print(f"{table}: {cursor.rowcount:,} rows in {time.monotonic() - began:.0f} s", flush=True)


def _mix_words(cursor: Any) -> None:
    """Every report has the words of one of the originals, neighbours those of different ones."""
    words, key = finding.table.name, "rowid" if connection.vendor == "sqlite" else "id"
    cursor.execute(
        f"CREATE TEMPORARY TABLE told AS SELECT row_number() OVER (ORDER BY {key}) - 1 AS n, public, staff FROM {words}"
    )
    cursor.execute("CREATE INDEX told_n ON told (n)")
    cursor.execute("SELECT count(*) FROM told")
    count = cursor.fetchone()[0]
    step = next(step for step in (7919, 7907) if count % step)
    cursor.execute(f"DELETE FROM {words}")
    cursor.execute(
        f"INSERT INTO {words} ({key}, public, staff) SELECT r.id, told.public, told.staff"
        f" FROM {Report._meta.db_table} r JOIN told ON told.n = r.id * {step} % {count} ORDER BY 1"
    )
    print(f"{words} done", flush=True)


def _set_sequence(cursor: Any, model: type[models.Model]) -> None:
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        cursor.execute(f"UPDATE sqlite_sequence SET seq = (SELECT MAX(id) FROM {table}) WHERE name = '{table}'")
    else:
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.multiply", description=__doc__)
    parser.add_argument("times", type=int)
    parser.add_argument("--journal-of", type=int, default=1, help="copies, of which one has a journal (default 1)")
    args = parser.parse_args()
    if Delivery.objects.exists():
        from cogov.kernel.worker import drain

        drain()
    multiply(args.times, journal_of=args.journal_of)
    print(f"{Report.objects.count():,} reports")
