"""`cogov doctor`: look the installation over and say how to mend each finding."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from cogov.cli.output import FAILED, OK, say, say_json
from cogov.cli.parsing import Subparsers, command, takes_json
from cogov.cli.speech import _
from cogov.config.health import TITLES, Level, examine

MARKS = {Level.OK: "✓", Level.WARNING: "!", Level.BAD: "✗"}


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "doctor",
        _("Look the installation over and say how to mend each finding; exit code 1 if one is bad."),
        examples="cogov doctor\ncogov doctor --json",
        run=run,
    )
    takes_json(parser)


def run(args: argparse.Namespace) -> int:
    findings = list(examine())
    if args.json:
        say_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            say(f"{MARKS[finding.level]} {TITLES[finding.check]}{': ' if finding.told else ''}{finding.told}")
            if finding.mend:
                say(f"    → {finding.mend}")
    return FAILED if any(finding.level == Level.BAD for finding in findings) else OK
