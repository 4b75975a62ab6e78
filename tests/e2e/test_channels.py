"""Channels: news behind the bell, how one is told, and what came in, from reading to a report."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from cogov.contexts.desk import facade
from cogov.contexts.desk.actions import receiving
from cogov.contexts.desk.channels.port import Heard
from cogov.contexts.desk.models import Incoming, Notice, Preference
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import World
from cogov.kernel.actors import Actor, Channel
from cogov.ui.tests.browsing import (
    DESKTOP_DARK_CHINESE,
    DESKTOP_ENGLISH,
    IN_BROWSER,
    NARROW_LARGE_CHINESE,
    PHONE_CHINESE,
    PHONE_LARGE_ENGLISH,
    Look,
)
from tests.e2e.conftest import Enter

pytestmark = IN_BROWSER


@pytest.mark.parametrize("look", [PHONE_LARGE_ENGLISH, DESKTOP_DARK_CHINESE], ids=str)
def test_a_resident_reads_the_news_and_chooses_quiet_hours(world: World, enter: Enter, look: Look) -> None:
    person = world.actor("resident").person
    assert person is not None
    write = lambda: facade.Letter("灯修好了", "请看一看。", link="/news/settings")  # noqa: E731
    facade.notify(person=person, occasion="x", letter=write)
    one = enter("resident", look)
    one.go("/news")
    one.check()
    one.find("link", "灯修好了").click()
    expect(one.page).to_have_url(one.home + "/news/settings")
    one.check()
    one.labelled("Quiet from").fill("22:00")
    one.labelled("Quiet until").fill("07:00")
    one.button("Save").click()
    one.reads("Saved.")
    assert Notice.objects.get().read_at is not None
    assert Preference.objects.get(pk=person).quiet_from is not None


@pytest.mark.parametrize("look", [DESKTOP_ENGLISH, PHONE_CHINESE], ids=str)
def test_an_operator_makes_a_report_of_a_letter(world: World, enter: Enter, look: Look) -> None:
    heard = Heard(
        name="<1@x>", sender="ming@example.org", text="我们这里的路灯坏了，问了几次没人管。", sender_name="王小明"
    )
    receiving.receive(heard=heard, by=Actor(channel=Channel.EMAIL))
    one = enter("operator", look)
    one.go("/desk/inbox")
    one.check()
    one.page.locator("main .rows a").first.click()
    one.check()
    one.page.locator("#id_category").select_option("lamp", force=True)
    one.page.locator("#id_area").select_option(str(world.areas["c111"]), force=True)
    one.button("File the report").click()
    one.reads("Everything is read")
    one.check()
    assert (Incoming.objects.get().state, Report.objects.get().category.code) == ("filed", "lamp")


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE], ids=str)
def test_a_body_speaks_in_public(world: World, enter: Enter, look: Look) -> None:
    one = enter("supervisor:lamps", look)
    one.go(f"/desk/posts/{world.bodies['lamps']}")
    one.check()
    one.button("Let it speak").click()
    one.labelled("In Chinese").fill("今晚检修路灯。")
    one.button("Publish").click()
    one.reads("今晚检修路灯。")
    one.check()
