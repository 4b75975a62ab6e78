"""A small foreign system for tests of the import: its map, and rows as its files hold them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

MAP = """
source = "elsewhere"
timezone = "America/New_York"
language = "en"

[columns]
id = "nr"
filed = "opened"
closed = "ended"
text = "words"
note = "remark"
address = "street"
lat = "y"
lon = "x"
due = "target"
repeats = "same_as"

[category]
column = "topic"
values = { "Lamps" = "lamp", "Roads" = "road", "Neighbours" = "noise" }

[[states]]
when = { status = "open" }
state = "accepted"
[[states]]
when = { status = "done", remark = "not possible" }
state = "closed"
outcome = "unfixed"
[[states]]
when = { status = "done" }
state = "closed"
outcome = "fixed"

[place]
missing = "keep"

[repair]
closed_before_filed = "filed"
repeats_unknown = "plain"
"""
COLUMNS = ("nr", "opened", "ended", "words", "remark", "street", "y", "x", "target", "same_as", "topic", "status")


def row(nr: object, **more: Any) -> dict[str, Any]:
    """An open lamp in the first grid cell of the test city, filed at noon in New York."""
    plain = dict.fromkeys(COLUMNS, "") | {
        "nr": str(nr), "opened": "2024-03-05 12:00:00", "words": f"lamp {nr} is dark", "topic": "Lamps",
        "status": "open", "y": "30.005", "x": "104.005",
    }  # fmt: skip
    return plain | more


def done(nr: object, **more: Any) -> dict[str, Any]:
    return row(nr, **({"status": "done", "ended": "2024-03-07 09:30:00", "remark": "new bulb"} | more))


def map_file(folder: Path, text: str = MAP) -> Path:
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path


def csv_file(folder: Path, rows: Iterable[dict[str, Any]], name: str = "rows.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return path


def json_file(folder: Path, rows: Iterable[dict[str, Any]], name: str = "rows.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(list(rows), ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def lines_file(folder: Path, rows: Iterable[dict[str, Any]], name: str = "rows.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(json.dumps(each) for each in rows), encoding="utf-8")
    return path


def parquet_file(folder: Path, rows: Iterable[dict[str, Any]], name: str = "rows.parquet") -> Path:
    path = folder / name
    pq.write_table(pa.Table.from_pylist([{k: v or None for k, v in each.items()} for each in rows]), path)
    return path
