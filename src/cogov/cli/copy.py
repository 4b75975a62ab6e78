"""`cogov copy`: a city moves from SQLite to PostgreSQL."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from dataclasses import asdict

from django.conf import settings
from django.db import OperationalError

from cogov.cli.migrate import require_migrated
from cogov.cli.output import FAILED, OK, Trouble, progress, say, say_json
from cogov.cli.parsing import Subparsers, command, takes_json
from cogov.cli.speech import _
from cogov.config.settings import database
from cogov.kernel import backup, copying
from cogov.kernel.errors import CogovError


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "copy",
        _("Move this city from SQLite to PostgreSQL: every row is compared on arrival, then the journal is verified."),
        examples="""
            cogov copy --to postgresql://cogov:password@localhost/cogov
            (stop the city first; a copy that was interrupted goes on when the command is given again)
        """,
        run=run,
    )
    parser.add_argument("--to", required=True, metavar="DATABASE_URL", help="an empty PostgreSQL database")
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    _require_rest()
    started = time.monotonic()
    try:
        with progress(_("Copying"), copying.rows_here()) as advance:
            done = copying.copy(database(args.to), advance)
    except CogovError as error:
        raise Trouble(str(error.sentence)) from error
    except OperationalError as error:
        raise Trouble(
            _("The database cannot be reached: {error}").format(error=" ".join(str(error).split()))
        ) from error
    seconds = time.monotonic() - started
    verified = _verified_there(args.to)
    if args.json:
        say_json({**asdict(done), "seconds": round(seconds, 1), "journal": "verified" if verified else "not verified"})
    else:
        say(_("{rows:,} rows of {tables} tables are there and the same ({seconds:.0f} s; {fresh:,} sent now).").format(
            rows=done.rows, tables=done.tables, seconds=seconds, fresh=done.fresh
        ))  # fmt: skip
        say(_next(verified))
    return OK if verified else FAILED


def _next(verified: bool) -> str:
    if verified:
        return _(
            "The journal is whole there. Set DATABASE_URL to the new address and start; COGOV_DATA stays the same."
        )
    return _("The journal does not verify there. Keep the old database: cogov journal verify says what is wrong.")


def _require_rest() -> None:
    require_migrated()
    workers = backup.alive()
    if workers:
        raise Trouble(_("The city is running ({worker}). Stop it first.").format(worker=workers[0]))


def _verified_there(url: str) -> bool:
    """In a process of its own, which knows only the new database."""
    environment = {**os.environ, "DATABASE_URL": url, "COGOV_DATA": str(settings.DATA)}
    verify = [sys.executable, "-m", "cogov.cli", "journal", "verify", "--json"]
    return subprocess.run(verify, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == OK
