"""Reports as open data: CSV, GeoJSON or Parquet, with what their public pages show and nothing else.

Every row comes through `visible_to` for somebody without an account, so that an export cannot know
more than a page. Rows are read in order of their number, some thousand at a time.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal, get_args

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import finding, queries
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.queries import Filters
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Invalid
from cogov.kernel.text import safe_cell

Format = Literal["csv", "geojson", "parquet"]

CHUNK = 5_000
"""Reports held at once: some 10 MB, and one query."""

TIME = pa.timestamp("us", tz="UTC")
DIGITS = 6
"""Of degrees: 10 cm."""


@dataclass(frozen=True, slots=True)
class Column:
    """A public field: name, type in Parquet, and how it is read."""

    name: str
    type: pa.DataType
    read: Callable[[Report], Any]


def _area(report: Report) -> int | None:
    """The narrowest that public pages name."""
    return report.community_id or report.street_id or report.district_id


def _area_name(report: Report, language: str) -> str:
    area = _area(report)
    return areas.full_name(area, language) if area else ""


def _area_code(report: Report) -> str:
    area = _area(report)
    return areas.area(area).code if area else ""


def _body_name(report: Report, language: str) -> str:
    return bodies.name(report.body_id, language) if report.body_id else ""


def _category_name(report: Report, language: str) -> str:
    return tree().by_id[report.category_id].name_in(language)


COLUMNS = (
    Column("id", pa.int64(), lambda r: r.pk),
    Column("filed_at", TIME, lambda r: r.filed_at),
    Column("updated_at", TIME, lambda r: r.updated_at),
    Column("due_at", TIME, lambda r: r.due_at),
    Column("resolved_at", TIME, lambda r: r.resolved_at),
    Column("closed_at", TIME, lambda r: r.closed_at),
    Column("state", pa.string(), lambda r: r.state),
    Column("outcome", pa.string(), lambda r: r.outcome),
    Column("category", pa.string(), lambda r: tree().by_id[r.category_id].code),
    Column("category_zh", pa.string(), lambda r: _category_name(r, "zh")),
    Column("category_en", pa.string(), lambda r: _category_name(r, "en")),
    Column("text", pa.string(), finding.public_text),
    Column("language", pa.string(), lambda r: r.language),
    Column("address", pa.string(), lambda r: r.address),
    Column("lat", pa.float64(), lambda r: r.lat),
    Column("lon", pa.float64(), lambda r: r.lon),
    Column("approximate", pa.bool_(), lambda r: r.approximate),
    Column("area", pa.string(), _area_code),
    Column("area_zh", pa.string(), lambda r: _area_name(r, "zh")),
    Column("area_en", pa.string(), lambda r: _area_name(r, "en")),
    Column("body_zh", pa.string(), lambda r: _body_name(r, "zh")),
    Column("body_en", pa.string(), lambda r: _body_name(r, "en")),
    Column("emergency", pa.bool_(), lambda r: r.emergency),
    Column("supporters", pa.int32(), lambda r: r.supporters),
    Column("reopened", pa.int32(), lambda r: r.reopened),
    Column("merged_into", pa.int64(), lambda r: r.merged_into_id),
)
SCHEMA = pa.schema([(column.name, column.type) for column in COLUMNS])


def export_reports(
    fmt: Format,
    out: Path | IO[bytes],
    filters: Filters | None = None,
    *,
    progress: Callable[[int], None] = lambda _rows: None,
) -> int:
    """Write the public reports that the filters leave; returns how many.

    A file appears under its name only when it is whole. Raises Invalid for an unknown format, Missing for an
    unknown area. One query for each 5,000 reports; some 30,000 reports a second.
    """
    if fmt not in get_args(Format):
        raise Invalid(_("Reports can be exported as: %(formats)s.") % {"formats": ", ".join(get_args(Format))})
    writer = {"csv": _write_csv, "geojson": _write_geojson, "parquet": _write_parquet}[fmt]
    with _whole(out) as file:
        return writer(file, _chunks(filters or Filters(), progress))


def _chunks(filters: Filters, progress: Callable[[int], None]) -> Iterator[list[dict[str, Any]]]:
    for reports in _read(filters):
        yield [{column.name: column.read(report) for column in COLUMNS} for report in reports]
        progress(len(reports))


def _read(filters: Filters) -> Iterator[list[Report]]:
    """By number; with search words newest first, as they are found."""
    scope = queries.narrow(queries.visible_to(Actor()), filters)
    if filters.query.strip():
        for window in finding.table.newest(filters.query, staff=False):
            if found := list(scope.filter(pk__in=window).order_by("-pk")):
                yield found
        return
    yield from _by_number(scope)


def _by_number(scope: QuerySet[Report]) -> Iterator[list[Report]]:
    last = 0
    while found := list(scope.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield found
        last = found[-1].pk


def _write_csv(out: IO[bytes], chunks: Iterator[list[dict[str, Any]]]) -> int:
    """With a byte order mark, without which the most used spreadsheet mistakes Chinese for something else."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer, count = csv.writer(text), 0
    writer.writerow(column.name for column in COLUMNS)
    for chunk in chunks:
        writer.writerows([safe_cell(_plain(value)) for value in row.values()] for row in chunk)
        count += len(chunk)
    text.detach()
    return count


def _write_geojson(out: IO[bytes], chunks: Iterator[list[dict[str, Any]]]) -> int:
    """RFC 7946, one feature a line. A report without a place has no geometry."""
    count = 0
    out.write(b'{"type":"FeatureCollection","features":[')
    for chunk in chunks:
        for row in chunk:
            out.write(b",\n" if count else b"\n")
            out.write(json.dumps(_feature(row), ensure_ascii=False, separators=(",", ":")).encode())
            count += 1
    out.write(b"\n]}\n")
    return count


def _write_parquet(out: IO[bytes], chunks: Iterator[list[dict[str, Any]]]) -> int:
    count = 0
    with pq.ParquetWriter(out, SCHEMA, compression="zstd") as writer:
        for chunk in chunks:
            writer.write_table(pa.Table.from_pylist(chunk, SCHEMA))
            count += len(chunk)
    return count


def _feature(row: dict[str, Any]) -> dict[str, Any]:
    lat, lon = row["lat"], row["lon"]
    point = None if lat is None else {"type": "Point", "coordinates": [round(lon, DIGITS), round(lat, DIGITS)]}
    rest = {name: _plain(value) for name, value in row.items() if name not in ("id", "lat", "lon")}
    return {"type": "Feature", "id": row["id"], "geometry": point, "properties": rest}


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else value


@contextmanager
def _whole(out: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    if not isinstance(out, Path):
        yield out
        return
    part = out.with_name(f"{out.name}.part")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
