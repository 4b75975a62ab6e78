"""What nobody in the city knows, kept aside for evaluation: COGOV_DATA/demo/truth.parquet and paces.json."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

from cogov.demo.bodies import Offices
from cogov.demo.stories import Truth

SCHEMA = pa.schema(
    [
        ("report", pa.int64()),
        ("number", pa.int64()),
        ("cause", pa.int64()),
        ("kind", pa.string()),
        ("repeats", pa.int64()),
    ]
)
"""`repeats` is the number (not the id) of the first story of the same cause, null for that one itself."""
GROUP = 20_000
"""Rows of one row group: a megabyte in memory."""


class TruthFile:
    """Writes the truth of each story as it goes by."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._writer = pq.ParquetWriter(folder / "truth.parquet", SCHEMA, compression="zstd")
        self._rows: list[tuple[int, Truth]] = []

    def __enter__(self) -> TruthFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._flush()
        self._writer.close()

    def add(self, report: int, truth: Truth) -> None:
        """The report's id and what is behind it."""
        self._rows.append((report, truth))
        if len(self._rows) >= GROUP:
            self._flush()

    def _flush(self) -> None:
        columns = {
            "report": [report for report, _ in self._rows],
            "number": [truth.number for _, truth in self._rows],
            "cause": [truth.cause for _, truth in self._rows],
            "kind": [truth.kind for _, truth in self._rows],
            "repeats": [truth.repeats for _, truth in self._rows],
        }
        self._writer.write_table(pa.table(columns, schema=SCHEMA))
        self._rows = []


def write_paces(folder: Path, offices: Offices) -> None:
    """How much of the limit each body usually needs, by its code."""
    paces = {body.code: body.pace for body in offices.bodies}
    (folder / "paces.json").write_text(json.dumps(paces, indent=1), encoding="utf-8")
