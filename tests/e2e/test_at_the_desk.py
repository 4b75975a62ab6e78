"""The desk: by keys alone, by two at once, for a caller at the telephone, and its engine room."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery, Entry
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
from tests.e2e.filing import LAMP

pytestmark = IN_BROWSER


def test_the_keyboard_alone_reviews_a_queue(world: World, enter: Enter) -> None:
    first, second, third = (world.file(text=f"{LAMP} {n}", at=at) for n, at in enumerate(("c1111", "c1211", "c2211")))
    one = enter("reviewer", DESKTOP_ENGLISH)
    keys = one.page.keyboard
    one.go("/desk/review")
    keys.press("j")
    keys.press("j")
    expect(one.page.locator("[data-shortcut-list] a").nth(1)).to_be_focused()
    keys.press("n")
    expect(one.button("Accept")).to_be_visible()
    one.check()
    keys.press("a")
    one.reads("Accepted and handed on.")
    keys.press("r")
    dialog = one.find("dialog", "Why is it not taken up?")
    expect(dialog).to_be_visible()
    one.tab_to(one.labelled("Ready reason", dialog))
    keys.press("ArrowDown")
    one.tab_to(one.button("Do not take it up", dialog))
    keys.press("Enter")
    one.reads("Not taken up. The reporter is told why.")
    keys.press("q")
    dialog = one.find("dialog", "Ask the reporter")
    one.tab_to(one.labelled("In English", dialog))
    keys.type("Which lamp is it?")
    one.tab_to(one.button("Send question", dialog))
    keys.press("Enter")
    one.reads("All done")
    one.check()
    states = Report.objects.in_bulk([first.pk, second.pk, third.pk])
    assert sorted(row.state for row in states.values()) == ["asked", "dispatched", "rejected"]


def test_a_dialog_gives_the_focus_back_and_the_keys_can_be_read(world: World, enter: Enter) -> None:
    report = world.file()
    one = enter("reviewer", DESKTOP_DARK_CHINESE)
    one.go(f"/desk/reports/{report.pk}")
    one.open("Reject", "Why is it not taken up?")
    one.page.keyboard.press("Escape")
    expect(one.button("Reject")).to_be_focused()
    one.page.keyboard.press("?")
    expect(one.page.get_by_role("dialog", name=one.word("keys"))).to_be_visible()
    one.check()


@pytest.mark.parametrize("look", [PHONE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_the_second_of_two_reviewers_sees_both_versions(world: World, enter: Enter, look: Look) -> None:
    report = world.file()
    first, second = enter("reviewer", look), enter("reviewer:roads", look)
    for one in (first, second):
        one.go(f"/desk/reports/{report.pk}")
    for one, words in ((first, "请问是哪一盏灯？"), (second, "请问路灯编号是多少？")):
        dialog = one.open("Ask the reporter", "Ask the reporter")
        one.labelled("In Chinese", dialog).fill(words)
        one.press("Send question", dialog)
    first.reads("The question is on its way to the reporter.")
    second.reads("Changed meanwhile")
    main = second.page.locator("body")
    expect(main.get_by_text("请问是哪一盏灯？").first).to_be_visible()
    expect(main.get_by_text("请问路灯编号是多少？").first).to_be_visible()
    second.check()
    assert Entry.objects.filter(kind="reports.asked").count() == 1


@pytest.mark.parametrize("look", [PHONE_LARGE_ENGLISH, DESKTOP_DARK_CHINESE], ids=str)
def test_a_rejection_without_words_is_refused_and_the_page_says_so(world: World, enter: Enter, look: Look) -> None:
    report = world.file()
    one = enter("reviewer", look)
    one.go(f"/desk/reports/{report.pk}")
    dialog = one.open("Reject", "Why is it not taken up?")
    one.press("Do not take it up", dialog)
    one.reads("Please check this first")
    one.check()
    report.refresh_from_db()
    assert report.state == "received"


@pytest.mark.parametrize("look", [PHONE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_an_operator_files_for_a_caller_and_reads_out_the_receipt(world: World, enter: Enter, look: Look) -> None:
    operator = enter("operator", look)
    operator.go("/desk/new")
    operator.asked("text").fill(LAMP)
    operator.choose("category", "lamp")
    operator.choose("area", str(world.areas["c111"]))
    operator.asked("phone").fill("13800000009")
    operator.asked("name").fill("王奶奶")
    operator.check()
    operator.press("File")
    operator.reads("Filed. Give the resident the receipt.")
    operator.check()
    report = Report.objects.get()
    entry = Entry.objects.get(kind="reports.filed")
    assert (entry.person, entry.on_behalf_of) == (world.people["operator"], report.reporter_id)
    operator.find("link", "Next resident").click()
    expect(operator.asked("text")).to_have_value("")


@pytest.mark.parametrize("look", [PHONE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_an_administrator_mends_the_engine_room(world: World, enter: Enter, look: Look) -> None:
    world.file()
    stuck = Delivery.objects.filter(pk=Delivery.objects.values("pk")[:1].get()["pk"])
    stuck.update(dead_at=now(), error="The mail server said no")
    admin = enter("admin", look)
    admin.go("/desk/messages")
    admin.go("/desk/deliveries")
    expect(admin.page.get_by_text("The mail server said no")).to_be_visible()
    admin.press("Try again")
    admin.reads("Nothing is stuck")
    admin.check()
    assert stuck.get().dead_at is None
    admin.go("/desk/bodies")
    admin.go("/desk/responsibilities")


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, PHONE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_the_desk_stands_for_every_role(world: World, enter: Enter, look: Look) -> None:
    lamp, rubbish, noise = (world.file(category=category) for category in ("lamp", "rubbish", "noise"))
    for report in (lamp, rubbish, noise):
        actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=lamp.pk, by=world.actor("handler:lamps"), text=Said("好了", "done"))
    stops = {
        "operator": ("/desk", "/desk/new", "/desk/search?q=路灯"),
        "reviewer": ("/desk/review", "/desk/check", f"/desk/reports/{noise.pk}"),
        "dispatcher": ("/desk/dispatch", f"/desk/reports/{rubbish.pk}"),
        "supervisor:street": ("/desk", "/desk/work", f"/desk/reports/{noise.pk}"),
        "leader": ("/desk", f"/desk/reports/{lamp.pk}"),
    }
    for who, paths in stops.items():
        person = enter(who, look)
        for path in paths:
            person.go(path)


def test_the_admin_asks_who_would_get_it(world: World, enter: Enter) -> None:
    admin = enter("admin", DESKTOP_ENGLISH)
    admin.go("/desk/responsibilities")
    ask = admin.page.get_by_role("main").locator("form", has=admin.button("Find out"))
    ask.get_by_role("combobox").first.select_option("lamp")
    admin.labelled("Place", ask).fill("c111")
    admin.press("Find out", ask)
    expect(admin.page).to_have_url(re.compile("area="))
    expect(admin.page.get_by_role("status").get_by_text("lamps office").first).to_be_visible()
    admin.check()
