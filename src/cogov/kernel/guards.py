"""Triggers by which the database itself refuses to alter or remove what must stay as it was written.

Set up by the first migration and again after each `migrate`, because SQLite loses a table's
triggers when a later migration rebuilds the table.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

IMMUTABLE = ("kernel_entry", "kernel_checkpoint", "ledger_posting", "ledger_line")
ACTIONS = ("update", "delete")


def install(connection: BaseDatabaseWrapper) -> None:
    """Set up every trigger that is missing, on tables that exist."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        for table in present.intersection(IMMUTABLE):
            for action in ACTIONS:
                cursor.execute(_create(connection.vendor, table, action))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: for tests, which flush tables and play the intruder."""
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in present.intersection(IMMUTABLE):
            for action in ACTIONS:
                target = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {_name(table, action)}{target}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that should be there and are not: one query."""
    source = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    with connection.cursor() as cursor:
        cursor.execute(source)
        present = {str(row[0]) for row in cursor.fetchall()}
    return sorted({_name(table, action) for table in IMMUTABLE for action in ACTIONS} - present)


def install_after_migrate(using: str, **_: Any) -> None:
    """Receiver of `post_migrate`."""
    from django.db import connections  # noqa: PLC0415 - apps import this module before databases are ready

    install(connections[using])


def _name(table: str, action: str) -> str:
    return f"{table}_no_{action}"


def _create(vendor: str, table: str, action: str) -> str:
    if vendor == "postgresql":
        return (
            f"CREATE OR REPLACE TRIGGER {_name(table, action)} BEFORE {action} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION kernel_refuse()"
        )
    return (
        f"CREATE TRIGGER IF NOT EXISTS {_name(table, action)} BEFORE {action} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END"
    )


_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION kernel_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
