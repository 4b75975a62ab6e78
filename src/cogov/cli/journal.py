"""`cogov journal`: verify it, put it under a checkpoint, show the story of one subject, prove one row."""

from __future__ import annotations

import argparse
import dataclasses

from django.db.models import Max

from cogov.cli.output import FAILED, OK, Trouble, progress, say, say_json
from cogov.cli.parsing import Subparsers, command, takes_json
from cogov.cli.speech import _
from cogov.kernel import checkpoints
from cogov.kernel.models import Entry
from cogov.kernel.verify import Finding, Verification

SHOWN = 1000
"""Findings printed at most; the count goes on, and is printed."""


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "journal",
        _("Verify the journal, make a checkpoint, show or prove entries."),
        examples="""
            cogov journal verify
            cogov journal verify --json
            cogov journal checkpoint
            cogov journal show reports.report 42
            cogov journal prove 1234
        """,
        run=verify,
    )
    takes_json(parser)
    actions = parser.add_subparsers(metavar="action", required=True)
    for name, sentence, run in (
        ("verify", _("Name every entry that was altered, removed or inserted; exit code 1 if there is one."), verify),
        ("checkpoint", _("Put all new entries under a Merkle root and print it."), checkpoint),
    ):
        _action(actions, name, sentence, run)
    shown = _action(actions, "show", _("The entries of one subject."), show)
    shown.add_argument("subject_type", help="as reports.report")
    shown.add_argument("subject_id", type=int)
    _action(actions, "prove", _("The proof that an entry stands under a checkpoint."), prove).add_argument(
        "entry", type=int, help="id of the entry"
    )


def verify(args: argparse.Namespace) -> int:
    return FAILED if verified(as_json=args.json) else OK


def verified(*, as_json: bool) -> int:
    """Verify with a progress bar and tell the result; returns the number of findings."""
    with progress(_("Verifying"), Entry.objects.aggregate(top=Max("id"))["top"]) as advance:
        check, total, shown = Verification(advance), 0, []
        for finding in check.findings():
            total += 1
            if total <= SHOWN:
                shown.append(finding)
    summary = {
        "entries": check.entries,
        "subjects": check.subjects,
        "checkpoints": check.checkpoints,
        "not_yet_under_a_checkpoint": check.uncovered,
        "findings": total,
    }
    if as_json:
        say_json({**summary, "shown": [dataclasses.asdict(finding) for finding in shown]})
    else:
        _tell(summary, shown)
    return total


def _tell(summary: dict[str, int], shown: list[Finding]) -> None:
    for finding in shown:
        say(str(finding))
    left = summary["findings"] - len(shown)
    if left:
        say(_("… and {count} more findings").format(count=left))
    say(", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in summary.items()))


def checkpoint(args: argparse.Namespace) -> int:
    made = checkpoints.checkpoint()
    rows = [{"id": one.pk, "entries": one.count, "last": one.last_id, "root": one.root} for one in made]
    if args.json:
        say_json(rows)
    else:
        for row in rows:
            say(f"{row['root']}  {row['entries']} entries up to {row['last']}")
        if not rows:
            say(_("Nothing new."))
    return OK


def show(args: argparse.Namespace) -> int:
    rows = Entry.objects.filter(subject_type=args.subject_type, subject_id=args.subject_id).order_by("seq")
    if not rows:
        raise Trouble(
            _("There are no entries about {subject}.").format(subject=f"{args.subject_type} {args.subject_id}"), 1
        )
    if args.json:
        say_json(list(rows.values()))
        return OK
    for row in rows:
        say(f"{row.seq:>4}  {row.at:%Y-%m-%d %H:%M:%S}Z  {row.kind:<28} {row.role or row.channel:<12} {row.data}")
    return OK


def prove(args: argparse.Namespace) -> int:
    say_json(dataclasses.asdict(checkpoints.prove(args.entry)))
    return OK


def _action(actions: Subparsers, name: str, sentence: str, run: object) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=sentence, description=sentence)
    parser.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer as JSON, for scripts")
    parser.set_defaults(run=run)
    return parser
