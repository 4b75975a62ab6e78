"""From a dark lamp to a star: reporter, reviewer, dispatcher, handler, inspector and reporter, each at their screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World
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
from tests.e2e.filing import LAMP, file_by_hand
from tests.e2e.people import Visitor, photo

pytestmark = IN_BROWSER


def review(reviewer: Visitor, report: Report) -> None:
    """From the queue to the report to "accepted"."""
    reviewer.go("/desk")
    reviewer.go("/desk/review")
    reviewer.page.get_by_role("main").get_by_role("link", name=LAMP).click()
    expect(reviewer.page).to_have_url(re.compile(rf"/desk/reports/{report.pk}\?queue=review$"))
    reviewer.check()
    reviewer.press("Accept")
    reviewer.reads("Accepted and handed on.")
    reviewer.check()


def handle(handler: Visitor, report: Report) -> None:
    """From the worklist to "done", with a photo."""
    handler.go("/desk/work")
    handler.page.get_by_role("main").get_by_role("link", name=LAMP).click()
    handler.check()
    handler.press("Start work")
    handler.reads("Work has begun.")
    dialog = handler.open("Done", "Say that it is done")
    handler.labelled("Photos after the work", dialog).set_input_files(photo("after.jpg"))
    expect(dialog.get_by_text(handler.say("Ready")).first).to_be_visible()
    handler.labelled("In Chinese", dialog).fill("已更换灯泡")
    handler.labelled("In English", dialog).fill("We put in a new bulb.")
    handler.press("Send for checking", dialog)
    handler.reads("Done. Somebody else checks it now.")
    handler.check()


@pytest.mark.parametrize(
    ("phone", "desk"),
    [
        (PHONE_CHINESE, DESKTOP_ENGLISH),
        (NARROW_LARGE_CHINESE, DESKTOP_DARK_CHINESE),
        (PHONE_LARGE_ENGLISH, NARROW_DARK_ENGLISH),
    ],
    ids=str,
)
def test_a_lamp_is_reported_mended_and_judged(world: World, enter: Enter, phone: Look, desk: Look) -> None:
    reporter = enter("anonymous", phone)
    receipt = file_by_hand(reporter, world)
    report = Report.objects.get()
    review(enter("reviewer", desk), report)
    handle(enter("handler:lamps", phone), report)

    reporter.go(receipt)
    reporter.page.locator("label", has=reporter.page.get_by_role("radio", name="4")).click()
    reporter.press("Yes, it is done")
    reporter.reads("Thank you for your judgement.")
    reporter.check()

    report.refresh_from_db()
    assert (report.state, report.stars, report.outcome) == ("closed", 4, "fixed")
    stranger = enter("anonymous", desk)
    for path in ("/", "/reports", f"/reports/{report.pk}", "/reports?q=路灯", "/reports?q=nothing-like-it"):
        stranger.go(path)


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_what_no_rule_knows_is_handed_over_by_a_dispatcher(world: World, enter: Enter, look: Look) -> None:
    report = world.file(category="rubbish")
    reviewer = enter("reviewer", look)
    reviewer.go(f"/desk/reports/{report.pk}")
    reviewer.reads("No rule says who does it: the dispatcher will choose.")
    reviewer.press("Accept")
    reviewer.reads("Accepted and handed on.")

    dispatcher = enter("dispatcher", look)
    dispatcher.go("/desk/dispatch")
    dispatcher.page.get_by_role("main").get_by_role("link", name=LAMP).click()
    dialog = dispatcher.open("Hand over", "Who does it?")
    dispatcher.labelled("Leading body", dialog).select_option(str(world.bodies["street"]))
    dispatcher.labelled("Supporting bodies", dialog).select_option(str(world.bodies["roads"]))
    dispatcher.press("Hand over", dialog)
    dispatcher.reads("Handed over.")
    dispatcher.check()

    report.refresh_from_db()
    assert (report.state, report.body_id) == ("dispatched", world.bodies["street"])
    for who in ("handler:street", "handler:roads"):
        handler = enter(who, look)
        handler.go("/desk/work")
        expect(handler.page.get_by_role("main").get_by_role("link", name=LAMP)).to_be_visible()


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_an_inspector_sends_it_back_then_confirms_and_the_deadline_stays(
    world: World, enter: Enter, look: Look
) -> None:
    report = world.file()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了", "done"))
    due = Report.objects.get().due_at
    inspector = enter("inspector", look)
    inspector.go("/desk/check")
    inspector.page.get_by_role("main").get_by_role("link", name=LAMP).click()
    inspector.check()
    dialog = inspector.open("Not fixed", "Send it back")
    inspector.labelled("In Chinese", dialog).fill("灯还是不亮")
    inspector.press("Send back", dialog)
    inspector.reads("Sent back. The first deadline still counts.")
    report.refresh_from_db()
    assert (report.state, report.reopened, report.due_at) == ("dispatched", 1, due)

    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("换了灯", "a new lamp"))
    inspector.go(f"/desk/reports/{report.pk}")
    inspector.labelled("Photo from the spot").set_input_files(photo("spot.jpg"))
    inspector.reads("Ready")
    inspector.press("Yes: close it")
    inspector.reads("Checked and closed.")
    report.refresh_from_db()
    assert (report.state, report.due_at) == ("closed", due)


@pytest.mark.parametrize("look", [PHONE_CHINESE, DESKTOP_ENGLISH], ids=str)
def test_a_resident_fixes_it_and_somebody_checks(world: World, enter: Enter, look: Look) -> None:
    report = world.file(category="rubbish")
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.dispatch(report=report.pk, body=world.bodies["street"], by=world.actor("dispatcher"))
    neighbour = enter("anonymous", look)
    neighbour.go(f"/reports/{report.pk}")
    neighbour.find("link", "I fixed it").click()
    neighbour.check()
    for label in ("Before", "After"):
        neighbour.labelled(label).set_input_files(photo(label))
    expect(neighbour.page.get_by_text(neighbour.say("Ready")).first).to_be_visible()
    expect(neighbour.page.locator("[data-picked] input[type=hidden]")).to_have_count(2)
    neighbour.labelled("What you did").fill("我把垃圾收走了")
    neighbour.check()
    neighbour.press("Send for checking")
    neighbour.reads("Well done, thank you! Somebody comes to check it.")
    neighbour.check()
    report.refresh_from_db()
    assert (report.state, report.resolver) == ("resolved", "resident")
    inspector = enter("inspector", look)
    inspector.go(f"/desk/reports/{report.pk}")
    inspector.press("Yes: close it")
    inspector.reads("Checked and closed.")


def test_the_reporter_says_that_it_is_not_fixed(world: World, enter: Enter) -> None:
    reporter = enter("anonymous", PHONE_CHINESE)
    receipt = file_by_hand(reporter, world)
    report = Report.objects.get()
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了", "done"))
    reporter.go(receipt)
    reporter.page.locator("label", has=reporter.page.get_by_role("radio", name="1")).click()
    reporter.labelled("In your words").fill("还是黑的")
    reporter.press("No, not fixed")
    reporter.reads("It goes back to the office. Its first deadline still counts.")
    reporter.check()
    report.refresh_from_db()
    assert (report.state, report.reopened, report.stars) == ("dispatched", 1, 1)


def test_the_reporter_answers_a_question(world: World, enter: Enter) -> None:
    reporter = enter("anonymous", NARROW_LARGE_CHINESE)
    receipt = file_by_hand(reporter, world)
    report = Report.objects.get()
    reviewer = enter("reviewer", DESKTOP_ENGLISH)
    reviewer.go(f"/desk/reports/{report.pk}")
    dialog = reviewer.open("Ask the reporter", "Ask the reporter")
    reviewer.labelled("In Chinese", dialog).fill("请问是哪一盏灯？")
    reviewer.press("Send question", dialog)
    reviewer.reads("The question is on its way to the reporter.")
    reporter.go(receipt)
    reporter.reads("The city asks you")
    expect(reporter.page.get_by_text("请问是哪一盏灯？").first).to_be_visible()
    reporter.labelled("Your answer").fill("公交站旁边那盏")
    reporter.press("Send answer")
    reporter.reads("Thank you. The city goes on with your report.")
    report.refresh_from_db()
    assert report.state == "received"
