"""The figures against Boston's own: 120,489 requests with targets, imported and counted, compared twice.

    python -m benchmarks.sla.run [PARQUET] [--rows N]

First with the journal, read in another way; then with the `on_time` column of the data, row by row. Uses a
database of its own in a temporary folder (or DATABASE_URL's, which should be empty). Exit code 1 where a
count differs from the journal, or less than 99.9 % of the decided rows agree.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

FOLDER = tempfile.TemporaryDirectory(prefix="cogov-sla-")
os.environ |= {
    "COGOV_MODE": "service", "COGOV_DATA": FOLDER.name, "DJANGO_SETTINGS_MODULE": "cogov.config.settings",
    "COGOV_ZONE": "America/New_York",
}  # fmt: skip

import django
import pyarrow.parquet as pq

django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks.sla import compare
from cogov.contexts.insight import facade as insight
from cogov.contexts.insight.models import Progress
from cogov.contexts.reports.importing import bundled, import_reports
from cogov.kernel.actors import SYSTEM

HOME = Path(__file__).resolve().parents[2]
TABLE = Path("data") / "requests" / "boston_311_sla_2011_2023.parquet"
WANTED = 0.999
"""Share of the decided rows: above it, what is left can be read one by one."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sla.run", description=__doc__)
    parser.add_argument(
        "path", nargs="?", type=Path, default=Path(os.environ.get("COGOV_SHARED", HOME.parent / "shared")) / TABLE
    )
    parser.add_argument("--rows", type=int, help="take so many, spread evenly over the years")
    args = parser.parse_args()
    path = _some(args.path, args.rows) if args.rows else args.path
    call_command("migrate", verbosity=0)
    started = time.perf_counter()
    refused = Path(FOLDER.name) / "refused.csv"
    counts = import_reports(path, bundled()["boston-311-sla"], by=SYSTEM, refused=refused).counts
    imported = time.perf_counter()
    insight.count_all()
    done = time.perf_counter()
    print(f"{connection.vendor}, {counts.imported:,} requests imported in {imported - started:.0f} s,", end=" ")
    print(f"counted in {done - imported:.0f} s ({(done - imported) / counts.imported * 1000:.2f} ms each)")
    as_of = Progress.objects.get().as_of
    assert as_of is not None
    wrong = compare.differences(compare.reckoned(compare.lives().values(), as_of, "America/New_York"))
    print(f"\nAgainst the journal read in another way: {len(wrong)} differences")
    print("\n".join(wrong[:20]))
    found = compare.agreement(path)
    print(f"Against their own column, {found.rows:,} rows: of {found.decided:,} that both sides decide,", end=" ")
    print(f"{found.agreed:,} agree ({found.share:.4%})\n")
    for reason, number in found.classes.most_common():
        print(f"{number:>8,}  {reason}")
    if found.apart:
        print(f"Rows apart: {', '.join(found.apart[:20])}")
    return 1 if wrong or found.share < WANTED else 0


def _some(path: Path, rows: int) -> Path:
    table = pq.read_table(path)
    step = max(1, table.num_rows // rows)
    part = Path(FOLDER.name) / "part.parquet"
    pq.write_table(table.take(list(range(0, min(step * rows, table.num_rows), step))), part)
    return part


if __name__ == "__main__":
    sys.exit(main())
