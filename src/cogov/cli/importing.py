"""`cogov import`: reports of other systems, areas from GeoJSON."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path

from cogov.cli import importing_bodies
from cogov.cli.output import FAILED, OK, Trouble, progress, say, say_json
from cogov.cli.parsing import Subparsers, command, takes_json
from cogov.cli.speech import _
from cogov.contexts.areas.actions import import_areas
from cogov.contexts.areas.importing import Plan
from cogov.contexts.insight import facade as insight
from cogov.contexts.reports import importing
from cogov.contexts.reports.importing.run import total_rows
from cogov.kernel.actors import SYSTEM, AreaLevel

SHOWN = 20
"""Refused areas named on the terminal; the number of all of them is told, and --json holds them all."""


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "import",
        _("Take in reports of another system, or areas from a GeoJSON file."),
        examples="""
            cogov import reports requests.csv --map boston-311-sla
            cogov import reports https://city.example.org/open311/v2 --map our-neighbour.toml
            cogov import areas districts.geojson --level district --code id --name-en name --dry-run
            cogov import people staff.csv --dry-run
        """,
        run=reports,
    )
    kinds = parser.add_subparsers(metavar="what", required=True)
    _add_reports(kinds)
    _add_areas(kinds)
    importing_bodies.add(kinds)


def reports(args: argparse.Namespace) -> int:
    mapping = importing.read(_map(args.map))
    with progress(_("Importing"), total_rows(args.source, mapping)) as advance:
        summary = importing.import_reports(
            args.source, mapping, by=SYSTEM, progress=advance, resume=not args.restart, refused=args.refused
        )
    insight.count_all()
    counts = asdict(summary.counts)
    if args.json:
        say_json({"name": summary.name, "seconds": summary.seconds, "resumed": summary.resumed, **counts,
                  "refused_file": str(summary.refused_file or "")})  # fmt: skip
    else:
        if summary.resumed:
            say(_("Carried on where it was stopped."))
        say(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in counts.items()))
        if summary.refused_file:
            say(_("Refused rows, each with its reason: {file}").format(file=summary.refused_file))
    return FAILED if summary.counts.refused else OK


def _map(name: str) -> Path:
    """A file, or the name of a map that comes along."""
    bundled = importing.bundled()
    if name in bundled or Path(name).is_file():
        return bundled.get(name) or Path(name)
    raise Trouble(
        _("There is no map {name}. Those that come along: {names}").format(name=name, names=", ".join(bundled))
    )


def areas(args: argparse.Namespace) -> int:
    plan = import_areas(
        args.file,
        level=AreaLevel(args.level),
        parent=args.parent,
        code_field=args.code,
        name_zh_field=args.name_zh,
        name_en_field=args.name_en,
        parent_field=args.parent_field,
        crs=args.crs,
        dry_run=args.dry_run,
        by=SYSTEM,
    )
    say_json(_as_json(plan)) if args.json else _tell(plan, args.dry_run)
    return FAILED if plan.refused else OK


def _add_reports(kinds: Subparsers) -> None:
    parser = kinds.add_parser("reports", help=_("CSV, JSON, Parquet, or another city's Open311 address"))
    parser.add_argument("source", help="a file, or an address beginning with https://")
    parser.add_argument("--map", required=True, help="MAP.toml, or the name of a map that comes along")
    parser.add_argument("--refused", type=Path, help="where refused rows go (default: FILE.refused.csv)")
    parser.add_argument("--restart", action="store_true", help="read from the start; nothing is imported twice")
    takes_json(parser)
    parser.set_defaults(run=reports)


def _add_areas(kinds: Subparsers) -> None:
    parser = kinds.add_parser("areas", help=_("boundaries from GeoJSON, also invalid ones and Chinese coordinates"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--level", required=True, choices=[level.value for level in AreaLevel])
    parser.add_argument("--code", required=True, help="property that holds the code")
    parser.add_argument("--name-zh", default="", help="property that holds the Chinese name")
    parser.add_argument("--name-en", default="", help="property that holds the English name")
    parser.add_argument("--parent", type=int, help="id of the area above all of them")
    parser.add_argument("--parent-field", default="", help="property that holds the code of the area above")
    parser.add_argument("--crs", default="wgs84", choices=["wgs84", "gcj02", "bd09"])
    parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
    takes_json(parser)
    parser.set_defaults(run=areas)


def _as_json(plan: Plan) -> dict[str, object]:
    return {
        "added": [row.code for row in plan.added],
        "changed": [change.row.code for change in plan.changed],
        "unchanged": plan.unchanged,
        "repaired": [asdict(note) for note in plan.repaired],
        "refused": [asdict(note) for note in plan.refused],
        "absent": plan.absent,
    }


def _tell(plan: Plan, dry_run: bool) -> None:
    if dry_run:
        say(_("Nothing was changed. This would be done:"))
    counts = {name: len(value) for name, value in _as_json(plan).items() if isinstance(value, list)}
    say(", ".join(f"{name}: {value}" for name, value in counts.items()))
    for note in plan.refused[:SHOWN]:
        say(f"  {note.place}: {note.sentence}")
    if len(plan.refused) > SHOWN:
        say(_("… and {count} more refused").format(count=len(plan.refused) - SHOWN))
