"""Promises: more time asked for and decided, an escalation seen from three levels, limits and calendars changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from cogov.contexts.bodies.actions import Times, add_calendar
from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tree import snapshot
from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World
from cogov.kernel import clocks
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.ui.tests.browsing import (
    DESKTOP_DARK_CHINESE,
    DESKTOP_ENGLISH,
    IN_BROWSER,
    NARROW_DARK_ENGLISH,
    NARROW_LARGE_CHINESE,
    PHONE_CHINESE,
    PHONE_LARGE_ENGLISH,
    Look,
)
from tests.e2e.conftest import Enter

pytestmark = IN_BROWSER
OFFICE = {str(day): [["09:00", "12:00"], ["13:00", "17:00"]] for day in range(1, 6)}


def working(world: World) -> Report:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    report.refresh_from_db()
    return report


def test_an_office_asks_for_more_time_and_the_public_reads_the_decision(world: World, enter: Enter) -> None:
    report = working(world)
    handler = enter("handler:lamps", PHONE_CHINESE)
    handler.go(f"/desk/reports/{report.pk}")
    dialog = handler.open("Ask for more time", "Ask for more time")
    until = dialog.locator("[name=until]")
    until.fill(str(until.get_attribute("max")))
    handler.labelled("In Chinese", dialog).fill("等吊车")
    handler.press("Ask", dialog)
    handler.reads("Your request is with those who decide. Until then the deadline counts.")
    handler.check()

    supervisor = enter("supervisor:lamps", DESKTOP_ENGLISH)
    supervisor.go("/desk/requests")
    supervisor.page.locator("main .row a").first.click()
    supervisor.reads("Your decision")
    supervisor.check()
    supervisor.press("Refuse")
    supervisor.reads("Please check this first")
    supervisor.labelled("In English").fill("The crane may come tonight")
    supervisor.press("Refuse")
    supervisor.reads("Nothing to decide")
    supervisor.check()

    anybody = enter("anonymous", NARROW_LARGE_CHINESE)
    anybody.go(f"/reports/{report.pk}")
    expect(anybody.page.get_by_text("等吊车")).to_be_visible()
    expect(anybody.page.get_by_text("The crane may come tonight")).to_be_visible()


def test_an_escalation_is_seen_from_three_levels(world: World, enter: Enter) -> None:
    district, street = Body.objects.get(code="lamps-east"), Body.objects.get(code="street")
    Body.objects.filter(pk=street.pk).update(parent=district, path=f"{district.path}{street.pk}/")
    snapshot.changed()
    report = working(world)
    why = Said("归街道", "The street's")
    actions.dispatch(report=report.pk, by=world.actor("dispatcher"), body=street.pk, reason=why)
    with time_machine.travel(now() + timedelta(days=4), tick=False):
        clocks.tick()
    for who, look in (
        ("handler:street", PHONE_CHINESE),
        ("supervisor:lamps-east", DESKTOP_ENGLISH),
        ("supervisor:lamps", NARROW_DARK_ENGLISH),
    ):
        one = enter(who, look)
        one.go(f"/desk/reports/{report.pk}")
        titles = one.page.locator(".timeline").inner_text()
        for body in (street, district, Body.objects.get(code="lamps")):
            assert (body.name_zh if look.language != "en" else body.name_en) in titles


@pytest.mark.parametrize("look", [DESKTOP_DARK_CHINESE, PHONE_LARGE_ENGLISH], ids=str)
def test_limits_and_calendars_are_read_and_changed_by_everybody_alike(world: World, enter: Enter, look: Look) -> None:
    add_calendar(code="hall", name_zh="大厅", name_en="Hall", times=Times(OFFICE), by=SYSTEM)
    Body.objects.filter(code="centre").update(calendar="hall")
    snapshot.changed()
    admin = enter("admin", look)
    admin.go("/desk/limits")
    admin.press("Find out")
    admin.reads("What would be promised")
    admin.check()
    admin.go("/desk/limits/add")
    admin.labelled("Length of the limit").fill("3")
    admin.press("Save")
    admin.reads("Saved. It counts for reports from now on; promises already given stay.")
    admin.check()
    admin.go("/desk/calendars")
    admin.go("/desk/calendars/hall")
    admin.page.locator("#id_day6").fill("9:00至11:30")
    admin.press("Save")
    admin.reads("Saved. It counts for promises given from now on.")
    admin.check()
    admin.go("/desk/calendars/add")
