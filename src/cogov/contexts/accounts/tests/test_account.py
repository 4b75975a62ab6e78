"""A person's own pages."""

from __future__ import annotations

import json
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cogov.contexts.accounts import facade
from cogov.contexts.accounts.actions import consenting, people
from cogov.contexts.accounts.consents import Wish, _wishes
from cogov.contexts.accounts.models import Consent, Person
from cogov.contexts.accounts.tests.factories import actor, resident, staff
from cogov.kernel import journal
from cogov.kernel.actors import Role
from cogov.kernel.errors import Conflict, Forbidden, Missing

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def me(client) -> Person:
    person = resident(name="Li Wei", language="en")
    client.force_login(person)
    return person


def kinds(person: Person) -> list[str]:
    return [entry.kind.removeprefix("accounts.") for entry in journal.history(person)]


def mailed_code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["account", "account-contact", "account-export", "account-erase"])
def test_every_page_opens_and_is_kept_by_no_cache(client, me, name):
    response = client.get(reverse(name), headers=ENGLISH)
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_the_account_page_asks_few_questions(client, me, django_assert_max_num_queries):
    client.get(reverse("account"))
    with django_assert_max_num_queries(4):  # session, person, consents; one to spare for the head of the page
        client.get(reverse("account"))


def test_name_and_display_are_saved_and_shown_on_this_device_at_once(client, me):
    response = client.post(
        reverse("account-profile"), {"name": "Li", "language": "zh-hans", "large_type": "on", "theme": "dark"}
    )
    me.refresh_from_db()
    assert (me.name, me.language, me.large_type, me.theme) == ("Li", "zh-hans", True, "dark")
    cookies = {name: response.cookies[name].value for name in ("django_language", "cogov_type", "cogov_theme")}
    assert cookies == {"django_language": "zh-hans", "cogov_type": "large", "cogov_theme": "dark"}
    fact = journal.fact_of(journal.history(me)[-1])
    assert set(fact.fields) == {"name", "language", "large_type", "theme"}


def test_saving_a_name_does_not_take_large_type_away(client, me):
    client.cookies["cogov_type"] = "large"
    assert b'name="large_type" id="id_large_type" checked' in client.get(reverse("account")).content


def test_saving_what_is_there_already_tells_nothing(me):
    people.change_profile(person_id=me.pk, by=actor(person=me), name="Li Wei")
    assert kinds(me) == ["registered"]


def test_a_profile_that_makes_no_sense_is_shown_again(client, me):
    response = client.post(reverse("account-profile"), {"name": "x" * 81, "language": "klingon", "theme": "pink"})
    assert response.status_code == 422


def test_a_new_address_counts_only_after_its_code(client, me):
    client.post(reverse("account-contact"), {"contact": "new@example.org"})
    me.refresh_from_db()
    assert me.email != "new@example.org"
    assert mail.outbox[-1].to == ["new@example.org"]
    client.post(reverse("account-contact-code"), {"code": mailed_code()})
    me.refresh_from_db()
    assert me.email == "new@example.org"
    assert kinds(me)[-1] == "contact_set"


def test_a_code_for_signing_in_sets_no_address(client, me):
    Client().post(reverse("sign-in"), {"contact": "new@example.org"})
    client.post(reverse("sign-in"), {"contact": "new@example.org"})
    response = client.post(reverse("account-contact-code"), {"code": mailed_code()})
    assert response.headers["Location"] == reverse("account-contact")


def test_somebody_elses_address_cannot_be_taken(client, me):
    other = resident(email="other@example.org")
    client.post(reverse("account-contact"), {"contact": other.email})
    assert client.post(reverse("account-contact-code"), {"code": mailed_code()}).status_code == 409
    other.refresh_from_db()
    assert other.email == "other@example.org"


def test_the_last_address_cannot_be_removed(client, me):
    assert client.post(reverse("account-contact-remove"), {"kind": "email"}).status_code == 409
    people.set_contact(person_id=me.pk, contact=facade.parse_contact("13800138000"), by=actor(person=me))
    client.post(reverse("account-contact-remove"), {"kind": "email"})
    me.refresh_from_db()
    assert (me.email, me.phone) == (None, "+8613800138000")
    assert client.post(reverse("account-contact-remove"), {"kind": "password"}).status_code == 404


def test_agreeing_and_taking_back_are_one_post_each(client, me):
    address = reverse("account-consent")
    assert not facade.has_consent(me.pk, "news")
    client.post(address, {"purpose": "news", "give": "1"})
    assert facade.has_consent(me.pk, "news")
    client.post(address, {"purpose": "news"})
    assert not facade.has_consent(me.pk, "news")
    assert kinds(me)[-2:] == ["consent_given", "consent_withdrawn"]


def test_agreeing_twice_or_taking_back_nothing_changes_nothing(me):
    by = actor(person=me)
    consenting.withdraw(person_id=me.pk, purpose="news", by=by)
    consenting.give(person_id=me.pk, purpose="news", by=by)
    consenting.give(person_id=me.pk, purpose="news", by=by)
    assert Consent.objects.count() == 1
    assert kinds(me) == ["registered", "consent_given"]
    with pytest.raises(Missing):
        consenting.give(person_id=me.pk, purpose="unknown", by=by)


def test_a_new_text_has_to_be_agreed_to_again(me, monkeypatch):
    by = actor(person=me)
    consenting.give(person_id=me.pk, purpose="news", by=by)
    monkeypatch.setitem(_wishes, "news", Wish("news", "2027-01-01", "News", "A new text."))
    assert not facade.has_consent(me.pk, "news")
    consenting.give(person_id=me.pk, purpose="news", by=by)
    assert facade.has_consent(me.pk, "news")
    kept = [(row.version, row.withdrawn_at is None) for row in Consent.objects.order_by("id")]
    assert kept == [("2026-01-01", False), ("2027-01-01", True)]


def test_nobody_acts_on_another_persons_account(me):
    stranger = actor(Role.ADMIN, person=resident())
    for act in (
        lambda: people.change_profile(person_id=me.pk, by=stranger, name="X"),
        lambda: people.remove_contact(person_id=me.pk, kind="email", by=stranger),
        lambda: people.sign_out_everywhere(person_id=me.pk, by=stranger),
        lambda: consenting.give(person_id=me.pk, purpose="news", by=stranger),
        lambda: consenting.withdraw(person_id=me.pk, purpose="news", by=stranger),
    ):
        with pytest.raises(Forbidden):
            act()


def test_signing_out_everywhere_ends_other_sessions(client, me):
    other = Client()
    other.force_login(me)
    client.post(reverse("account-sign-out-everywhere"))
    assert other.get(reverse("account")).status_code == 302
    with pytest.raises(Conflict):
        people.sign_out_everywhere(person_id=(person := staff()).pk, by=actor(person=person))


def test_the_export_holds_everything_and_what_others_contribute(client, me, contribution):
    people.set_contact(person_id=me.pk, contact=facade.parse_contact("13800138000"), by=actor(person=me))
    consenting.give(person_id=me.pk, purpose="news", by=actor(person=me))
    contribution("marks", export=lambda person: [{"note": f"MARK-{person}", "nested": {"deep": [1, None, True]}}])
    response = client.get(reverse("account-export-file"))
    assert "attachment" in response.headers["Content-Disposition"]
    data = json.loads(response.content)
    assert data["account"]["email"] == me.email
    assert data["account"]["phone"] == "+8613800138000"
    assert data["consents"][0]["purpose"] == "news"
    assert data["marks"] == [{"note": f"MARK-{me.pk}", "nested": {"deep": [1, None, True]}}]
    readable = client.get(reverse("account-export"), headers=ENGLISH).content.decode()
    for text in (me.email, "+8613800138000", f"MARK-{me.pk}", "nested · deep · 1", "News of my reports"):
        assert text in readable


def test_the_export_shows_a_resident_who_looked(client, me):
    facade.log_view(actor(Role.OPERATOR, person=staff(name="Secret Name")), purpose="call", person=me.pk)
    data = json.loads(client.get(reverse("account-export-file")).content)
    assert [(look["role"], look["purpose"]) for look in data["looked_at_by_staff"]] == [("operator", "call")]
    assert "Secret Name" not in json.dumps(data)


@pytest.mark.parametrize("field", ["name"])
def test_markup_in_a_name_is_shown_as_text(client, me, field):
    client.post(reverse("account-profile"), {"name": "<script>x</script>", "language": "en", "theme": "auto"})
    for name in ("account", "account-export"):
        assert b"<script>x" not in client.get(reverse(name)).content
