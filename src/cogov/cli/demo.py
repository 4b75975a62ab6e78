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
from cogov.contexts.areas.models import Area

SEED = 7
REPORTS = 4_000
"""Reports of the ordinary demo city: enough for every list, map and statistic to look lived in, built in 20 s."""
UNFINISHED = "demo-unfinished"
"""Marks in COGOV_DATA that a city was begun; when it is found later, the city is built anew."""


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "demo",
        _("Build the fictional demo city in COGOV_DATA."),
        examples="""
            COGOV_MODE=demo cogov demo --serve
            COGOV_MODE=demo cogov demo --reports 1000000
            COGOV_MODE=demo cogov demo --seed 7 --fresh
        """,
        run=run,
    )
    parser.add_argument("--seed", type=int, default=SEED, help=f"another seed is another city (default {SEED})")
    parser.add_argument("--reports", type=at_least(0), default=REPORTS, help=f"how many (default {REPORTS})")
    parser.add_argument("--fresh", action="store_true", help="clear away the city that is there")
    parser.add_argument("--serve", action="store_true", help="serve it then")
    serving.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    if not settings.DEMO:
        raise Trouble(_("The demo city is built in demo mode only: COGOV_MODE=demo cogov demo"))
    if args.serve:
        serving.require_port(args.address, args.port)
    migrate_quietly()
    if not _build(args.seed, args.reports, args.fresh) and not args.serve:
        say(_("The city is there already. To build it anew: cogov demo --fresh"))
    return serving.run(args) if args.serve else OK


def _build(seed: int, reports: int, fresh: bool) -> bool:
    """False when a finished city stands already."""
    from cogov import demo  # noqa: PLC0415 - a large package, not needed by any other command

    unfinished, started = settings.DATA / UNFINISHED, time.monotonic()
    fresh = fresh or unfinished.exists()
    if not fresh and Area.objects.exists():
        return False
    unfinished.touch()
    with progress(_("Building the demo city"), reports) as advance:
        demo.build(seed=seed, reports=reports, progress=advance, fresh=fresh)
    unfinished.unlink()
    say(_("The demo city stands ({seconds:.0f} s).").format(seconds=time.monotonic() - started))
    return True
