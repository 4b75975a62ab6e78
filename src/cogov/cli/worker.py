"""`cogov worker`: deliver events and run periodic jobs, as a process of its own."""

from __future__ import annotations

import argparse
import signal

from cogov.cli.migrate import require_migrated
from cogov.cli.output import OK, say
from cogov.cli.parsing import Subparsers, command
from cogov.cli.speech import _
from cogov.kernel.stopping import stop_on
from cogov.kernel.worker import Worker, drain


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "worker",
        _("Deliver what has happened and run the periodic jobs; start as many as needed."),
        examples="cogov worker\ncogov worker --once",
        run=run,
    )
    parser.add_argument("--once", action="store_true", help="deliver what is due now and end")


def run(args: argparse.Namespace) -> int:
    require_migrated()
    if args.once:
        say(_("Delivered: {count}").format(count=drain()))
        return OK
    worker = Worker()
    stop_on(worker.stop, signal.SIGTERM, signal.SIGINT)
    worker.run()
    return OK
