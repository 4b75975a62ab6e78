"""Being forgotten: in every table, together with what others keep, and again after a restore."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.urls import reverse

from cogov.contexts.accounts import facade
from cogov.contexts.accounts.actions import consenting, erasure, tidying
from cogov.contexts.accounts.models import Erasure, Person
from cogov.contexts.accounts.tests.factories import actor, resident, staff
from cogov.kernel import guards, journal
from cogov.kernel.actors import Role
from cogov.kernel.errors import Conflict, Forbidden, Missing
from cogov.kernel.models import Entry

pytestmark = pytest.mark.django_db

MARKS = {"name": "MARKER-NAME", "email": "marker-mail@example.org", "phone": "+8613912345678"}


def every_cell() -> str:
    """All rows of all tables as one text."""
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            cells += cursor.fetchall()
    return repr(cells)


def test_nothing_of_the_person_is_left_in_any_table(client):
    me = resident(**MARKS)
    client.force_login(me)
    consenting.give(person_id=me.pk, purpose="news", by=actor(person=me))
    client.post(reverse("account-contact"), {"contact": "marker-second@example.org"})
    assert all(mark in every_cell() for mark in MARKS.values())
    response = client.post(reverse("account-erase"), {"sure": "on"})
    assert response.headers["Location"] == "/"
    assert not any(mark in every_cell() for mark in MARKS.values())
    assert not any(mark in erasure.list_path().read_text() for mark in MARKS.values())
    assert "_auth_user_id" not in client.session
    me.refresh_from_db()
    assert me.erased_at is not None
    assert journal.history(me)[-1].kind == "accounts.erased"
    assert facade.person(me.pk) is None
    assert facade.contact_of(me.pk) is None


def test_it_takes_a_tick_in_the_box(client):
    me = resident()
    client.force_login(me)
    assert client.post(reverse("account-erase")).status_code == 422
    me.refresh_from_db()
    assert me.erased_at is None


def test_what_others_keep_goes_in_the_same_transaction(contribution):
    me = resident(**MARKS)

    def fail(person, by):
        raise RuntimeError("the other context could not")

    gone = []
    contribution("good", erase=lambda person, by: gone.append((person, by.person)))
    contribution("bad", erase=fail)
    with pytest.raises(RuntimeError), transaction.atomic():
        erasure.erase(person_id=me.pk, by=actor(person=me))
    me.refresh_from_db()
    assert me.email == MARKS["email"]
    assert not Erasure.objects.exists()
    assert not erasure.list_path().exists()
    contribution("bad")
    erasure.erase(person_id=me.pk, by=actor(person=me))
    assert gone[-1] == (me.pk, me.pk)


def test_only_oneself_and_only_without_a_role(roles):
    me, other = staff(), resident()
    with pytest.raises(Forbidden):
        erasure.erase(person_id=me.pk, by=actor(Role.ADMIN, person=other))
    roles(me, Role.HANDLER)
    with pytest.raises(Conflict):
        erasure.erase(person_id=me.pk, by=actor(person=me))
    roles(me)
    erasure.erase(person_id=me.pk, by=actor(person=me))
    with pytest.raises(Missing):
        erasure.erase(person_id=me.pk, by=actor(person=me))


def test_the_address_is_free_again():
    me = resident(**MARKS)
    erasure.erase(person_id=me.pk, by=actor(person=me))
    assert resident(**MARKS).pk != me.pk


def restore(backup: dict[str, object]) -> None:
    """The person's row, the journal and the table of erasures as they were when the backup was made."""
    guards.remove(connection)
    Entry.objects.filter(kind="accounts.erased").delete()
    guards.install(connection)
    Person.objects.filter(pk=backup["id"]).update(**backup)
    Erasure.objects.all().delete()


def test_a_restored_backup_erases_again(contribution):
    me, other = resident(**MARKS), resident()
    seen = []
    contribution("good", erase=lambda person, by: seen.append(person))
    backup = Person.objects.filter(pk=me.pk).values().get()
    erasure.erase(person_id=me.pk, by=actor(person=me))
    restore(backup)
    assert MARKS["email"] in every_cell()
    assert facade.reapply_erasures() == 1
    assert not any(mark in every_cell() for mark in MARKS.values())
    assert seen == [me.pk, me.pk]
    assert facade.reapply_erasures() == 0
    other.refresh_from_db()
    assert other.erased_at is None


def test_a_new_person_with_a_restored_number_is_left_alone():
    me = resident(**MARKS)
    erasure.erase(person_id=me.pk, by=actor(person=me))
    namesake = resident()
    lines = erasure.list_path().read_text()
    erasure.list_path().write_text(lines.replace(f"{me.pk} ", f"{namesake.pk} "))
    assert facade.reapply_erasures() == 0


def test_an_erasure_that_missed_the_list_is_noted_by_the_tick(monkeypatch):
    me = resident()
    with monkeypatch.context() as broken:
        broken.setattr(erasure, "_append", lambda lines: (_ for _ in ()).throw(OSError("disk full")))
        erasure.erase(person_id=me.pk, by=actor(person=me))
    assert not erasure.list_path().exists()
    assert tidying.tidy()["erasures"] == 1
    assert f"{me.pk} " in erasure.list_path().read_text()


def test_a_torn_line_harms_no_other():
    first, second = resident(), resident()
    erasure.list_path().write_text(f"{first.pk} 2026-03-0")
    erasure.erase(person_id=second.pk, by=actor(person=second))
    assert [row[0] for row in erasure._listed()][-1:] == [second.pk]
