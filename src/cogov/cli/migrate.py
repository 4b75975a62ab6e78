"""`cogov migrate`: bring the database to the state this version needs."""

from __future__ import annotations

import argparse

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cogov.cli.output import OK, Trouble
from cogov.cli.parsing import Subparsers, command
from cogov.cli.speech import _


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "migrate",
        _("Bring the database to the state that this version needs."),
        examples="cogov migrate\ncogov migrate --plan",
        run=run,
    )
    parser.add_argument("app", nargs="?", help="only this app")
    parser.add_argument("name", nargs="?", help="up or down to this migration")
    parser.add_argument("--plan", action="store_true", help="show what would be done")


def run(args: argparse.Namespace) -> int:
    where = [value for value in (args.app, args.name) if value]
    call_command("migrate", *where, plan=args.plan, verbosity=1)
    return OK


def migrate_quietly() -> None:
    if pending():
        call_command("migrate", verbosity=0)


def pending() -> list[str]:
    """Names of migrations that have not been applied."""
    executor = MigrationExecutor(connection)
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def require_migrated() -> None:
    missing = pending()
    if missing:
        raise Trouble(_("The database lacks {count} migrations. Run: cogov migrate").format(count=len(missing)))
