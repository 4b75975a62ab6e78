"""`cogov export`: what everybody may know, as open data."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

from cogov.cli.output import OK, USAGE, Trouble, progress, say
from cogov.cli.parsing import Subparsers, command
from cogov.cli.speech import _
from cogov.contexts.areas import facade as areas
from cogov.contexts.reports.exporting import Format, export_reports
from cogov.contexts.reports.queries import Filters

FORMATS: dict[str, Format] = {".csv": "csv", ".geojson": "geojson", ".json": "geojson", ".parquet": "parquet"}


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "export",
        _("Write the public reports as CSV, GeoJSON or Parquet, with public fields only."),
        examples="""
            cogov export reports reports.csv
            cogov export reports reports.parquet --category street-light
            cogov export reports - --format geojson | gzip > reports.geojson.gz
        """,
        run=reports,
    )
    kinds = parser.add_subparsers(metavar="what", required=True)
    shown = kinds.add_parser("reports", help=_("all public reports, or those that the filters leave"))
    shown.add_argument("file", help="its ending says the format; - writes to standard output")
    shown.add_argument("--format", choices=sorted(set(FORMATS.values())))
    shown.add_argument("--category", default="", help="code of a category, with all below it")
    shown.add_argument("--area", help="code of an area, with all below it")
    shown.add_argument("--query", default="", help="words that the report holds")
    shown.set_defaults(run=reports)


def reports(args: argparse.Namespace) -> int:
    fmt = args.format or FORMATS.get(Path(args.file).suffix)
    if fmt is None:
        raise Trouble(_("Say the format: --format csv, geojson or parquet."), USAGE)
    area = areas.by_code(args.area).id if args.area else None
    filters = dataclasses.replace(Filters(), category=args.category, area=area, query=args.query)
    out = sys.stdout.buffer if args.file == "-" else Path(args.file)
    try:
        with progress(_("Exporting")) as advance:
            count = export_reports(fmt, out, filters, progress=advance)
    except OSError as error:
        if args.file == "-":
            raise  # the reader of our output went away
        raise Trouble(
            _("The file {file} cannot be written: {error}").format(file=args.file, error=error.strerror)
        ) from error
    if args.file != "-":
        say(_("Reports written: {count}").format(count=count))
    return OK
