"""Whoever alters, removes or inserts a row by raw SQL is found out, and the row is named."""

import threading
from dataclasses import dataclass

import pytest
from django.db import connection, transaction

from cogov.kernel import guards, journal, verify
from cogov.kernel.actors import SYSTEM
from cogov.kernel.checkpoints import checkpoint
from cogov.kernel.models import Calendar, Entry
from cogov.kernel.tests.samples import make_thing, rename
from cogov.kernel.verify import Fault, Verification

pytestmark = pytest.mark.django_db


@journal.event("test.ended", ends=True)
@dataclass(frozen=True, slots=True)
class Ended:
    pass


def found():
    """(fault, subject, first, last) of each finding about a chain."""
    findings = Verification().findings()
    return [(f.fault, f.subject_id, f.seq, f.last) for f in findings if f.subject_type != "kernel.checkpoint"]


def roots():
    return [f.fault for f in Verification().findings() if f.subject_type == "kernel.checkpoint"]


@pytest.fixture
def thing():
    """A subject with five entries between two others, all under a checkpoint; the guards are gone."""
    make_thing("before", renames=1)
    subject = make_thing("it", renames=4)
    make_thing("after", renames=1)
    checkpoint()
    guards.remove(connection)
    return subject


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def entry(thing, seq):
    return Entry.objects.get(subject_type="kernel.calendar", subject_id=thing.pk, seq=seq)


def rewrite(row, **values):
    """Change columns and make the hash fit them again, as a careful forger would."""
    for name, value in values.items():
        setattr(row, name, value)
    row.hash = journal.entry_hash(row)
    Entry.objects.filter(pk=row.pk).update(**values, hash=row.hash)
    return row


def remove(thing, *seqs):
    for seq in seqs:
        sql("DELETE FROM kernel_entry WHERE id = %s", entry(thing, seq).pk)


def make_room(thing, seq):
    """Move the entries from `seq` on by one place."""
    for row in Entry.objects.filter(subject_type="kernel.calendar", subject_id=thing.pk, seq__gte=seq).order_by("-seq"):
        sql("UPDATE kernel_entry SET seq = seq + 1 WHERE id = %s", row.pk)


def forge(thing, seq, prev):
    row = entry(thing, 1)
    row.pk, row.seq, row.prev, row.data = None, seq, prev, '{"name":"forged"}'
    row.hash = journal.entry_hash(row)
    row.save(force_insert=True)
    return row


def rehash_from(thing, seq):
    """Make the whole rest of a chain consistent again."""
    prev = entry(thing, seq - 1).hash if seq > 1 else ""
    for row in Entry.objects.filter(subject_type="kernel.calendar", subject_id=thing.pk, seq__gte=seq).order_by("seq"):
        prev = rewrite(row, prev=prev).hash
    return prev


def test_an_honest_journal_has_no_finding_and_is_counted():
    make_thing("a", renames=3)
    make_thing("b")
    checkpoint()
    make_thing("c")
    check = Verification()
    assert list(check.findings()) == []
    assert (check.entries, check.checkpoints, check.uncovered) == (6, 1, 1)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("data", '{"code":"other"}'),
        ("kind", "test.other"),
        ("person", 99),
        ("role", "admin"),
        ("body", 1),
        ("on_behalf_of", 5),
        ("channel", "phone"),
        ("at", "2020-01-01 00:00:00+00:00"),
        ("hash", "0" * 64),
    ],
)
def test_an_altered_column_is_named(thing, column, value):
    sql(f"UPDATE kernel_entry SET {column} = %s WHERE id = %s", value, entry(thing, 2).pk)
    assert found() == [(Fault.ALTERED, thing.pk, 2, 2)]


@pytest.mark.parametrize("seq", [1, 3, 5])
def test_a_row_altered_together_with_its_hash_is_named(thing, seq):
    rewrite(entry(thing, seq), data='{"name":"other"}')
    assert found() == [(Fault.ALTERED, thing.pk, seq, seq)]


def test_a_whole_chain_rewritten_is_named_by_its_subject(thing):
    rewrite(entry(thing, 2), data='{"name":"other"}')
    rehash_from(thing, 3)
    assert found() == [(Fault.ALTERED, thing.pk, 5, 5)]


def test_a_chain_rewritten_together_with_its_subject_is_told_by_the_checkpoint(thing):
    rewrite(entry(thing, 2), data='{"name":"other"}')
    head = rehash_from(thing, 3)
    Calendar.objects.filter(pk=thing.pk).update(journal_hash=head)
    assert found() == []
    assert roots() == [Fault.ALTERED]


@pytest.mark.parametrize(
    ("gone", "named"), [([1], (1, 1)), ([3], (3, 3)), ([2, 3], (2, 3)), ([5], (5, 5)), ([4, 5], (4, 5))]
)
def test_removed_rows_are_named(thing, gone, named):
    remove(thing, *gone)
    assert found() == [(Fault.REMOVED, thing.pk, *named)]
    assert roots() == [Fault.REMOVED]


def test_a_removed_chain_is_named(thing):
    remove(thing, 1, 2, 3, 4, 5)
    assert found() == [(Fault.REMOVED, thing.pk, 1, 5)]


def test_a_chain_removed_together_with_its_subject_is_told_by_the_checkpoint(thing):
    remove(thing, 1, 2, 3, 4, 5)
    sql("DELETE FROM kernel_calendar WHERE id = %s", thing.pk)
    assert found() == []
    assert roots() == [Fault.REMOVED]


def test_a_removed_subject_is_named(thing):
    sql("DELETE FROM kernel_calendar WHERE id = %s", thing.pk)
    assert found() == [(Fault.INSERTED, thing.pk, 1, 5)]


def test_a_row_inserted_at_the_end_is_named(thing):
    forge(thing, 6, entry(thing, 5).hash)
    assert found() == [(Fault.INSERTED, thing.pk, 6, 6)]


def test_a_row_inserted_in_the_middle_is_named(thing):
    make_room(thing, 3)
    forge(thing, 3, entry(thing, 2).hash)
    assert found()[0] == (Fault.INSERTED, thing.pk, 3, 3)


def test_a_row_inserted_before_the_first_is_named(thing):
    make_room(thing, 1)
    row = entry(thing, 2)
    row.pk, row.seq, row.data = None, 1, '{"name":"forged"}'
    row.hash = journal.entry_hash(row)
    row.save(force_insert=True)
    assert (Fault.INSERTED, thing.pk, 1, 1) in found()


def test_a_row_slipped_in_with_all_hashes_made_to_fit_is_told_by_the_checkpoint(thing):
    row = forge(thing, 6, entry(thing, 5).hash)
    Calendar.objects.filter(pk=thing.pk).update(journal_seq=6, journal_hash=row.hash)
    low = Entry.objects.order_by("id").first().pk
    sql("UPDATE kernel_entry SET id = %s WHERE id = %s", low - 1, row.pk)
    sql("UPDATE kernel_checkpoint SET first_id = %s", low - 1)
    assert found() == []
    assert Fault.INSERTED in roots()


def test_swapped_rows_are_both_named(thing):
    second, third = entry(thing, 2), entry(thing, 3)
    for row, other in ((second, third), (third, second)):
        sql("UPDATE kernel_entry SET data = %s, at = %s WHERE id = %s", other.data, str(other.at), row.pk)
    assert found() == [(Fault.ALTERED, thing.pk, 2, 2), (Fault.ALTERED, thing.pk, 3, 3)]


def test_rows_swapped_between_subjects_are_named(thing):
    other = Calendar.objects.get(code="after")
    sql("UPDATE kernel_entry SET subject_id = %s, seq = 3 WHERE id = %s", other.pk, entry(thing, 5).pk)
    assert (Fault.REMOVED, thing.pk, 5, 5) in found()
    assert any(subject == other.pk for _, subject, _, _ in found())


def test_entries_about_a_subject_that_never_was_are_named(thing):
    row = entry(thing, 1)
    row.pk, row.subject_id = None, 999_999
    row.hash = journal.entry_hash(row)
    row.save(force_insert=True)
    assert found() == [(Fault.INSERTED, 999_999, 1, 1)]


def test_a_subject_that_ended_in_order_is_no_finding():
    subject = make_thing("a")
    with transaction.atomic():
        journal.record(Ended(), subject=subject, by=SYSTEM)
        subject.delete()
    assert found() == []


def test_a_head_set_back_is_named(thing):
    Calendar.objects.filter(pk=thing.pk).update(journal_seq=4, journal_hash=entry(thing, 4).hash)
    assert found() == [(Fault.INSERTED, thing.pk, 5, 5)]


def test_a_forged_checkpoint_is_named(thing):
    sql("UPDATE kernel_checkpoint SET root = %s", "1" * 64)
    assert roots() == [Fault.ALTERED]


def test_a_removed_checkpoint_is_named(thing):
    make_thing("late")
    checkpoint()
    sql("DELETE FROM kernel_checkpoint WHERE id = (SELECT MIN(id) FROM kernel_checkpoint)")
    assert Fault.ALTERED in roots()


def test_a_hash_that_is_no_hash_is_a_finding_and_no_crash(thing):
    sql("UPDATE kernel_entry SET hash = %s WHERE id = %s", "nonsense", entry(thing, 5).pk)
    assert found() == [(Fault.ALTERED, thing.pk, 5, 5)]
    assert roots() == [Fault.ALTERED]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_meanwhile_is_no_finding():
    subject = make_thing("a", renames=2)
    with verify.snapshot():
        assert Entry.objects.count() == 3
        thread = threading.Thread(target=_rename_and_leave, args=(subject,))
        thread.start()
        thread.join(timeout=20)
        assert not thread.is_alive(), "verifying must not hold up writers"
        assert Entry.objects.count() == 3
    assert Entry.objects.count() == 4
    assert found() == []


def _rename_and_leave(subject):
    rename(subject, "meanwhile", minutes=9)
    connection.close()
