"""`cogov history`: finished days as Parquet, to count with far from the database."""

from __future__ import annotations

import argparse
import time
from typing import Any

from cogov.cli.migrate import require_migrated
from cogov.cli.output import FAILED, OK, progress, say, say_json
from cogov.cli.parsing import Subparsers, command
from cogov.cli.speech import _
from cogov.contexts.reports import history as reports
from cogov.kernel import checkpoints
from cogov.kernel import history as journal

SHOWN = 100
"""Differences printed at most; all are counted."""


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "history",
        _("Write the finished days of journal and closed reports as Parquet files, or compare them with the database."),
        examples="""
            cogov history write
            cogov history verify
            cogov history verify --json
        """,
        run=write,
    )
    actions = parser.add_subparsers(metavar="action", required=True)
    for name, sentence, run in (
        ("write", _("Add the days that are finished and not there yet; nothing personal is written."), write),
        ("verify", _("Compare the files with manifest, database and checkpoints; exit code 1 if they differ."), verify),
    ):
        action = actions.add_parser(name, help=sentence, description=sentence)
        action.add_argument("--json", action="store_true", help="answer as JSON, for scripts")
        action.set_defaults(run=run)


def write(args: argparse.Namespace) -> int:
    require_migrated()
    started = time.monotonic()
    checkpoints.checkpoint()
    with progress(_("Writing")) as advance:
        made = journal.write(advance)
    entries = time.monotonic()
    with progress(_("Writing")) as advance:
        days = reports.write(advance)
    files = [file for batch in made for file in batch.files]
    told: dict[str, Any] = {
        "folder": str(journal.folder("")),
        "entries": sum(batch.rows for batch in made),
        "entry_files": len(files),
        "entry_bytes": sum(file.bytes for file in files),
        "entry_seconds": round(entries - started, 2),
        "report_files": days,
        "report_seconds": round(time.monotonic() - entries, 2),
    }
    if args.json:
        say_json(told)
    else:
        say(_("{entries:,} entries and {report_files:,} days of closed reports written to {folder}.").format(**told))
    return OK


def verify(args: argparse.Namespace) -> int:
    found: list[str] = []
    total = 0
    entries, closed = journal.Verification(), reports.Verification()
    for check in (entries, closed):
        for finding in check.findings():
            total += 1
            found += [finding] if total <= SHOWN else []
    told = {
        "entries": entries.rows,
        "checkpoints": entries.checkpoints,
        "reports": closed.rows,
        "files": entries.files + closed.files,
        "findings": total,
    }
    if args.json:
        say_json({**told, "shown": found})
    else:
        for finding in found:
            say(finding)
        say(", ".join(f"{name}: {value:,}" for name, value in told.items()))
    return FAILED if total else OK
