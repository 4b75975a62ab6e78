"""Files of rows, read as streams: CSV, JSON (array or one object a line) and Parquet, each also as .gz but Parquet.

Every source gives batches with the position after them, so that a run goes on where it stopped.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from cogov.kernel.errors import Invalid

BATCH = 2_000
"""Rows of one transaction: one fsync costs as much as some ten rows, and 2,000 rows hold some 10 MB."""

CELL_LIMIT = 1_000_000
"""Characters of one CSV cell or JSON object: three hundred times the longest real report."""

CHUNK = 1 << 16
"""Characters of JSON read at a time."""


@dataclass(frozen=True, slots=True)
class Row:
    """`place` counts from 1, as a person would. Without `values` there is a `problem`."""

    place: int
    values: dict[str, Any] | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows, and the position from which the source goes on after them (a JSON value)."""

    rows: list[Row]
    after: Any


Reader = Callable[[IO[str], tuple[str, ...]], Iterator[Row]]
"""Rows of an open text; the columns are those that have to be there."""


class Source(Protocol):
    """`identity` tells one content from another; `total` is the number of rows where that is known at once."""

    name: str
    identity: str
    total: int | None

    def batches(self, at: Any = None, *, having: str = "") -> Iterator[Batch]:
        """From a position on; with `having` only rows with something in that column (positions are then its own)."""
        ...


class Table:
    """A CSV, JSON or Parquet file, told apart by its name."""

    def __init__(self, path: Path, *, encoding: str, columns: tuple[str, ...], delimiter: str = ",") -> None:
        self.path, self.name, self.encoding, self.columns = path, path.name, encoding, columns
        if not path.is_file():
            raise Invalid(_("There is no file %(path)s.") % {"path": path})
        kinds: dict[str, Reader] = {
            ".csv": partial(_csv_rows, delimiter=delimiter),
            ".json": _json_rows,
            ".jsonl": _line_rows,
            ".ndjson": _line_rows,
        }
        ending = Path(path.name.removesuffix(".gz")).suffix.lower()
        self._parquet = ending == ".parquet"
        if not self._parquet and ending not in kinds:
            raise Invalid(_("%(name)s is not CSV, JSON, JSON lines or Parquet.") % {"name": path.name})
        self._rows = kinds.get(ending)
        self.identity = _content(path)
        self.total = _parquet(path).metadata.num_rows if self._parquet else None

    def batches(self, at: Any = None, *, having: str = "") -> Iterator[Batch]:
        done = int(at or 0)
        rows = islice(self._all(having), done, None)
        while batch := list(islice(rows, BATCH)):
            done += len(batch)
            yield Batch(batch, done)

    def _all(self, having: str) -> Iterator[Row]:
        if self._parquet:
            yield from _parquet_rows(self.path, self.columns, having)
            return
        assert self._rows is not None
        with _opened(self.path, self.encoding) as lines:
            try:
                rows = self._rows(lines, self.columns)
                yield from (row for row in rows if row.values and row.values.get(having)) if having else rows
            except (OSError, EOFError, csv.Error) as error:
                raise Invalid(
                    _("%(name)s cannot be read further: %(why)s") % {"name": self.name, "why": error}
                ) from error


def _csv_rows(lines: IO[str], columns: tuple[str, ...], *, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.DictReader(lines, delimiter=delimiter)
    _has_columns(reader.fieldnames or (), columns)
    for place, values in enumerate(reader, start=1):
        if None in values or None in values.values():
            yield Row(place, None, _("This row has not as many cells as the heading."))
        else:
            yield _clean(place, values)


def _line_rows(lines: IO[str], columns: tuple[str, ...]) -> Iterator[Row]:
    del columns
    for place, line in enumerate(lines, start=1):
        try:
            yield _object(place, json.loads(line))
        except ValueError:
            yield Row(place, None, _("This line is not JSON."))


def _json_rows(text: IO[str], columns: tuple[str, ...]) -> Iterator[Row]:
    """The elements of one top-level array, without holding the file."""
    first = _first_letter(text)
    text.seek(0)
    if first != "[":
        yield from _line_rows(text, columns)
        return
    yield from (_object(place, value) for place, value in enumerate(_elements(text), start=1))


def _elements(text: IO[str]) -> Iterator[Any]:
    decoder, buffer, ended = json.JSONDecoder(), text.read(CHUNK).lstrip()[1:], False
    while True:
        buffer = buffer.lstrip(" \t\r\n,")
        if buffer.startswith("]"):
            return
        try:
            value, end = decoder.raw_decode(buffer)
            if end == len(buffer) and not ended:
                raise ValueError  # a number may go on in the next chunk
        except ValueError:
            more = text.read(CHUNK)
            ended = not more
            if ended or len(buffer) > CELL_LIMIT:
                raise Invalid(_("The JSON breaks off or is damaged near “%(part)s”.") % {"part": buffer[:40]}) from None
            buffer += more
            continue
        yield value
        buffer = buffer[end:]


def _parquet_rows(path: Path, columns: tuple[str, ...], having: str) -> Iterator[Row]:
    file = _parquet(path)
    _has_columns(file.schema_arrow.names, columns)
    before = 0
    for batch in file.iter_batches(batch_size=BATCH, columns=list(columns)):
        places: Sequence[int] = range(before + 1, before + batch.num_rows + 1)
        before += batch.num_rows
        if having:
            mask = batch.column(having).is_valid()
            places, batch = [p for p, kept in zip(places, mask.to_pylist(), strict=True) if kept], batch.filter(mask)
        for place, values in zip(places, batch.to_pylist(), strict=True):
            yield Row(place, values)


def _parquet(path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (OSError, pa.ArrowException) as error:
        raise Invalid(_("%(name)s is not a Parquet file.") % {"name": path.name}) from error


def _object(place: int, value: Any) -> Row:
    if not isinstance(value, dict):
        return Row(place, None, _("This row is not an object with named values."))
    return _clean(place, value)


def _clean(place: int, values: dict[str, Any]) -> Row:
    """Bytes that are not in the file's encoding came through as lone surrogates."""
    for value in values.values():
        if isinstance(value, str) and not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                return Row(place, None, _("This row has letters that are not in the file's encoding."))
    return Row(place, values)


def _has_columns(present: Any, needed: tuple[str, ...]) -> None:
    absent = [name for name in needed if name not in present]
    if absent:
        raise Invalid(_("The file has no column “%(name)s”, which the map reads.") % {"name": absent[0]})


def _opened(path: Path, encoding: str) -> IO[str]:
    try:
        codecs.lookup(encoding)
    except LookupError as error:
        raise Invalid(_("There is no encoding “%(name)s”.") % {"name": encoding}) from error
    raw: Any = gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")  # noqa: SIM115 - the caller closes
    return io.TextIOWrapper(raw, encoding=encoding, errors="surrogateescape", newline="")


def _first_letter(text: IO[str]) -> str:
    while letter := text.read(1):
        if not letter.isspace():
            return letter
    return ""


def _content(path: Path) -> str:
    """SHA-256 of the bytes: about a second for a gigabyte."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
