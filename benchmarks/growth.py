"""Arithmetic, no measurement: what a city of a given size needs by figures that were measured.

    python -m benchmarks.growth --create 15 --read 20       CPU in ms for each, web + worker + database

Prints the table of docs/guides/scale.md. Change the figures when they were measured anew; the rest follows.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

REPORTS = 30_000 / 10_000_000
"""A day and resident: the day of a megacity that benchmarks/day plays."""
VIEWS = 150_000 / 10_000_000
"""Page views, of the same day."""
REQUESTS = 3
"""For a page view: the page, its map, one part that is loaded later."""
AWAKE = 16 * 3600
"""Seconds in which nearly all of it happens."""
PEAK = 3
"""The morning above the mean of the waking hours."""
STORM = 10
"""One minute of a storm above the mean, reports only."""
BUSY = 0.5
"""Share of a core that may be in use at the peak, so that waiting stays short."""
ROWS_KB = 5.4
"""Of database for each report with all that follows it (1,000,189 reports: 5.4 GB)."""
ENTRIES = 9.0
"""Journal entries for each report (the same city)."""
VERIFIED = 120_000
"""Entries a second by `cogov journal verify` (723,482 in 6 s)."""
PHOTO_KB = 1.5 * 250
"""For each report: assumed, 1.5 photos of 250 KB."""
HEAD = (
    "| residents | reports a day | reports/s morning, storm | requests/s morning | cores: reports, reads | rows a year "
    "| photos a year | verifying a year's journal |\n|---|---|---|---|---|---|---|---|"
)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--create", type=float, required=True, help="ms of CPU for one report with all it causes")
    parser.add_argument("--read", type=float, required=True, help="ms of CPU for one read of the usual mix")
    args = parser.parse_args(arguments)
    print(HEAD)
    for name, residents in (("1 million", 1e6), ("10 million", 1e7), ("25 million", 25e6), ("1.4 billion", 1.4e9)):
        print(row(name, residents, args.create, args.read))
    return 0


def row(name: str, residents: float, create_ms: float, read_ms: float) -> str:
    day = residents * REPORTS
    mean, reads = day / AWAKE, residents * VIEWS * REQUESTS / AWAKE
    morning, storm = mean * PEAK, mean * STORM
    cores = f"{max(morning, storm) * create_ms / 1000 / BUSY:,.1f}, {reads * PEAK * read_ms / 1000 / BUSY:,.1f}"
    year = day * 365
    hours = year * ENTRIES / VERIFIED / 3600
    return (
        f"| {name} | {day:,.0f} | {morning:,.1f}, {storm:,.1f} | {reads * PEAK:,.0f} | {cores} "
        f"| {year * ROWS_KB / 1e6:,.0f} GB | {year * PHOTO_KB / 1e9:,.1f} TB | {hours:,.1f} h |"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
