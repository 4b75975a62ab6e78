"""The database itself refuses to alter or remove journal rows."""

import pytest
from django.db import DatabaseError, connection, transaction

from cogov.kernel import guards
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.models import Checkpoint, Entry

pytestmark = pytest.mark.django_db


def an_entry() -> Entry:
    return Entry.objects.create(
        at=now(),
        kind="test.made",
        subject_type="test.thing",
        subject_id=1,
        seq=1,
        channel=SYSTEM.channel,
        data="{}",
        hash="0",
    )


def a_checkpoint() -> Checkpoint:
    return Checkpoint.objects.create(at=now(), first_id=1, last_id=1, count=1, root="0")


@pytest.mark.parametrize("make", [an_entry, a_checkpoint])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET id = id", "DELETE FROM {0}"])
def test_rows_can_be_neither_altered_nor_removed(make, statement):
    table = make()._meta.db_table
    with (
        pytest.raises(DatabaseError, match=f"{table} is immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_missing_names_each_absent_guard():
    assert guards.missing(connection) == []
    guards.remove(connection)
    assert guards.missing(connection) == [
        "kernel_checkpoint_no_delete",
        "kernel_checkpoint_no_update",
        "kernel_entry_no_delete",
        "kernel_entry_no_update",
        "ledger_line_no_delete",
        "ledger_line_no_update",
        "ledger_posting_no_delete",
        "ledger_posting_no_update",
    ]
    guards.install(connection)
    assert guards.missing(connection) == []


@pytest.mark.django_db(transaction=True)
def test_transactional_tests_can_still_empty_the_tables():
    an_entry()
