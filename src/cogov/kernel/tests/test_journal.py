"""One row for each change, chained, in the action's own transaction, and nothing overwritten silently."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor, AreaLevel, Channel, Grant, Role
from cogov.kernel.errors import Conflict
from cogov.kernel.models import Calendar, Delivery, Entry
from cogov.kernel.tests.samples import START, Opened, Renamed, make_thing, rename

pytestmark = pytest.mark.django_db


@journal.event("test.agreed")
@dataclass(frozen=True, slots=True)
class Agreed:
    amount: int


ledger: list[int] = []


@journal.on(Agreed, within=True)
def posts(fact: Agreed, entry: Entry) -> None:
    if fact.amount < 0:
        raise ValueError("an overdraft")
    ledger.append(entry.pk)


@journal.on(Agreed)
def tells(fact: Agreed, entry: Entry) -> None:
    pass


def record(thing, fact, by=SYSTEM, **options):
    with transaction.atomic():
        return journal.record(fact, subject=thing, by=by, **options)


def test_each_entry_remembers_the_one_before():
    thing = make_thing("a", renames=2)
    first, second, third = journal.history(thing)
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert [first.prev, second.prev, third.prev] == ["", first.hash, second.hash]
    thing.refresh_from_db()
    assert (thing.journal_seq, thing.journal_hash) == (3, third.hash)


def test_the_change_and_its_entry_are_one():
    thing = make_thing("a")

    @transaction.atomic
    def act():
        rename(thing, "b")
        raise RuntimeError("after the write")

    with pytest.raises(RuntimeError):
        act()
    assert Calendar.objects.get().name_en == "calendar"
    assert Entry.objects.count() == 1


def test_an_entry_outside_a_transaction_is_refused(transactional_db):
    with pytest.raises(RuntimeError, match="transaction"):
        journal.record(Renamed("x"), subject=Calendar(pk=1), by=SYSTEM)


def test_the_second_of_two_editors_gets_a_conflict_and_overwrites_nothing():
    make_thing("a")
    mine, theirs = Calendar.objects.get(), Calendar.objects.get()
    rename(mine, "mine")
    with pytest.raises(Conflict):
        rename(theirs, "theirs", minutes=2)
    assert Calendar.objects.get().name_en == "mine"
    assert Entry.objects.count() == 2


def test_only_the_named_fields_are_saved():
    thing = make_thing("a")
    thing.name_en, thing.name_zh = "new", "新"
    record(thing, Renamed("new"), save=["name_en"])
    kept = Calendar.objects.get()
    assert (kept.name_en, kept.name_zh) == ("new", "历")


def test_an_entry_tells_who_acted_in_which_role_for_whom_and_how():
    grant = Grant(Role.OPERATOR, 3, frozenset({3}), 1, AreaLevel.CITY)
    actor = Actor(person=7, grants=(grant,), channel=Channel.PHONE, on_behalf_of=9)
    entry = record(make_thing("a"), Renamed("x"), by=actor)
    told = Entry.objects.get(pk=entry.pk)
    assert (told.person, told.role, told.body, told.on_behalf_of, told.channel) == (7, "operator", 3, 9, "phone")


def test_a_fact_comes_back_as_it_went_in():
    entry = record(make_thing("a"), Renamed("路灯", ("a", "b")))
    fact = journal.fact_of(Entry.objects.get(pk=entry.pk))
    assert (fact.name, list(fact.tags)) == ("路灯", ["a", "b"])


def test_a_fact_of_an_older_or_newer_version_is_still_read():
    entry = record(make_thing("a"), Renamed("x"))
    entry.data = '{"name":"x","gone":1}'
    assert journal.fact_of(entry) == Renamed("x")


def test_each_later_handler_gets_one_delivery_in_the_same_transaction():
    ledger.clear()
    thing = make_thing("a")
    entry = record(thing, Agreed(1))
    assert [(row.entry_id, row.handler.rpartition(".")[2]) for row in Delivery.objects.all()] == [(entry.pk, "tells")]
    assert ledger == [entry.pk]


def test_a_handler_that_must_agree_can_refuse_the_write():
    thing = make_thing("a")
    with pytest.raises(ValueError, match="overdraft"):
        record(thing, Agreed(-1))
    assert Entry.objects.filter(kind="test.agreed").count() == Delivery.objects.count() == 0


def test_two_events_of_one_kind_are_refused():
    with pytest.raises(ValueError, match="registered twice"):
        journal.event("test.opened")(type("Other", (), {}))


def test_two_handlers_of_one_name_are_refused():
    def tells(fact, entry):
        pass

    tells.__module__ = posts.__module__
    with pytest.raises(ValueError, match="registered twice"):
        journal.on(Agreed)(tells)


def test_the_hash_covers_every_column_but_id_and_hash():
    entry = record(make_thing("a"), Renamed("x"))
    covered = {field.attname for field in Entry._meta.fields} - {"id", "hash"}
    changed = {"at": START + timedelta(days=1), "subject_id": 5, "seq": 9, "person": 1, "body": 1, "on_behalf_of": 1}
    for name in covered:
        before = journal.entry_hash(entry)
        kept, value = getattr(entry, name), changed.get(name, "other")
        setattr(entry, name, value)
        assert journal.entry_hash(entry) != before, name
        setattr(entry, name, kept)
    assert journal.entry_hash(Entry.objects.get(pk=entry.pk)) == entry.hash


def test_a_hash_is_the_same_in_every_time_zone():
    entry = record(make_thing("a"), Renamed("x"))
    before = journal.entry_hash(entry)
    entry.at = entry.at.astimezone(timezone(timedelta(hours=8)))
    assert journal.entry_hash(entry) == before


@given(
    st.dictionaries(st.text(max_size=5), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
)
def test_canonical_json_has_one_spelling(value):
    shuffled = dict(reversed(list(value.items())))
    assert journal.canonical(value) == journal.canonical(shuffled)


def test_what_has_no_one_spelling_has_no_place_in_the_journal():
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValueError, match="JSON"):
            journal.canonical(value)
    with pytest.raises(TypeError, match="no place"):
        journal.canonical(object())
    assert journal.canonical({3, 1, 2}) == "[1,2,3]"
    assert journal.canonical(datetime(2026, 3, 2, tzinfo=UTC)) == '"2026-03-02T00:00:00.000000+00:00"'


def test_a_chain_cannot_fork(django_db_blocker):
    thing = make_thing("a", renames=1)
    row = journal.history(thing)[1]
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_each_wins_or_is_told():
    make_thing("a")
    results = []

    def work(number):
        try:
            rename(Calendar.objects.get(), f"n{number}", minutes=number)
            results.append("won")
        except Conflict:
            results.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert Entry.objects.count() == 1 + results.count("won")
    assert results.count("won") >= 1


def test_writing_costs_three_statements_with_deliveries_and_two_without(django_assert_num_queries):
    thing = make_thing("a", renames=1)
    with transaction.atomic():
        with django_assert_num_queries(2):
            journal.record(Opened("x"), subject=thing, by=SYSTEM)
        with django_assert_num_queries(3):
            journal.record(Agreed(1), subject=thing, by=SYSTEM)
