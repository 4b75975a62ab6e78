"""`cogov tick`: look at the clocks now; for those who drive them by cron instead of a worker."""

from __future__ import annotations

import argparse

from cogov.cli.output import FAILED, OK, say, say_json
from cogov.cli.parsing import Subparsers, command, takes_json
from cogov.cli.speech import _
from cogov.kernel import clocks


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "tick",
        _("Warn of and escalate what is late, each step once."),
        examples="cogov tick\ncogov tick --json",
        run=run,
    )
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    steps = failed = 0
    while True:
        ticked = clocks.tick()
        steps, failed = steps + ticked.steps, failed + ticked.failed
        if not ticked.more:
            break
    if args.json:
        say_json({"steps": steps, "failed": failed})
    else:
        say(_("Steps taken: {steps}, failed: {failed}").format(steps=steps, failed=failed))
    return FAILED if failed else OK
