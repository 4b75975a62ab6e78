"""`cogov demo`: a fictional city with its people and months of its life."""

from __future__ import annotations

import argparse
import time

from django.conf import settings

from cogov.cli import serve as serving
from cogov.cli.migrate import migrate_quietly
from cogov.cli.output import OK, Trouble, progress, say
from cogov.cli.parsing import Subparsers, at_least, command
from cogov.cli.speech import _

REPORTS = 2_000
"""Reports of the ordinary demo city: enough for every list, map and statistic to look lived in, built in seconds."""
BUILT = "demo-city"
"""Marks in COGOV_DATA that the city stands there."""


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "demo",
        _("Build the fictional demo city in COGOV_DATA."),
        examples="""
            COGOV_MODE=demo cogov demo --serve
            COGOV_MODE=demo cogov demo --reports 1000000
        """,
        run=run,
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed is another city (default 1)")
    parser.add_argument("--reports", type=at_least(0), default=REPORTS, help=f"how many (default {REPORTS})")
    parser.add_argument("--serve", action="store_true", help="serve it then; builds it only if it is not there yet")
    serving.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    if not settings.DEMO:
        raise Trouble(_("The demo city is built in demo mode only: COGOV_MODE=demo cogov demo"))
    if args.serve:
        serving.require_port(args.address, args.port)
    migrate_quietly()
    built = settings.DATA / BUILT
    if not (args.serve and built.exists()):
        _build(args.seed, args.reports)
        built.touch()
    return serving.run(args) if args.serve else OK


def _build(seed: int, reports: int) -> None:
    from cogov import demo  # noqa: PLC0415 - a large package, not needed by any other command

    started = time.monotonic()
    with progress(_("Building the demo city"), reports) as advance:
        demo.build(seed=seed, reports=reports, progress=advance)
    say(_("The demo city stands ({seconds:.0f} s).").format(seconds=time.monotonic() - started))
