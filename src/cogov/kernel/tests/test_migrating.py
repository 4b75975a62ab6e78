"""An index is made beside the writers."""

import pytest
from django.db import NotSupportedError, connection, models, transaction
from django.db.migrations.state import ProjectState

from cogov.kernel.migrating import AddIndexBeside
from cogov.kernel.models import Version

NAME = "kernel_version_planted"


@pytest.fixture
def operation():
    found = AddIndexBeside("version", models.Index(fields=["number"], name=NAME))
    yield found
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {NAME}")


def forwards(operation):
    state = ProjectState.from_apps(Version._meta.apps)
    with connection.schema_editor(atomic=False) as editor:
        operation.database_forwards("kernel", editor, state, state)


def indexes():
    with connection.cursor() as cursor:
        return set(connection.introspection.get_constraints(cursor, "kernel_version"))


@pytest.mark.django_db(transaction=True)
def test_it_is_made(operation):
    forwards(operation)
    assert NAME in indexes()


@pytest.mark.django_db(transaction=True)
def test_within_a_transaction_it_refuses_on_postgresql(operation):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite makes every index within its one writer")
    with pytest.raises(NotSupportedError), transaction.atomic():
        forwards(operation)
