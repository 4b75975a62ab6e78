"""The programme on a screen: nobody is shut out, nothing sticks out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cogov.contexts.bodies.tests.factories import desk
from cogov.contexts.programme import actions, folding
from cogov.contexts.reports.tests.world import build
from cogov.kernel.actors import SYSTEM, Role
from cogov.ui.tests.browsing import DESKTOP_ENGLISH, IN_BROWSER, NARROW_LARGE_CHINESE, Look, check, dress

pytestmark = IN_BROWSER


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_figures_and_publicity_can_be_read_by_everybody(page: Page, live_server: LiveServer, look: Look) -> None:
    world = build()
    world.file()
    poster = actions.make_poster(kind="poster", name_zh="海报", goal="report", campaign="spring", by=SYSTEM)
    actions.count(poster=poster.pk, what="visits")
    folding.fold()
    page.set_viewport_size({"width": look.width, "height": 844})
    dress(page.context, live_server.url, look)
    cookie = desk(Role.ADMIN).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    for address in ("", "/posters", f"/posters/{poster.code}", "/posters/add", "/reports"):
        page.goto(f"{live_server.url}/desk/programme{address}")
        check(page)
    page.goto(f"{live_server.url}/go/{poster.code}")
    expect(page).to_have_url(f"{live_server.url}/report")
