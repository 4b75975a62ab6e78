"""Chains written at once are the chains that `record` would have written."""

from datetime import timedelta

import pytest
from django.db import transaction

from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor, AreaLevel, Channel, Grant, Role
from cogov.kernel.bulk import Chain, Link, reserve_ids, write_chains
from cogov.kernel.models import Calendar, Delivery, Entry
from cogov.kernel.tests.samples import START, Opened, Renamed, make_thing

pytestmark = pytest.mark.django_db

CLERK = Actor(
    person=7,
    grants=(Grant(Role.REVIEWER, 3, frozenset({3}), 1, AreaLevel.CITY),),
    channel=Channel.PHONE,
    on_behalf_of=9,
)


def unsaved(count):
    ids = reserve_ids(Calendar, count)
    return [Calendar(pk=pk, code=f"bulk-{pk}", name_zh="历", name_en="c", hours={}) for pk in ids]


def chain(thing, start=START):
    return Chain(
        thing,
        [
            Link(Opened(thing.code), SYSTEM, start),
            Link(Renamed("x", ("路灯", "b")), CLERK, start + timedelta(hours=1)),
        ],
    )


def write(things, chains):
    with transaction.atomic():
        count = write_chains(chains)
        Calendar.objects.bulk_create(things)
    return count


def test_every_entry_has_the_hash_that_the_journal_computes():
    things = unsaved(3)
    assert write(things, map(chain, things)) == 6
    for thing in Calendar.objects.filter(pk__in=[thing.pk for thing in things]):
        first, second = journal.history(thing)
        assert [first.hash, second.hash] == [journal.entry_hash(first), journal.entry_hash(second)]
        assert (first.prev, second.prev) == ("", first.hash)
        assert (thing.journal_seq, thing.journal_hash) == (2, second.hash)
        assert (second.person, second.role, second.body, second.on_behalf_of) == (7, "reviewer", 3, 9)


def test_a_chain_written_in_bulk_goes_on_as_any_other():
    (thing,) = things = unsaved(1)
    write(things, [chain(thing)])
    with transaction.atomic():
        entry = journal.record(Renamed("later"), subject=thing, by=SYSTEM)
    assert entry.seq == 3


def test_entries_stand_in_order_of_time_over_all_subjects():
    early, late = things = unsaved(2)
    write(things, [chain(late, START + timedelta(minutes=1)), chain(early)])
    times = list(Entry.objects.order_by("id").values_list("at", flat=True))
    assert times == sorted(times)


def test_nothing_is_delivered():
    (thing,) = things = unsaved(1)
    write(things, [chain(thing)])
    assert not Delivery.objects.exists()


def test_reserved_ids_are_not_given_out_again():
    first = make_thing("one").pk
    reserved = list(reserve_ids(Calendar, 3))
    assert first not in reserved
    assert len(set(reserved)) == 3
    assert make_thing("two").pk not in reserved
    assert not set(reserved) & set(reserve_ids(Calendar, 3))


def test_a_chain_that_goes_back_in_time_is_refused():
    (thing,) = unsaved(1)
    backwards = Chain(thing, list(reversed(chain(thing).links)))
    with transaction.atomic(), pytest.raises(ValueError, match="goes back in time"):
        write_chains([backwards])


def test_an_empty_chain_is_refused():
    (thing,) = unsaved(1)
    with transaction.atomic(), pytest.raises(ValueError, match="empty chain"):
        write_chains([Chain(thing, [])])
