"""`cogov fund reconcile`: points, goods and money compared now."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from django.utils.translation import gettext as _

from cogov.contexts.fund.actions.reconciling import reconcile
from cogov.contexts.fund.reconciling import open_differences
from cogov.kernel.actors import SYSTEM

OK, FAILED = 0, 1
EXAMPLES = """\
examples:
  cogov fund reconcile
  cogov fund reconcile --json
"""


def register(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "fund",
        help=_("Compare points, goods and money; exit code 1 where they differ."),
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kinds = parser.add_subparsers(metavar="what", required=True)
    now = kinds.add_parser("reconcile", help=_("Compare all books now, stop orders and alarm the auditors."))
    now.add_argument("--json", action="store_true", help="answer as JSON, for scripts")
    now.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    done = reconcile(by=SYSTEM)
    rows = [
        {"code": row.code, "subject": row.subject, "expected": row.expected, "found": row.found, "since": row.since}
        for row in open_differences()
    ]
    if args.json:
        _say(json.dumps({"checks": done.checks, "figures": done.figures, "differences": rows}, default=str, indent=2))
    else:
        for row in rows:
            _say(f"{row['code']}: {row['subject']}: {row['expected']} → {row['found']}")
        _say(_("%(checks)d checks, %(found)d differences.") % {"checks": done.checks, "found": done.found})
    return FAILED if done.found else OK


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
