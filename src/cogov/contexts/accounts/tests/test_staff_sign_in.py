"""Staff come in with password and second factor, and in no other way."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from cogov.contexts.accounts import totp
from cogov.contexts.accounts.actions import staff as staff_actions
from cogov.contexts.accounts.models import Person, RecoveryCode, SecondFactor
from cogov.contexts.accounts.tests.factories import PASSWORD, actor, one_time_code, resident, staff
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db

SIGN_IN, MAIL_CODE, FACTOR = reverse("staff-sign-in"), reverse("staff-mail-code"), reverse("staff-second-step")
SET_UP, FORGOTTEN, NEW_PASSWORD = reverse("staff-set-up"), reverse("staff-password"), reverse("staff-new-password")
CHOSEN = "four quite ordinary words"


@pytest.fixture
def reviewer(roles) -> Person:
    person = staff()
    roles(person, Role.REVIEWER)
    return person


@pytest.fixture
def newcomer(roles) -> Person:
    """A role was given, nothing is set up yet."""
    person = staff_actions.add_staff(email="newcomer@city.example", name="Chen", by=SYSTEM)
    roles(person, Role.HANDLER)
    return person


def with_password(client: Client, person: Person, password: str = PASSWORD, **more: str):
    return client.post(SIGN_IN, {"email": person.email, "password": password, **more})


def mailed_code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()  # type: ignore[union-attr]


def shown_secret(page) -> str:
    return re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", html.unescape(page.content.decode())).group().replace(" ", "")  # type: ignore[union-attr]


def shown_codes(page) -> list[str]:
    return re.findall(r"<li>([a-z2-7]{5}-[a-z2-7]{5})</li>", page.content.decode())


def on_duty(client: Client) -> bool:
    return "_auth_user_id" in client.session and "staff" in client.session


def nobody(client: Client) -> bool:
    return "_auth_user_id" not in client.session


def kinds(person: Person) -> list[str]:
    return [entry.kind.removeprefix("accounts.") for entry in journal.history(person)]


def test_password_then_code(client, reviewer):
    assert with_password(client, reviewer).headers["Location"] == FACTOR
    assert nobody(client), "the password alone signs nobody in"
    assert client.post(FACTOR, {"code": one_time_code(reviewer)}).status_code == 302
    assert on_duty(client)
    assert kinds(reviewer)[-1] == "staff_signed_in"


def test_the_goal_survives_both_steps(client, reviewer):
    with_password(client, reviewer, next="/account")
    assert client.post(FACTOR, {"code": one_time_code(reviewer)}).headers["Location"] == "/account"


@pytest.mark.parametrize("wrong", ["000000", "", "12345678", "aaaaa-aaaaa"])
def test_a_wrong_second_factor_lets_nobody_in_and_is_told(client, reviewer, wrong):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False):
        with_password(client, reviewer)
        if one_time_code(reviewer) == wrong:
            wrong = "000001"
        assert client.post(FACTOR, {"code": wrong}).status_code == 422
    assert nobody(client)
    assert ("staff_refused" in kinds(reviewer)) == bool(wrong)


def test_a_one_time_code_works_once(client, reviewer):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False):
        with_password(client, reviewer)
        code = one_time_code(reviewer)
        client.post(FACTOR, {"code": code})
        other = Client()
        with_password(other, reviewer)
        assert other.post(FACTOR, {"code": code}).status_code == 422
    assert nobody(other)


def test_an_older_code_is_not_taken_after_a_newer_one(client, reviewer):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as clock:
        old = one_time_code(reviewer)
        clock.shift(timedelta(seconds=30))
        with_password(client, reviewer)
        client.post(FACTOR, {"code": one_time_code(reviewer)})
        other = Client()
        with_password(other, reviewer)
        assert other.post(FACTOR, {"code": old}).status_code == 422


def test_guessing_codes_is_slowed_down_for_the_person_not_the_session(reviewer):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False):
        statuses = []
        for _ in range(7):
            client = Client()
            with_password(client, reviewer)
            statuses.append(client.post(FACTOR, {"code": "aaaaa-aaaaa"}).status_code)
    assert statuses == [422] * 5 + [429] * 2


@pytest.mark.parametrize(
    ("who", "password"),
    [("reviewer", "wrong password"), ("nobody", PASSWORD), ("resident", PASSWORD), ("closed", PASSWORD)],
)
def test_whatever_is_wrong_with_the_password_the_answer_is_the_same(client, roles, who, password):
    people = {
        "reviewer": staff(email="reviewer@city.example"),
        "resident": resident(email="resident@city.example"),
        "closed": staff(email="closed@city.example", is_active=False),
    }
    for person in people.values():
        roles(person, Role.REVIEWER)
    response = client.post(
        SIGN_IN, {"email": f"{who}@city.example", "password": password}, headers={"accept-language": "en"}
    )
    assert response.status_code == 403
    assert "E-mail address or password is wrong." in response.content.decode()
    assert nobody(client)


def test_ten_wrong_passwords_for_an_address_then_a_pause(reviewer):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False):
        statuses = [
            with_password(Client(REMOTE_ADDR=f"203.0.113.{n}"), reviewer, "wrong").status_code for n in range(12)
        ]
        right = with_password(Client(REMOTE_ADDR="203.0.113.99"), reviewer)
    assert statuses == [403] * 10 + [429] * 2
    assert right.status_code == 429


def test_thirty_passwords_from_one_caller_then_a_pause():
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False):
        statuses = [
            Client().post(SIGN_IN, {"email": f"a{n}@city.example", "password": "x"}).status_code for n in range(31)
        ]
    assert statuses == [403] * 30 + [429]


def test_somebody_without_a_role_does_not_come_in_as_staff(client):
    former = staff()
    assert with_password(client, former).status_code == 403
    assert nobody(client)


def test_a_newcomer_sets_up_everything_from_the_mailbox(client, newcomer):
    assert client.post(FORGOTTEN, {"email": newcomer.email}).headers["Location"] == MAIL_CODE
    assert client.post(MAIL_CODE, {"code": mailed_code()}).headers["Location"] == SET_UP
    secret = shown_secret(client.get(SET_UP))
    page = client.post(SET_UP, {"code": totp.code_at(secret, totp.step_at(now()))})
    codes = shown_codes(page)
    assert len(set(codes)) == 10
    assert nobody(client)
    assert client.post(NEW_PASSWORD, {"password": CHOSEN}).status_code == 302
    assert on_duty(client)
    newcomer.refresh_from_db()
    assert newcomer.check_password(CHOSEN)
    assert kinds(newcomer) == [
        "registered",
        "second_factor_set",
        "recovery_codes_made",
        "password_set",
        "contact_set",
        "staff_signed_in",
    ]
    again = Client()
    with_password(again, newcomer, CHOSEN)
    assert again.post(FACTOR, {"code": codes[3]}).status_code == 302
    assert on_duty(again)


def test_a_password_without_a_factor_needs_the_mailbox_before_the_set_up(client, roles):
    person = staff(factor=False)
    roles(person, Role.HANDLER)
    assert with_password(client, person).headers["Location"] == MAIL_CODE
    assert client.get(SET_UP).headers["Location"] == MAIL_CODE
    client.post(MAIL_CODE, {"code": mailed_code()})
    secret = shown_secret(client.get(SET_UP))
    client.post(SET_UP, {"code": totp.code_at(secret, totp.step_at(now()))})
    assert on_duty(client)


def test_a_forgotten_password_does_not_go_round_the_second_factor(client, reviewer):
    client.post(FORGOTTEN, {"email": reviewer.email})
    assert client.post(MAIL_CODE, {"code": mailed_code()}).headers["Location"] == FACTOR
    assert client.get(NEW_PASSWORD).headers["Location"] == FACTOR
    assert client.get(SET_UP).headers["Location"] == FACTOR
    assert client.post(FACTOR, {"code": one_time_code(reviewer)}).headers["Location"] == NEW_PASSWORD
    client.post(NEW_PASSWORD, {"password": CHOSEN})
    assert on_duty(client)


@pytest.mark.parametrize("weak", ["short", "password1234", "x" * 201, ""])
def test_weak_passwords_are_refused(client, newcomer, weak):
    client.post(FORGOTTEN, {"email": newcomer.email})
    client.post(MAIL_CODE, {"code": mailed_code()})
    client.post(SET_UP, {"code": totp.code_at(shown_secret(client.get(SET_UP)), totp.step_at(now()))})
    assert client.post(NEW_PASSWORD, {"password": weak}).status_code == 422
    assert nobody(client)


def test_the_mailbox_of_a_resident_opens_no_desk(client):
    person = resident()
    client.post(FORGOTTEN, {"email": person.email})
    assert client.post(MAIL_CODE, {"code": mailed_code()}).status_code == 403
    assert nobody(client)


def test_a_forgotten_password_tells_nothing_about_an_address(reviewer):
    answers = set()
    for address in (reviewer.email, "unknown@city.example"):
        client = Client()
        answers.add((client.post(FORGOTTEN, {"email": address}).headers["Location"], client.get(MAIL_CODE).status_code))
    assert len(answers) == 1
    assert len(mail.outbox) == 2


@pytest.mark.parametrize("page", [MAIL_CODE, FACTOR, SET_UP, NEW_PASSWORD])
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_can_be_entered_in_the_middle(client, reviewer, page, method):
    assert (
        getattr(client, method)(page, {"code": one_time_code(reviewer), "password": CHOSEN}).headers["Location"]
        == SIGN_IN
    )
    assert nobody(client)


def test_the_first_proof_goes_stale(client, reviewer):
    with time_machine.travel("2026-03-01T00:00:00Z", tick=False) as clock:
        with_password(client, reviewer)
        clock.shift(timedelta(minutes=21))
        assert client.post(FACTOR, {"code": one_time_code(reviewer)}).headers["Location"] == SIGN_IN
    assert nobody(client)


def test_the_session_starts_anew_at_every_step(client, reviewer):
    session = client.session
    session["receipts"] = [7]
    session.save()
    client.cookies["sessionid"] = session.session_key
    with_password(client, reviewer)
    between = client.session.session_key
    client.post(FACTOR, {"code": one_time_code(reviewer)})
    assert len({session.session_key, between, client.session.session_key}) == 3
    assert "receipts" not in client.session


def test_a_recovery_code_works_once(client, reviewer):
    codes = staff_actions.make_recovery_codes(person_id=reviewer.pk, by=actor(person=reviewer))
    with_password(client, reviewer)
    client.post(FACTOR, {"code": codes[0].upper()})
    assert on_duty(client)
    other = Client()
    with_password(other, reviewer)
    assert other.post(FACTOR, {"code": codes[0]}).status_code == 422
    assert RecoveryCode.objects.filter(used_at=None).count() == 9


def test_new_recovery_codes_replace_the_old_ones_and_are_shown_once(client, reviewer):
    old = staff_actions.make_recovery_codes(person_id=reviewer.pk, by=actor(person=reviewer))
    with_password(client, reviewer)
    client.post(FACTOR, {"code": one_time_code(reviewer)})
    address = reverse("staff-recovery-codes")
    page = client.post(address)
    fresh = shown_codes(page)
    assert len(fresh) == 10
    assert "no-store" in page.headers["Cache-Control"]
    assert not set(fresh) & set(old)
    assert not shown_codes(client.get(address))
    assert not staff_actions.pass_second_factor(person_id=reviewer.pk, code=old[0])


def test_the_tables_alone_give_no_codes(reviewer):
    secret = totp.secret(reviewer.pk, SecondFactor.objects.get(person=reviewer).nonce)
    codes = staff_actions.make_recovery_codes(person_id=reviewer.pk, by=actor(person=reviewer))
    stored = str(list(SecondFactor.objects.values_list())) + str(list(RecoveryCode.objects.values_list()))
    assert secret not in stored
    assert not any(code.replace("-", "") in stored for code in codes)


def test_only_another_person_who_is_security_officer_resets_a_second_factor(reviewer):
    officer = staff()
    for by in (actor(Role.ADMIN, person=officer), actor(person=officer), actor(Role.SECURITY, person=reviewer)):
        with pytest.raises(Forbidden):
            staff_actions.reset_second_factor(person_id=reviewer.pk, by=by)
    staff_actions.reset_second_factor(person_id=reviewer.pk, by=actor(Role.SECURITY, person=officer))
    reviewer.refresh_from_db()
    assert not SecondFactor.objects.filter(person=reviewer).exists()
    assert not reviewer.has_usable_password()
    assert kinds(reviewer)[-1] == "second_factor_reset"


def test_a_reset_ends_open_sessions(client, reviewer):
    with_password(client, reviewer)
    client.post(FACTOR, {"code": one_time_code(reviewer)})
    staff_actions.reset_second_factor(person_id=reviewer.pk, by=actor(Role.SECURITY, person=staff()))
    assert client.get(reverse("account")).status_code == 302


def test_only_administrators_add_staff():
    for by in (actor(Role.REVIEWER, person=staff()), actor()):
        with pytest.raises(Forbidden):
            staff_actions.add_staff(email="x@city.example", name="X", by=by)
    added = staff_actions.add_staff(email="x@city.example", name="X", by=actor(Role.ADMIN, person=staff()))
    assert staff_actions.add_staff(email="x@city.example", name="Y", by=SYSTEM).pk == added.pk
