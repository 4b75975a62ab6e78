"""The three steps of a report, as somebody with a mouse or a thumb takes them."""

from __future__ import annotations

from cogov.contexts.reports.tests.world import World
from tests.e2e.people import Visitor, photo

LAMP = "路灯不亮了，晚上很黑"


def say_what(one: Visitor, text: str, category: str = "lamp") -> None:
    one.asked("text").fill(text)
    one.choose("category", category)


def choose_community(one: Visitor, world: World, code: str = "c111") -> None:
    one.page.get_by_text(one.say("Choose the community from a list instead")).click()
    one.choose("area", str(world.areas[code]))


def file_by_hand(one: Visitor, world: World, text: str = LAMP) -> str:
    """With a photo; checks every step; returns the path of the receipt page."""
    page = one.page
    one.go("/report")
    one.labelled("Photos").set_input_files(photo())
    one.reads("Ready")
    say_what(one, text)
    one.check()
    one.go_on()
    one.asked("address").fill("莲花路 12 号")
    choose_community(one, world)
    one.check()
    one.go_on()
    one.asked("email").fill("ming@example.org")
    one.check()
    one.press("Send report")
    page.wait_for_url("**/r/*")
    one.reads("Thank you. Your report has arrived.")
    one.check()
    return page.url.removeprefix(one.home)
