"""`cogov import bodies|people|responsibilities`: from CSV, with the differences beforehand."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from cogov.cli.output import FAILED, OK, Trouble, say, say_json
from cogov.cli.parsing import Subparsers, takes_json
from cogov.cli.speech import _
from cogov.contexts.bodies import importing
from cogov.kernel.actors import SYSTEM

SHOWN = 20
"""Rows named on the terminal; the number of all of them is told, and --json holds them all."""


def add(kinds: Subparsers) -> None:
    """Three more things that `cogov import` takes. A column marked * has to be there."""
    for kind in importing.KINDS:
        every, required = importing.columns_of(kind)
        columns = ", ".join(f"{name}*" if name in required else name for name in every)
        parser = kinds.add_parser(kind, help=f"CSV ({columns})")
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what would change, and change nothing")
        takes_json(parser)
        parser.set_defaults(run=run, kind=kind)


def run(args: argparse.Namespace) -> int:
    """FAILED when rows were refused. Raises Invalid for a file that cannot be read."""
    try:
        data = args.file.read_bytes()
    except OSError as error:
        raise Trouble(f"{args.file}: {error.strerror}") from None
    begin = time.monotonic()
    do = importing.differences if args.dry_run else importing.apply
    plan = do(args.kind, data, by=SYSTEM)
    if args.json:
        say_json(plan.as_json() | {"dry_run": args.dry_run, "seconds": round(time.monotonic() - begin, 2)})
    else:
        _tell(plan, args.dry_run)
    return FAILED if plan.refused else OK


def _tell(plan: importing.Plan, dry_run: bool) -> None:
    if dry_run:
        say(_("Nothing was changed. This would be done:"))
    counts = {"added": len(plan.added), "changed": len(plan.changed), "unchanged": plan.unchanged,
              "refused": len(plan.refused), "absent": plan.absent}  # fmt: skip
    say(", ".join(f"{name}: {number}" for name, number in counts.items()) + f" ({plan.encoding})")
    for change in plan.changed[:SHOWN]:
        told = "; ".join(f"{name}: {old or '–'} → {new or '–'}" for name, (old, new) in change.fields.items())
        say(f"  ~ {change.key}: {told}")
    for refusal in plan.refused[:SHOWN]:
        say(f"  ! {refusal.line}: {refusal.key}: {refusal.sentence}")
    if len(plan.refused) > SHOWN:
        say(_("… and {count} more refused").format(count=len(plan.refused) - SHOWN))
