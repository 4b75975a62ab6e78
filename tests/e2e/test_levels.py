"""Levels in the browser: an escalation seen from three of them, an import of offices, a quarrel at the lowest."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import FilePayload, expect

from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tests.levels import four_levels
from cogov.contexts.mediation import queries
from cogov.contexts.mediation.models import Case
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


@pytest.mark.parametrize("look", [DESKTOP_ENGLISH, NARROW_LARGE_CHINESE], ids=str)
def test_a_quarrel_from_asking_to_the_signature(world: World, enter: Enter, look: Look) -> None:
    four_levels(world)
    resident, mediator, other = (enter(who, look) for who in ("resident", "handler:east-home", "anonymous"))
    resident.go("/mediation")
    resident.go("/mediation/new")
    resident.labelled("Where do you live?").select_option(str(world.areas["c111"]))
    resident.page.locator("label:has(input[name=about][value=noise])").click()
    resident.labelled("In your own words").fill("MARK-A")
    resident.press("Ask")
    resident.reads("A mediator gets in touch with you. You see here what happens.")
    resident.check()

    mediator.go("/desk/mediation")
    mediator.page.get_by_role("main").locator("a[href*='/desk/mediation/']").first.click()
    mediator.press("I mediate")
    mediator.reads("You mediate now.")
    dialog = mediator.open("Invite a side", "Whom is the letter for?")
    mediator.labelled("Name, as on the letter", dialog).fill("MARK-B")
    mediator.press("Add", dialog)
    mediator.reads("Added. Print the letter with the code.")
    mediator.check()
    case = Case.objects.get()
    second = case.parties.get(position=2)
    mediator.go(f"/desk/mediation/{case.pk}/letter/{second.pk}")

    other.go(f"/m/{queries.code_of(second)}")
    expect(other.page.get_by_text("MARK-A")).to_have_count(0)
    other.labelled("To the mediator").fill("MARK-B")
    other.press("Send")
    other.reads("Sent to the mediator.")
    mediator.go(f"/desk/mediation/{case.pk}")
    mediator.press("Begin talks")
    mediator.labelled("What they agree on").fill("晚上十点以后安静")
    mediator.press("Put it before both")
    mediator.reads("Both sides can read and sign it.")
    mediator.check()
    for one, path in ((resident, f"/my-mediation/{case.pk}"), (other, f"/m/{queries.code_of(second)}")):
        one.go(path)
        one.press("I agree and sign")
        one.reads("You have signed.")
        one.check()
    case.refresh_from_db()
    assert case.state == "agreed"
    expect(resident.page.get_by_text("MARK-B")).to_have_count(0)
    resident.go("/my-mediation")


@pytest.mark.parametrize("look", [DESKTOP_ENGLISH, NARROW_LARGE_CHINESE], ids=str)
def test_an_administrator_imports_offices_and_finds_people(world: World, enter: Enter, look: Look) -> None:
    four_levels(world)
    text = "code,area,parent,kind,name_zh\nnew-home,c121,east-street-2,committee,新社区\nbad,zz,east,office,坏\n"
    admin = enter("admin:hall", look)
    admin.go("/desk/import?kind=bodies")
    file: FilePayload = {"name": "a.csv", "mimeType": "text/csv", "buffer": text.encode("gb18030")}
    admin.labelled("CSV file").set_input_files(file)
    admin.press("Show the differences")
    expect(admin.page.get_by_text("GB18030")).to_be_visible()
    admin.check()
    admin.press("Import these")
    expect(admin.page).to_have_url(re.compile(r"kind=bodies$"))
    admin.check()
    assert Body.objects.filter(code="new-home").exists()
    admin.go("/desk/people")
    admin.go("/desk/people?q=nobody-like-this")
