"""A drill from the declaration to the review, each at their own screen, and nothing of it outside."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cogov.contexts.emergencies import actions
from cogov.contexts.emergencies.models import Emergency
from cogov.contexts.emergencies.tests.factories import planned
from cogov.contexts.reports.tests.world import World
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
from tests.e2e.people import Visitor

pytestmark = IN_BROWSER


def declare(reviewer: Visitor, *, real: bool) -> None:
    reviewer.go("/desk/emergencies")
    reviewer.find("link", "Declare one, or begin a drill").click()
    reviewer.check()
    choice = "real" if real else "drill"
    reviewer.page.locator(f"label:has(input[name=real][value={choice}])").click()
    reviewer.press("Declare now")
    reviewer.reads("Declared. Everybody on duty is being told now.")
    reviewer.check()


def open_from_the_bell(officer: Visitor) -> None:
    """In the page: the news, the banner, then the room."""
    officer.go("/news")
    expect(officer.page.get_by_role("main").get_by_text(re.compile("DRILL|演练")).first).to_be_visible()
    officer.go("/desk")
    officer.find("link", "Open and acknowledge").click()
    officer.check()


@pytest.mark.parametrize(
    ("phone", "desk"),
    [(PHONE_CHINESE, DESKTOP_ENGLISH), (NARROW_LARGE_CHINESE, DESKTOP_DARK_CHINESE)],
    ids=str,
)
def test_a_drill(world: World, enter: Enter, phone: Look, desk: Look) -> None:
    planned(world)
    reviewer = enter("reviewer", desk)
    reviewer.go("/desk/emergencies/plans")
    declare(reviewer, real=False)

    first, second = enter("handler:lamps", phone), enter("handler:roads", phone)
    open_from_the_bell(first)
    first.press("I have taken note")
    first.reads("Acknowledged. Your office is not called again.")
    first.press("Take command")
    first.reads("You command now. Everything you write is seen by all.")
    first.check()
    open_from_the_bell(second)
    second.press("I have taken note")
    second.labelled("In Chinese").first.fill("已封路")
    second.press("Add to the log")
    second.reads("Written into the log.")
    second.check()

    first.go(re.sub(r"^https?://[^/]+", "", first.page.url))
    expect(first.page.get_by_text("已封路")).to_be_visible()
    dialog = first.open("Give a task", "Who does what now?")
    first.labelled("Office", dialog).select_option(str(world.bodies["roads"]))
    first.labelled("In Chinese", dialog).fill("设路障")
    first.press("Give the task", dialog)
    first.reads("Given. Those on duty have been told.")
    dialog = first.open("Hand over command", "Who commands from now on?")
    first.labelled("New commander", dialog).select_option(str(world.people["supervisor:lamps"]))
    first.press("Hand over now", dialog)
    first.reads("Handed over. The new commander has been told.")
    first.check()

    made = Emergency.objects.get()
    boss = enter("supervisor:lamps", desk)
    boss.go(f"/desk/emergencies/{made.pk}")
    dialog = boss.open("Declare it over", "How did it end?")
    boss.press("It is over", dialog)
    boss.reads("It is over. Next, somebody else reviews it.")
    boss.check()
    leader = enter("leader:lamps", phone)
    leader.go(f"/desk/emergencies/{made.pk}")
    leader.labelled("What went well, and what has to change?").fill("封路快了三分钟")
    leader.press("Save the review")
    leader.reads("Thank you. The next time will be better for it.")
    leader.check()

    made.refresh_from_db()
    assert (made.state, made.drill, made.public_at) == ("reviewed", True, None)
    stranger = enter("anonymous", phone)
    stranger.go("/emergencies")
    expect(stranger.page.get_by_text(re.compile("路灯杆倒塌|Fallen lamp post"))).to_have_count(0)


@pytest.mark.parametrize("look", [NARROW_LARGE_CHINESE, PHONE_LARGE_ENGLISH, DESKTOP_ENGLISH], ids=str)
@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_residents_read_what_to_do(world: World, enter: Enter, look: Look, script: bool) -> None:
    made = actions.declare(planned(world).pk, by=world.actor("reviewer"), zh="杆子倒在路上", en="A post fell")
    actions.acknowledge(made.pk, by=world.actor("handler:lamps"))
    one = enter("anonymous", look, script=script)
    one.page.goto(one.home + "/")
    one.find("link", "What to do now").click()
    expect(one.page).to_have_url(re.compile(rf"/emergencies/{made.pk}$"))
    expect(one.page.get_by_role("listitem").filter(has_text=re.compile("Walk away|离开现场")).first).to_be_visible()
    if script:
        one.check()
        one.go("/emergencies")
        one.go("/")


def test_a_plan_is_written_at_the_desk(world: World, enter: Enter) -> None:
    planned(world)
    boss = enter("supervisor:lamps", DESKTOP_ENGLISH)
    boss.go("/desk/emergencies/plans/add")
    boss.press("Save")
    boss.check()
    boss.go("/desk/emergencies/plans")
    boss.page.get_by_role("main").get_by_role("link", name="Fallen lamp post").click()
    boss.labelled("What to do, in English").fill("Walk away.\nCall 119.")
    boss.press("Save as a new version")
    boss.reads("Saved.")
    boss.check()
