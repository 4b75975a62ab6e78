"""Acting for somebody who stands at the counter or is on the telephone."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from cogov.contexts.accounts import facade
from cogov.contexts.accounts.models import Person, PersonalDataView
from cogov.contexts.accounts.tests.factories import actor, resident, staff
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor, Channel, Role
from cogov.kernel.errors import Forbidden, Invalid


@pytest.mark.django_db
def test_an_operator_finds_the_caller_and_the_look_is_logged():
    who = resident(phone="+8613800138000")
    by = actor(Role.OPERATOR, person=staff())
    card = facade.resident_for("138 0013 8000", by=by)
    assert card.id == who.pk
    assert PersonalDataView.objects.get().person_id == who.pk
    assert by.for_resident(card.id).on_behalf_of == who.pk


@pytest.mark.django_db
def test_a_new_caller_gets_a_row_told_in_the_journal_as_made_by_the_operator():
    operator = staff()
    by = actor(Role.OPERATOR, person=operator).through(Channel.PHONE)
    card = facade.resident_for("13800138000", by=by, name="Li Wei")
    person = Person.objects.get(pk=card.id)
    [entry] = journal.history(person)
    assert (entry.kind, entry.person, entry.role, entry.channel) == (
        "accounts.registered",
        operator.pk,
        "operator",
        "phone",
    )
    assert "Li Wei" not in entry.data
    assert person.phone_verified_at is None, "what an operator heard is not yet proved"
    assert facade.contact_of(card.id).phone == ""


@pytest.mark.django_db
def test_a_channel_that_proves_the_address_says_so():
    card = facade.find_or_create_resident(contact="13800138000", by=SYSTEM, verified=True)
    assert facade.contact_of(card.id).phone == "+8613800138000"
    assert facade.find_or_create_resident(contact="+86 138 0013 8000", by=SYSTEM) == card


@pytest.mark.django_db
@pytest.mark.parametrize("by", [Actor(), Actor(person=1), actor(Role.HANDLER), actor(Role.ANALYST)])
def test_others_do_not_look_people_up(by):
    with pytest.raises(Forbidden):
        facade.resident_for("13800138000", by=by)
    if not by.is_staff:
        with pytest.raises(Forbidden):
            facade.find_or_create_resident(contact="13800138000", by=by)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_what_is_no_address_is_refused():
    with pytest.raises(Invalid):
        facade.resident_for("the old lady from the market", by=actor(Role.OPERATOR, person=staff()))


@pytest.mark.django_db
def test_cards_and_contacts_of_many_take_one_query(django_assert_num_queries):
    ids = [resident(name=f"R{n}").pk for n in range(5)]
    with django_assert_num_queries(1):
        assert len(facade.persons([*ids, 999_999])) == 5
    with django_assert_num_queries(1):
        assert len(facade.contacts_of(ids)) == 5
    assert facade.person(999_999) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_make_one_person():
    made, start = [], threading.Barrier(4)

    def work():
        start.wait()
        made.append(facade.find_or_create_resident(contact="race@example.org", by=SYSTEM).id)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert len(set(made)) == 1
    assert Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        {"email": "Upper@Example.org"},
        {"phone": "13800138000"},
        {"email": None, "email_verified_at": "2026-01-01T00:00:00Z"},
        {"phone": None, "phone_verified_at": "2026-01-01T00:00:00Z"},
        {"erased_at": "2026-01-01T00:00:00Z"},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(broken):
    from django.db import IntegrityError, transaction

    who = resident()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=who.pk).update(**broken)
