"""Points on a screen: nobody is shut out, nothing sticks out; a family begins and a decision is made by hand."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cogov.contexts.accounts.models import Person
from cogov.contexts.bodies.tests.factories import desk
from cogov.contexts.reports.tests.world import World, build
from cogov.contexts.rewards import actions
from cogov.contexts.rewards.actions.earning import checked
from cogov.contexts.rewards.models import Kind, Rule
from cogov.contexts.rewards.tests.conftest import a_rule
from cogov.contexts.rewards.tests.test_earning import case
from cogov.contexts.rewards.tests.test_judging import suspected
from cogov.kernel.actors import Role
from cogov.kernel.worker import drain
from cogov.ui.tests.browsing import (
    DESKTOP_DARK_CHINESE,
    DESKTOP_ENGLISH,
    IN_BROWSER,
    NARROW_DARK_ENGLISH,
    NARROW_LARGE_CHINESE,
    PHONE_CHINESE,
    Look,
    check,
    dress,
)

pytestmark = IN_BROWSER


@pytest.fixture
def city(transactional_db: None) -> World:
    made = build()
    for kind, points in ((Kind.ACCEPTED, 10), (Kind.USEFUL, 40)):
        a_rule(kind, points, caps={"person_day": 200})
    actions.earn(case(made, Kind.USEFUL, subject=50))
    checked("reports.report", 50, at=case(made).at, good=True)
    return made


def wear(page: Page, server: LiveServer, look: Look, client: Client) -> None:
    page.set_viewport_size({"width": look.width, "height": 844})
    dress(page.context, server.url, look)
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])


def signed_in(world: World, who: str = "resident") -> Client:
    client = Client()
    client.force_login(Person.objects.get(pk=world.actor(who).person))
    return client


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, NARROW_DARK_ENGLISH, DESKTOP_ENGLISH], ids=str)
def test_a_resident_walks_through_everything(page: Page, live_server: LiveServer, city: World, look: Look) -> None:
    row = suspected(city)
    actions.take(row.pk, reason="四次都是同一地点", revision=row.journal_seq, by=city.actor("supervisor"))
    pool = actions.make_pool(kind="family", name="我们一家", by=city.actor("resident"))
    wear(page, live_server, look, signed_in(city))
    for address in ("", "/how", f"/decisions/{row.pk}", "/pools", "/pools/new", "/pools/join", f"/pools/{pool}"):
        page.goto(f"{live_server.url}/points{address}")
        check(page)


@pytest.mark.parametrize("look", [PHONE_CHINESE, DESKTOP_DARK_CHINESE], ids=str)
def test_the_desk_is_open_to_all_who_work_there(page: Page, live_server: LiveServer, city: World, look: Look) -> None:
    row, rule = suspected(city), Rule.objects.order_by("pk").last()
    actions.try_rule(rule.pk, months=1, by=city.actor("admin"))
    drain()
    wear(page, live_server, look, desk(Role.ADMIN))
    for address in ("rules", "rules/new", f"rules/{rule.pk}", f"rules/{rule.pk}/trial"):
        page.goto(f"{live_server.url}/desk/points/{address}")
        check(page)
    page.context.clear_cookies()
    wear(page, live_server, look, desk(Role.SUPERVISOR))
    for address in ("suspicions", f"suspicions/{row.pk}"):
        page.goto(f"{live_server.url}/desk/points/{address}")
        check(page)


def test_a_decision_by_hand_needs_its_reason(page: Page, live_server: LiveServer, city: World) -> None:
    row = suspected(city)
    wear(page, live_server, DESKTOP_ENGLISH, desk(Role.SUPERVISOR))
    page.goto(f"{live_server.url}/desk/points/suspicions/{row.pk}")
    page.get_by_role("button", name="Do not give them").click()
    expect(page.get_by_role("alert")).to_contain_text("Please give the reason.")
    check(page)
    page.get_by_label("Reason").fill("同一盏灯")
    page.get_by_role("button", name="Do not give them").click()
    expect(page.get_by_role("heading", name="Points held back")).to_be_visible()
    row.refresh_from_db()
    assert row.state == "taken"
