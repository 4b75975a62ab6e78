"""Residents come in by a code: what happens with right, wrong, old and repeated ones, and what a stranger can learn."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.tests.factories import resident
from cogov.kernel import journal

pytestmark = pytest.mark.django_db

SIGN_IN, CODE = reverse("sign-in"), reverse("sign-in-code")
NEW = "new@example.org"


def ask(client: Client, contact: str, **more: str):
    return client.post(SIGN_IN, {"contact": contact, **more})


def sent_code(number: int = -1) -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[number].body).group()  # type: ignore[union-attr]


def enter(client: Client, code: str, **more: str):
    return client.post(CODE, {"code": code, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_right_code_makes_an_account_with_a_proven_address(client):
    assert ask(client, " New@Example.org").headers["Location"] == CODE
    assert not Person.objects.exists(), "no row before the owner has shown the code"
    response = enter(client, sent_code())
    assert response.headers["Location"] == "/"
    person = Person.objects.get()
    assert person.email == NEW
    assert person.email_verified_at is not None
    assert not person.has_usable_password()
    assert signed_in(client)
    assert [entry.kind for entry in journal.history(person)] == ["accounts.registered"]


def test_a_new_account_likes_pages_as_this_device_shows_them(client):
    client.cookies["cogov_type"], client.cookies["cogov_theme"] = "large", "dark"
    client.post(SIGN_IN, {"contact": NEW}, headers={"accept-language": "en"})
    client.post(CODE, {"code": sent_code()}, headers={"accept-language": "en"})
    person = Person.objects.get()
    assert (person.language, person.large_type, person.theme) == ("en", True, "dark")


def test_coming_again_makes_no_second_account(client):
    person = resident(email=NEW)
    ask(client, NEW)
    enter(client, sent_code())
    assert client.session["_auth_user_id"] == str(person.pk)
    assert Person.objects.count() == 1


def test_a_mobile_number_gets_its_code_by_text_message(client, sms):
    ask(client, "138 0013 8000")
    assert not mail.outbox
    [(number, text)] = sms
    assert number == "+8613800138000"
    enter(client, re.search(r"\b\d{6}\b", text).group())
    assert Person.objects.get().phone_verified_at is not None


def test_without_a_gateway_the_page_says_so_and_sends_nothing(client):
    assert "mobile" not in client.get(SIGN_IN, headers={"accept-language": "en"}).content.decode()
    response = client.post(SIGN_IN, {"contact": "13800138000"}, headers={"accept-language": "en"})
    assert response.status_code == 422
    assert "Text messages are not set up" in response.content.decode()


@pytest.mark.parametrize("code", ["", "000000", "12345", "１２３４５６", "abcdef", "' OR 1=1"])
def test_a_wrong_code_lets_nobody_in(client, code):
    with time_machine.travel("2026-03-01T00:00:00Z"):
        ask(client, NEW)
        if sent_code() == "123456" or sent_code() == code:
            ask(client, NEW)
        response = enter(client, code)
    assert response.status_code == 422
    assert not signed_in(client)
    assert not Person.objects.exists()


def test_blanks_and_full_width_digits_of_the_right_code_are_understood(client):
    ask(client, NEW)
    digits = sent_code()
    full_width = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in digits)
    enter(client, f" {full_width[:3]} {full_width[3:]} ")
    assert signed_in(client)


def test_a_code_is_too_old_after_ten_minutes(client):
    with time_machine.travel("2026-03-01T00:00:00Z") as clock:
        ask(client, NEW)
        clock.shift(timedelta(minutes=10, seconds=1))
        assert enter(client, sent_code()).status_code == 422
    assert not signed_in(client)


def test_a_code_works_once(client):
    ask(client, NEW)
    enter(client, sent_code())
    client.post(reverse("sign-out"))
    assert enter(client, sent_code()).headers["Location"] == SIGN_IN
    assert not signed_in(client)


def test_a_code_is_worth_nothing_in_another_browser(client):
    ask(client, NEW)
    other = Client()
    ask(other, NEW)
    if sent_code(0) != sent_code(1):
        assert enter(other, sent_code(0)).status_code == 422
    assert enter(client, sent_code(0)).status_code == 302


def test_a_new_code_replaces_the_old_one(client):
    ask(client, NEW)
    ask(client, NEW)
    if sent_code(0) != sent_code(1):
        assert enter(client, sent_code(0)).status_code == 422
    assert enter(client, sent_code(1)).status_code == 302


def test_five_tries_then_no_more_even_with_the_right_code(client):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False):
        ask(client, NEW)
        wrong = "000000" if sent_code() != "000000" else "000001"
        assert [enter(client, wrong).status_code for _ in range(5)] == [422] * 5
        refused = enter(client, sent_code())
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 600
    assert not signed_in(client)


def test_an_address_gets_five_codes_then_a_pause_from_whomever_they_are_asked():
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False):
        statuses = [ask(Client(REMOTE_ADDR=f"203.0.113.{n}"), NEW).status_code for n in range(7)]
    assert statuses == [302] * 5 + [429] * 2
    assert len(mail.outbox) == 5


def test_a_caller_gets_thirty_codes_then_a_pause():
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False):
        statuses = [ask(Client(), f"someone{n}@example.org").status_code for n in range(32)]
    assert statuses == [302] * 30 + [429] * 2


def test_known_unknown_and_closed_addresses_cannot_be_told_apart(client):
    resident(email="known@example.org")
    resident(email="closed@example.org", is_active=False)
    answers = []
    for address in ("known@example.org", "unknown@example.org", "closed@example.org"):
        visitor = Client()
        answers.append((ask(visitor, address).status_code, visitor.get(CODE).content.count(b"<form")))
    assert len(set(answers)) == 1
    assert len(mail.outbox) == 3
    assert len({message.subject for message in mail.outbox}) == 1


def test_a_closed_account_stays_closed(client):
    resident(email=NEW, is_active=False)
    ask(client, NEW)
    assert enter(client, sent_code()).status_code == 403
    assert not signed_in(client)


def test_the_session_key_changes_at_sign_in_and_receipts_stay(client):
    session = client.session
    session["receipts"] = [7]
    session.save()
    client.cookies["sessionid"] = session.session_key
    ask(client, NEW)
    before = client.session.session_key
    enter(client, sent_code())
    assert client.session.session_key not in (before, session.session_key)
    assert client.session["receipts"] == [7]


def test_another_persons_receipts_do_not_stay(client):
    first = resident()
    client.force_login(first)
    session = client.session
    session["receipts"] = [7]
    session.save()
    ask(client, NEW)
    enter(client, sent_code())
    assert client.session["_auth_user_id"] != str(first.pk)
    assert "receipts" not in client.session


@pytest.mark.parametrize(
    ("wanted", "landed"),
    [
        ("/account", "/account"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("\\\\evil.example", "/"),
    ],
)
def test_after_signing_in_nobody_is_sent_to_another_site(client, wanted, landed):
    ask(client, NEW, next=wanted)
    assert enter(client, sent_code(), next=wanted).headers["Location"] == landed


def test_signing_out_takes_a_post(client):
    client.force_login(resident())
    assert client.get(reverse("sign-out")).status_code == 405
    assert signed_in(client)
    client.post(reverse("sign-out"))
    assert not signed_in(client)


def test_the_code_is_stored_nowhere_in_clear(client):
    ask(client, NEW)
    assert sent_code() not in str(dict(client.session))


def test_mail_that_cannot_be_sent_is_said(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # the discard port, where nobody listens
    response = client.post(SIGN_IN, {"contact": NEW}, headers={"accept-language": "en"})
    assert response.status_code == 422
    assert "could not be sent" in response.content.decode()


def test_the_device_keeps_its_own_language_and_type(client):
    person = resident(email=NEW, language="en", large_type=True)
    client.cookies["cogov_type"] = "normal"
    ask(client, NEW)
    response = enter(client, sent_code())
    assert response.cookies["django_language"].value == person.language
    assert "cogov_type" not in response.cookies
