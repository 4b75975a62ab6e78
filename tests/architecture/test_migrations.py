"""A migration of a table that grows must not stop a running city, nor break the version that still runs beside it."""

from __future__ import annotations

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from cogov.kernel.migrating import AddIndexBeside

GROWING = {
    "kernel": {"entry", "delivery", "answer", "bucket", "clock", "clockchange"},
    "ledger": {"account", "change", "hold", "line", "posting"},
    "reports": {"report", "update", "attachment", "assignment", "contact", "support", "rating", "tally", "tallychange"},
    "desk": {"message", "notice", "incoming", "subscription"},
    "media": {"asset"},
    "insight": {"case", "cell", "waiting"},
    "rewards": {"earning"},
    "accounts": {"person", "personaldataview"},
}
"""Tables with a row and more for each report, letter, person or posting."""
BEFORE = {
    "kernel": "0003", "ledger": "0001", "reports": "0004", "desk": "0002", "media": "0001", "insight": "0002",
    "rewards": "0001", "accounts": "0002",
}  # fmt: skip
"""Up to here no city was in service yet."""
MEANT: dict[str, str] = {}
"""Migration → why it may, and what who runs a city has to do: the second step of two, say."""


def dangers(app: str, operations: list[Operation]) -> list[str]:
    return [f"{type(one).__name__} {table_of(one)}: {why}" for one in operations if (why := danger(app, one))]


def table_of(operation: Operation) -> str:
    return str(getattr(operation, "model_name", "") or getattr(operation, "name", "")).lower()


def danger(app: str, operation: Operation) -> str:
    """What it would do to a running city; empty if nothing."""
    if table_of(operation) not in GROWING.get(app, set()):
        return ""
    if isinstance(operation, AddIndexBeside):
        return ""
    if isinstance(operation, migrations.AddIndex):
        return "writers wait for it: kernel.migrating.AddIndexBeside"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if not field.null and field.db_default is models.NOT_PROVIDED and not field.many_to_many:
            return "the version that still runs does not know the column: null=True or db_default"
        return "an index of its own is made under a lock: db_index=False" if field.db_index else ""
    if isinstance(operation, migrations.AlterField):
        return "may write the table anew: add a second column, copy in portions, remove the first in a later release"
    if isinstance(operation, migrations.AddConstraint):
        return "reads the whole table under a lock: NOT VALID first, VALIDATE in a second migration"
    if isinstance(operation, migrations.RemoveField | migrations.RenameField | migrations.DeleteModel
                  | migrations.RenameModel | migrations.AlterModelTable):  # fmt: skip
        return "the version that still runs uses it: in a later release than the code that stops using it"
    return ""


def test_no_new_migration_stops_a_city_or_breaks_the_version_beside_it() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    wrong = {
        f"{app}.{name}": found
        for (app, name), migration in loader.disk_migrations.items()
        if app in GROWING and name[:4] > BEFORE[app] and f"{app}.{name}" not in MEANT
        if (found := dangers(app, migration.operations))
    }
    assert wrong == {}


def test_every_table_named_here_exists() -> None:
    from django.apps import apps

    for app, names in GROWING.items():
        known = {model._meta.model_name for model in apps.get_app_config(app).get_models()}
        assert names <= known, (app, names - known, known)


@pytest.mark.parametrize(
    "operation",
    [
        migrations.AddIndex("report", models.Index(fields=["stars"], name="planted")),
        migrations.AddField("report", "planted", models.TextField(default="")),
        migrations.AddField("report", "planted", models.IntegerField(null=True, db_index=True)),
        migrations.AlterField("report", "stars", models.BigIntegerField(null=True)),
        migrations.RemoveField("report", "stars"),
        migrations.RenameField("report", "stars", "planted"),
        migrations.AddConstraint("report", models.CheckConstraint(condition=models.Q(stars__gt=0), name="planted")),
        migrations.DeleteModel("report"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_planted_danger_is_named(operation: Operation) -> None:
    assert dangers("reports", [operation])


@pytest.mark.parametrize(
    "operation",
    [
        AddIndexBeside("report", models.Index(fields=["stars"], name="planted")),
        migrations.AddField("report", "planted", models.TextField(null=True)),
        migrations.AddField("report", "planted", models.IntegerField(db_default=0)),
        migrations.AddIndex("category", models.Index(fields=["code"], name="planted")),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_a_running_city_bears_passes(operation: Operation) -> None:
    assert not dangers("reports", [operation])
