"""`cogov figures recompute`: the public figures, made again from the journal and compared."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from django.utils.translation import gettext as _

from cogov.contexts.insight import recounting

OK, FAILED = 0, 1
EXAMPLES = """\
examples:
  cogov figures recompute --check
  cogov figures recompute --json
"""


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "figures",
        help=_("Make the public figures again from the journal alone."),
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=recompute)
    kinds = parser.add_subparsers(metavar="what", required=True)
    again = kinds.add_parser("recompute", help=_("Read the whole journal, compare every count, put right what is not"))
    again.add_argument("--check", action="store_true", help="compare only; exit code 1 where a count is wrong")
    again.add_argument("--json", action="store_true", help="answer as JSON, for scripts")


def recompute(args: argparse.Namespace) -> int:
    found = recounting.recompute(check=args.check)
    if args.json:
        _say(json.dumps(found.as_dict(), indent=2))
    else:
        for line in _lines(found, put_right=not args.check):
            _say(line)
    return FAILED if args.check and not found.right else OK


def _lines(found: recounting.Recount, *, put_right: bool) -> list[str]:
    looked = _("%(cases)s cases read from the journal, %(counts)s counts and %(days)s days compared, in %(seconds)s s.")
    words = {"cases": found.cases, "counts": found.counts, "days": found.days, "seconds": f"{found.seconds:.1f}"}
    lines = [looked % words]
    if found.right:
        return [*lines, _("Every figure follows from the journal.")]
    wrong = _("Different: %(cases)s cases, %(counts)s counts, %(days)s days.")
    lines.append(wrong % {"cases": found.wrong_cases, "counts": found.wrong_counts, "days": found.wrong_days})
    lines += [f"  {name}" for name in found.named]
    return [*lines, _("All of it has been put right.")] if put_right else lines


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
