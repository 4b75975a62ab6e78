"""An escalation seen from the street, the district and the city, each at its own desk; the neighbour sees nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from cogov.contexts.bodies.tests.levels import four_levels
from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import World
from cogov.kernel import clocks, worker
from cogov.kernel.clock import now
from cogov.ui.tests.browsing import DESKTOP_ENGLISH, IN_BROWSER, NARROW_LARGE_CHINESE, Look
from tests.e2e.conftest import Enter
from tests.e2e.people import Visitor

pytestmark = IN_BROWSER
LADDER = ("east-home", "east-street", "east", "hall")


def names(one: Visitor, code: str) -> str:
    return f"{code} office" if one.look.language == "en" else f"{code}办"


def look_at(one: Visitor, world: World, report: Report, code: str) -> None:
    """The desk says whose it is, lists the late case, and its page tells everybody who was told."""
    one.go("/desk")
    expect(one.page.get_by_role("link", name=names(one, code), exact=True)).to_be_visible()
    expect(one.page.get_by_role("main").locator(f"a[href*='/desk/reports/{report.pk}']").first).to_be_visible()
    one.go("/news")
    expect(one.page.get_by_role("main").get_by_role("listitem").first).to_be_visible()
    one.go(f"/desk/reports/{report.pk}")
    for told in LADDER:
        expect(one.page.get_by_text(names(one, told)).first).to_be_attached()


@pytest.mark.parametrize("look", [DESKTOP_ENGLISH, NARROW_LARGE_CHINESE], ids=str)
def test_an_escalation_seen_from_three_levels(world: World, enter: Enter, look: Look) -> None:
    four_levels(world)
    for code in LADDER:
        world.actor(f"supervisor:{code}")
    report = world.file(category="rubbish")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    report.refresh_from_db()
    assert report.body_id == world.bodies["east-home"]
    with time_machine.travel(now() + timedelta(days=9)):
        clocks.tick()
        worker.drain()
        for code in LADDER[1:]:
            look_at(enter(f"supervisor:{code}", look), world, report, code)
        stranger = enter("supervisor:west", look)
        stranger.go("/desk")
        expect(stranger.page.locator(f"a[href*='/desk/reports/{report.pk}']")).to_have_count(0)
        stranger.go("/news")
        expect(stranger.page.get_by_text(names(stranger, "east-home"))).to_have_count(0)
