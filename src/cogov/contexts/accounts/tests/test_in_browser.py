"""People sign in with their hands: phone and desktop, both languages, large type, accessibility at each stop."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cogov.contexts.accounts import totp
from cogov.contexts.accounts.actions import staff as staff_actions
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.tests.factories import PASSWORD, one_time_code, staff
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.clock import now
from cogov.ui.tests.browsing import DESKTOP_ENGLISH, IN_BROWSER, NARROW_LARGE_CHINESE, Look, check, dress

pytestmark = IN_BROWSER


def wear(page: Page, server: LiveServer, look: Look) -> None:
    page.set_viewport_size({"width": look.width, "height": 800})
    dress(page.context, server.url, look)


def send(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"#id_{name}", value)
    page.locator("main form .btn").last.click()


def mailed_code() -> str:
    return re.search(r"\b\d{6}\b", mail.outbox[-1].body).group()  # type: ignore[union-attr]


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_a_resident_comes_agrees_reads_and_goes(page: Page, live_server: LiveServer, look) -> None:
    wear(page, live_server, look)
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


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_a_newcomer_of_the_staff_sets_everything_up(page: Page, live_server: LiveServer, roles, look) -> None:
    person = staff_actions.add_staff(email="chen@city.example", name="Chen", by=SYSTEM)
    roles(person, Role.SECURITY)
    wear(page, live_server, look)
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
