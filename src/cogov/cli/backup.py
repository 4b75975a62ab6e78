"""`cogov backup` and `cogov restore`."""

from __future__ import annotations

import argparse
import os
from dataclasses import asdict
from pathlib import Path

from django.conf import settings

from cogov.cli.journal import verified
from cogov.cli.migrate import migrate_quietly
from cogov.cli.output import FAILED, OK, Trouble, progress, say, say_json
from cogov.cli.parsing import Subparsers, command, takes_json
from cogov.cli.speech import _
from cogov.contexts.accounts import facade
from cogov.kernel import backup, checkpoints
from cogov.kernel.clock import now


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "backup",
        _("Write everything that must be kept into one file, while the city runs."),
        examples="""
            cogov backup
            cogov backup /srv/backups/tonight.tar --json
            cogov backup --secret    (with the key that signs sessions and receipts: keep such a file locked away)
        """,
        run=make,
    )
    parser.add_argument("file", nargs="?", type=Path, help="default: COGOV_DATA/backups/cogov-DATE-TIME.tar")
    parser.add_argument("--secret", action="store_true", help="take secret.key along")
    takes_json(parser)
    parser = command(
        subparsers,
        "restore",
        _("Check a backup and put it in place; people erased since stay erased."),
        examples="""
            cogov restore /srv/backups/tonight.tar --check
            cogov restore /srv/backups/tonight.tar
        """,
        run=restore,
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--check", action="store_true", help="only check whether the file is whole and fits")
    parser.add_argument("--force", action="store_true", help="replace the city that is there")


def make(args: argparse.Namespace) -> int:
    target = args.file or settings.DATA / "backups" / f"cogov-{now():%Y%m%d-%H%M%S}.tar"
    _make_folder(target.parent)
    checkpoints.checkpoint()
    with progress(_("Saving")) as advance:
        manifest = backup.make(target, secret=args.secret, progress=advance)
    if args.json:
        say_json({"file": str(target), "bytes": manifest.size, **asdict(manifest)})
        return OK
    files = len(manifest.members) - 1
    say(_("Saved database and {files} files, {size:.1f} MB: {target}").format(
        files=files, size=manifest.size / 1e6, target=target
    ))  # fmt: skip
    if not args.secret:
        say(_("Without secret.key. Keep a copy of it apart: receipts and second factors depend on it."))
    return OK


def restore(args: argparse.Namespace) -> int:
    with progress(_("Checking"), _size(args.file)) as advance:
        manifest = backup.check(args.file, advance)
    backup.require_fitting(manifest)
    if args.check:
        say(_("The backup of {when} is whole and fits.").format(when=manifest.made_at))
        return OK
    _require_room(args.force)
    with progress(_("Restoring"), manifest.size) as advance:
        backup.restore(args.file, advance)
    migrate_quietly()
    say(_("Erased again: {count}").format(count=facade.reapply_erasures()))
    return FAILED if verified(as_json=False) else OK


def _require_room(force: bool) -> None:
    workers = backup.alive()
    if workers and not force:
        raise Trouble(_("The city is running ({worker}). Stop it first, or say --force.").format(worker=workers[0]))
    if backup.occupied() and not force:
        raise Trouble(_("There is a city here already. To replace it say --force; it is kept where that is possible."))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise Trouble(
            _("The folder {folder} cannot be written: {error}").format(folder=folder, error=error.strerror)
        ) from error


def _size(file: Path) -> int:
    try:
        return os.stat(file).st_size
    except OSError as error:
        raise Trouble(_("The file {file} cannot be read: {error}").format(file=file, error=error.strerror)) from error
