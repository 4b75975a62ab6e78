"""The figures on a screen: nothing shuts anybody out, with every table unfolded; from a figure to its reports."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from cogov.contexts.insight import actions as insight
from cogov.contexts.insight import folding
from cogov.contexts.insight.models import Case, Weekly
from cogov.contexts.insight.tests.test_pages import copies, solved
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import build
from cogov.kernel.clock import now
from cogov.ui.tests.browsing import (
    DESKTOP_DARK_CHINESE,
    IN_BROWSER,
    NARROW_LARGE_CHINESE,
    PHONE_LARGE_ENGLISH,
    check,
    dress,
)

pytestmark = IN_BROWSER


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, PHONE_LARGE_ENGLISH, DESKTOP_DARK_CHINESE], ids=str)
def test_a_reader_unfolds_every_table_and_follows_a_figure_to_its_reports(
    page: Page, live_server: LiveServer, look
) -> None:
    world = build()
    report = solved(world)
    world.file(category="road")
    folding.fold()
    copies(40)
    page.set_viewport_size({"width": look.width, "height": 900})
    dress(page.context, live_server.url, look)
    for path in ("/figures", f"/figures/areas/{world.areas['c1']}", f"/figures/bodies/{world.bodies['lamps']}"):
        page.goto(live_server.url + path)
        for fold in page.locator("details.fold > summary").all():
            fold.click()
        check(page)
    Case.objects.filter(report__gt=report + 1).delete()  # the copies have no pages of their own
    page.goto(f"{live_server.url}/figures")
    page.locator(".stats a.stat").nth(1).click()
    expect(page.locator(f'main a[href="/reports/{report}"]')).to_be_visible()
    check(page)


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_DARK_CHINESE], ids=str)
def test_a_leader_reads_the_week(page: Page, live_server: LiveServer, look) -> None:
    world = build()
    leader = at_the_desk(world, "leader")
    world.file()
    today = localdate(now())
    insight.report_weeks(week=today - timedelta(days=today.weekday()))
    assert Case.objects.count() == 1
    page.set_viewport_size({"width": look.width, "height": 900})
    dress(page.context, live_server.url, look)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": leader.cookies[name].value, "url": live_server.url}])
    page.goto(f"{live_server.url}/desk/weeks")
    check(page)
    page.goto(f"{live_server.url}/desk/weeks/{Weekly.objects.get().pk}")
    expect(page.locator(".stats .stat")).to_have_count(7)
    check(page)
