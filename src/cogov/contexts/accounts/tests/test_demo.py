"""One-click sign-in: works in the demo, does not exist in service."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.mail import send_mail
from django.test import Client
from django.urls import reverse

from cogov.contexts.accounts import demo, facade
from cogov.contexts.accounts.tests.factories import PASSWORD, resident, staff
from cogov.kernel import journal
from cogov.kernel.actors import Role
from cogov.kernel.errors import Missing

pytestmark = pytest.mark.django_db


def persona(code: str, person, role: str, home: str = "/account") -> facade.Persona:
    return facade.Persona(
        code, person.pk, role, "张敏", "Zhang Min", "每天审核上报。", "Reviews reports.", home, person.email
    )


@pytest.fixture
def city(settings, roles):
    settings.DEMO = True
    reviewer, neighbour = staff(factor=False), resident()
    roles(reviewer, Role.REVIEWER)
    facade.save_demo_personas([persona("reviewer", reviewer, "reviewer"), persona("neighbour", neighbour, "resident")])
    facade.equip_demo_staff([reviewer.pk], PASSWORD)
    return SimpleNamespace(reviewer=reviewer, neighbour=neighbour)


@pytest.mark.parametrize(
    ("method", "name"), [("get", "demo"), ("post", "demo-sign-in"), ("get", "demo-codes"), ("post", "demo")]
)
def test_in_service_the_demo_does_not_exist(client, city, settings, method, name):
    settings.DEMO = False
    response = getattr(client, method)(reverse(name), {"persona": "reviewer"})
    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


def test_in_service_there_are_no_personas_even_if_the_file_is_there(city, settings):
    settings.DEMO = False
    assert facade.demo_personas() == ()
    for act in (
        demo.codes,
        demo.mails,
        lambda: facade.save_demo_personas([]),
        lambda: facade.equip_demo_staff([], "x"),
    ):
        with pytest.raises(Missing):
            act()


def test_one_click_makes_a_visitor_staff_and_tells_the_journal(client, city):
    response = client.post(reverse("demo-sign-in"), {"persona": "reviewer"})
    assert response.headers["Location"] == "/account"
    assert client.session["staff"]["factor"] == "demo"
    assert '"factor":"demo"' in journal.history(city.reviewer)[-1].data


def test_one_click_makes_a_visitor_a_resident(client, city):
    client.post(reverse("demo-sign-in"), {"persona": "neighbour"})
    assert client.session["_auth_user_id"] == str(city.neighbour.pk)
    assert "staff" not in client.session


def test_an_unknown_persona_is_nobody(client, city):
    for code in ("", "mayor", "1"):
        assert client.post(reverse("demo-sign-in"), {"persona": code}).status_code == 404


def test_the_page_shows_everybody_in_both_languages(client, city):
    assert "Zhang Min" in client.get(reverse("demo"), headers={"accept-language": "en"}).content.decode()
    assert "张敏" in client.get(reverse("demo"), headers={"accept-language": "zh-hans"}).content.decode()


def test_a_city_that_is_not_built_yet_says_what_to_do(client, settings):
    settings.DEMO = True
    assert "cogov demo" in client.get(reverse("demo")).content.decode()


def test_the_real_sign_in_works_with_the_codes_shown(city):
    client = Client()
    client.post(reverse("staff-sign-in"), {"email": city.reviewer.email, "password": PASSWORD})
    code = demo.codes()[city.reviewer.pk]
    assert code in Client().get(reverse("demo-codes")).content.decode()
    client.post(reverse("staff-second-step"), {"code": code})
    assert client.session["staff"]["factor"] == "totp"


def test_mails_and_text_messages_are_shown_newest_first(client, city, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    send_mail("Erster", "first text", None, ["a@example.org"])
    client.post(reverse("sign-in"), {"contact": "13800138000"}, headers={"accept-language": "zh-hans"})
    shown = demo.mails()
    assert {mail.to for mail in shown} == {"a@example.org", "+8613800138000@sms.invalid"}
    page = client.get(reverse("demo-codes")).content.decode()
    assert "first text" in page
    assert "+8613800138000@sms.invalid" in page
