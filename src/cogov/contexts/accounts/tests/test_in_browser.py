"""People sign in with their hands: phone and desktop, both languages, large type, accessibility at each stop."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cogov.contexts.accounts import totp
from cogov.contexts.accounts.actions import staff as staff_actions
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.tests.factories import PASSWORD, one_time_code, staff
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.clock import now

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # a fixture of pytest-base-url, which pytest-playwright brings along
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods:DeprecationWarning"),
]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PHONE_LARGE_CHINESE = (320, "zh-hans", "large")
DESKTOP_ENGLISH = (1440, "en", "normal")


def dress(page: Page, server: LiveServer, look: tuple[int, str, str]) -> None:
    width, language, size = look
    page.set_viewport_size({"width": width, "height": 800})
    choices = {"django_language": language, "cogov_type": size}
    page.context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in choices.items()])


def check(page: Page) -> None:
    """Nothing that shuts anybody out, and nothing to scroll sideways for."""
    found: list[dict[str, Any]] = Axe().run(page, options=RULES).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


def send(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"#id_{name}", value)
    page.locator("main form .btn").last.click()


def mailed_code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()  # type: ignore[union-attr]


@pytest.mark.parametrize("look", [PHONE_LARGE_CHINESE, DESKTOP_ENGLISH], ids=lambda look: "-".join(map(str, look)))
def test_a_resident_comes_agrees_reads_and_goes(page: Page, live_server: LiveServer, look) -> None:
    dress(page, live_server, look)
    page.goto(f"{live_server.url}/sign-in?next=/account")
    check(page)
    send(page, contact="neither this nor that")
    expect(page.locator(".errors")).to_be_focused()
    check(page)
    send(page, contact="li@example.org")
    check(page)
    send(page, code=mailed_code())
    expect(page).to_have_url(f"{live_server.url}/account")
    check(page)
    page.locator("button[name=give]").first.click()
    expect(page.locator("button[name=give]")).to_have_count(1)
    page.goto(f"{live_server.url}/account/export")
    check(page)
    page.goto(f"{live_server.url}/account/erase")
    check(page)
    page.locator("#id_sure").check()
    page.locator("main form .btn.danger").click()
    expect(page).to_have_url(f"{live_server.url}/")
    assert Person.objects.get().erased_at is not None


@pytest.mark.parametrize("look", [PHONE_LARGE_CHINESE, DESKTOP_ENGLISH], ids=lambda look: "-".join(map(str, look)))
def test_a_newcomer_of_the_staff_sets_everything_up(page: Page, live_server: LiveServer, roles, look) -> None:
    person = staff_actions.add_staff(email="chen@city.example", name="Chen", by=SYSTEM)
    roles(person, Role.SECURITY)
    dress(page, live_server, look)
    page.goto(f"{live_server.url}/desk/security/views")
    expect(page).to_have_url(re.compile(r"/staff/sign-in\?next=%2Fdesk%2Fsecurity%2Fviews"))
    check(page)
    page.locator("main a[href^='/staff/password']").click()
    check(page)
    send(page, email="chen@city.example")
    check(page)
    send(page, code=mailed_code())
    check(page)
    secret = page.locator(".code").last.inner_text().replace(" ", "")
    send(page, code=totp.code_at(secret, totp.step_at(now())))
    expect(page.locator("main ol.code li")).to_have_count(10)
    check(page)
    page.locator("main .btn").last.click()
    check(page)
    send(page, password="four quite ordinary words")
    expect(page).to_have_url(f"{live_server.url}/desk/security/views")
    check(page)


def test_staff_are_warned_before_their_session_ends_and_can_stay(page: Page, live_server: LiveServer, roles) -> None:
    person = staff(language="en")
    roles(person, Role.SECURITY)
    page.clock.install()
    page.goto(f"{live_server.url}/staff/sign-in?next=/desk/security/views")
    send(page, email=str(person.email), password=PASSWORD)
    send(page, code=one_time_code(person))
    expect(page).to_have_url(f"{live_server.url}/desk/security/views")
    warning = page.locator("[data-idle]")
    page.wait_for_load_state("load")  # the script counts from here
    page.clock.fast_forward("23:00")
    expect(warning).to_be_hidden()
    page.clock.fast_forward("02:00")
    expect(warning).to_be_visible()
    check(page)
    warning.get_by_role("button").click()
    expect(warning).to_be_hidden()
    page.clock.fast_forward("29:30")
    expect(warning.locator("[data-gone]")).to_be_visible()
    expect(warning.get_by_role("button")).to_be_hidden()
