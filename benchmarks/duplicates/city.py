"""Boston's reports of 2008–2018 and the pairs that the city itself called duplicates."""

import csv
import gzip
import os
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pyarrow.parquet as pq

from cogov.kernel import geo, text
from cogov.methods.duplicates import REACH_DAYS, REACH_M, Candidate

RESOLUTION = 9  # H3 cells of 350 m: a look-up takes 7 or so
REPEATS_PER_REPORT = 0.061  # the city marked 15,002 of its 247,099 reports as duplicates
SEED = 7


@dataclass
class Filed:
    key: str
    hour: float  # of filing, hours since 1970
    closed: float | None  # hours since 1970; None while open
    lat: float
    lon: float
    category: str
    text: str
    repeats: bool  # the city says of something, listed as a pair or not

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(text.words(self.text))


@dataclass
class City:
    reports: dict[str, Filed]
    pairs: list[tuple[Filed, Filed]]  # (the later one, the earlier one), by time of the later one
    lost: int  # pairs of which one report is absent
    by_cell: dict[int, list[Filed]] = field(init=False)

    def __post_init__(self) -> None:
        self.by_cell = defaultdict(list)
        for report in self.reports.values():
            self.by_cell[geo.cell(report.lat, report.lon, RESOLUTION)].append(report)

    def candidates(self, new: Filed, *, state_known: bool = True) -> list[Candidate]:
        """All that was filed before `new` within the window, in whatever state it was then."""
        return list(self._around(new, state_known))

    def ordinary(self, count: int) -> list[Filed]:
        """Reports that nobody called a duplicate, in the years of the pairs."""
        first = self.pairs[0][0].hour
        known = [r for r in self.reports.values() if not r.repeats and r.hour >= first]
        return random.Random(SEED).sample(known, count)

    def _around(self, new: Filed, state_known: bool) -> Iterator[Candidate]:
        for cell in geo.cells_around(new.lat, new.lon, REACH_M, RESOLUTION):
            for old in self.by_cell.get(cell, ()):
                hours = new.hour - old.hour
                if old.key == new.key or not 0 <= hours <= REACH_DAYS * 24:
                    continue
                metres = geo.distance_m(new.lat, new.lon, old.lat, old.lon)
                if metres <= REACH_M:
                    still_open = not state_known or old.closed is None or old.closed >= new.hour
                    yield Candidate(old.key, metres, hours, (old.category,), old.words, still_open)


def shared() -> Path:
    """The folder of real data; ends the program with a sentence where it is absent."""
    home = Path(os.environ.get("COGOV_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    if not (home / "data").is_dir():
        raise SystemExit(f"No real data: set COGOV_SHARED, or put `shared` beside the project ({home} is absent).")
    return home / "data"


def load() -> City:
    """About 7 s for 247,099 reports; their texts are cut into words when first asked for."""
    table = pq.read_table(shared() / "requests" / "boston_311_freetext_to_2018h1.parquet")
    reports = {row["service_request_id"]: _filed(row) for row in table.to_pylist()}
    listed = list(_pairs(reports))
    known = [pair for pair in listed if pair is not None]
    return City(reports, sorted(known, key=lambda pair: pair[0].hour), lost=len(listed) - len(known))


def _filed(row: dict) -> Filed:
    closed = row["updated_datetime"].timestamp() / 3600 if row["status"] == "closed" else None
    return Filed(
        row["service_request_id"],
        row["requested_datetime"].timestamp() / 3600,
        closed,
        row["lat"],
        row["long"],
        row["service_name"],
        row["description"] or "",
        row["is_duplicate"],
    )


def _pairs(reports: dict[str, Filed]) -> Iterator[tuple[Filed, Filed] | None]:
    """In 14 % of the pairs the city closed the earlier report in favour of the later one; to the
    resident who files second, the first is the one to find in either case."""
    path = shared() / "duplicates" / "boston_duplicate_pairs_to_2018h1.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            one, other = reports.get(row["service_request_id"]), reports.get(row["dup_of"])
            if one is None or other is None:
                yield None
            else:
                yield (one, other) if one.hour >= other.hour else (other, one)
