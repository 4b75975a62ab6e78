"""An operator's calls by the keyboard alone: how many strokes they take, and that the next one starts empty."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import pytest
from django.utils import translation
from playwright.sync_api import expect

from cogov.contexts.accounts.models import PersonalDataView
from cogov.contexts.areas import facade as areas
from cogov.contexts.hotline import actions
from cogov.contexts.hotline.models import Call, Outcome
from cogov.contexts.hotline.tests.factories import NUMBER, known
from cogov.contexts.knowledge.tests.factories import published
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import World
from cogov.kernel.actors import SYSTEM
from cogov.ui.tests.browsing import (
    DESKTOP_DARK_CHINESE,
    DESKTOP_ENGLISH,
    IN_BROWSER,
    PHONE_LARGE_ENGLISH,
    Look,
)
from tests.e2e.conftest import Enter
from tests.e2e.people import Visitor

pytestmark = IN_BROWSER

K = 0.28
"""Seconds a stroke: an average typist, 40 words a minute (Card, Moran and Newell, 1980, CACM 23(7), table 1)."""

M = 1.35
"""Seconds to make up one's mind before a step that was not planned with the one before (ibid.)."""

LIMIT = 30.0
"""Seconds for a plain report by telephone."""


@dataclass
class Hands:
    """An operator's hands, which never leave the keys: each stroke and each thought is counted."""

    one: Visitor
    strokes: int = 0
    thoughts: int = 0

    def think(self) -> Hands:
        self.thoughts += 1
        return self

    def press(self, *keys: str) -> None:
        for key in keys:
            self.one.page.keyboard.press(key)
            self.strokes += 1

    def type(self, text: str) -> None:
        self.one.page.keyboard.type(text)
        self.strokes += len(text)

    def compose(self, text: str, spelled: str) -> None:
        """Through an input method: the letters of the sounds, a space for each choice, then the characters stand."""
        self.one.page.keyboard.insert_text(text)
        self.strokes += len(spelled)

    @property
    def seconds(self) -> float:
        return self.strokes * K + self.thoughts * M


@dataclass(frozen=True)
class Plain:
    """A plain call: what is said, where, and (through an input method) how it is spelled."""

    text: str
    at: str
    kind: str
    house: str = ""
    spelled: str = ""
    sought: str = ""


CALLS = (
    Plain("Street lamp dark for three days", "c111", "lamp", " no 12"),
    Plain("Rubbish in front of the school", "c112", "rubbish"),
    Plain("Deep hole in the lane, a bike fell", "c121", "road", " by the bridge", sought="road"),
    Plain("路灯不亮", "c122", "lamp", spelled="ludeng buliang "),
    Plain("Street lamp flickers", "c211", "lamp", " opposite the bakery"),
)


def name_of(world: World, code: str, language: str) -> str:
    with translation.override(language):
        return areas.name(world.areas[code])


def ring(world: World, line: str, contact: str = NUMBER) -> Call:
    return actions.ring(line=line, contact=contact, body=world.bodies["centre"], by=SYSTEM)


def take(hands: Hands) -> None:
    """Wait for the call to appear by itself, and take it."""
    expect(hands.one.button("Take the call").first).to_be_visible()
    hands.think().press("t")
    expect(hands.one.page.locator("#id_text")).to_be_focused()


def plain_call(world: World, one: Visitor, plain: Plain, number: int) -> float:
    """Seconds by the keystroke-level model, from the ringing to the next call."""
    hands = Hands(one)
    ring(world, f"line-{number}", f"+86138000001{number:02d}")
    take(hands)
    hands.think()
    if plain.spelled:
        hands.compose(plain.text, plain.spelled)
    else:
        hands.type(plain.text)
    hands.press("Tab")
    if plain.sought:
        hands.think().type(plain.sought)
    hands.press("Tab")
    place = name_of(world, plain.at, one.look.language)
    hands.think().type(place + plain.house)
    expect(one.page.locator(f"#kind-{plain.kind}")).to_be_checked()
    expect(one.page.locator(f"#spot-area-{world.areas[plain.at]}")).to_be_checked()
    hands.think().press("Enter")
    expect(one.find("link", "Next call")).to_be_focused()
    hands.press("Enter")
    expect(one.find("heading", "Calls")).to_be_visible()
    return hands.seconds


def test_a_plain_report_takes_at_most_half_a_minute_of_an_operators_hands(world: World, enter: Enter) -> None:
    one = enter("operator", DESKTOP_ENGLISH)
    one.go("/desk/call")
    seconds = [plain_call(world, one, plain, number) for number, plain in enumerate(CALLS)]
    filed = Report.objects.order_by("pk").values_list("category__code", "community_id", "channel")
    assert list(filed) == [(plain.kind, world.areas[plain.at], "phone") for plain in CALLS]
    assert median(seconds) <= LIMIT, seconds
    assert one.complaints == []


@pytest.mark.parametrize("look", [DESKTOP_ENGLISH, DESKTOP_DARK_CHINESE, PHONE_LARGE_ENGLISH], ids=str)
def test_a_call_from_the_ringing_to_an_empty_screen(world: World, enter: Enter, look: Look) -> None:
    person = known(world)
    world.file(by=SYSTEM.for_resident(person), at="c111")
    answer = published(world)
    one = enter("operator", look)
    one.go("/desk/call")
    ring(world, "line-1")
    hands = Hands(one)
    take(hands)
    expect(one.find("heading", "周桂兰")).to_be_visible()
    one.reads("Their cases")
    one.check()
    assert PersonalDataView.objects.get().person_id == person
    hands.type("身份证")
    button = one.page.locator(f"#answer-{answer.pk}")
    expect(button).to_be_visible()
    one.check()
    one.tab_to(button)
    hands.press("Enter")
    expect(one.find("link", "Next call")).to_be_focused()
    one.check()
    hands.press("Enter")
    expect(one.find("heading", "Calls")).to_be_visible()
    assert Call.objects.get().outcome == Outcome.ANSWERED
    one.labelled("Number, e-mail or receipt").press("Enter")
    expect(one.page.locator("#id_text")).to_be_focused()
    expect(one.page.locator("body")).not_to_contain_text("周桂兰")
    expect(one.page.locator("body")).not_to_contain_text("13800000007")
    assert one.page.locator("#id_text").input_value() == ""


def test_a_known_case_is_joined_by_keys_and_a_call_is_promised(world: World, enter: Enter) -> None:
    report = world.file(at="c111", text="The street lamp is dark")
    one = enter("operator", DESKTOP_ENGLISH)
    one.go("/desk/call")
    ring(world, "line-1")
    hands = Hands(one)
    take(hands)
    hands.type("Street lamp dark")
    hands.press("Tab", "Tab")
    hands.type(name_of(world, "c111", "en"))
    join = one.page.locator(f"#join-{report.pk}")
    expect(join).to_be_visible()
    one.check()
    one.tab_to(join)
    hands.press("Enter")
    one.reads("Joined with a known case")
    report.refresh_from_db()
    assert report.supporters == 1
    hands.press("Enter")
    ring(world, "line-2")
    take(hands)
    one.tab_to(one.find("button", "End"))
    hands.press("r")
    dialog = one.find("dialog", "Call back later")
    expect(dialog).to_be_visible()
    one.check()
    one.tab_to(one.labelled("What it is about", dialog))
    hands.type("asks for a form")
    hands.press("Enter")
    one.reads("To be called back")
    one.go("/desk/callbacks")
    one.reads("asks for a form")


@pytest.mark.parametrize("look", [PHONE_LARGE_ENGLISH, DESKTOP_DARK_CHINESE], ids=str)
def test_a_resident_finds_an_answer_and_says_so(world: World, enter: Enter, look: Look) -> None:
    answer = published(world)
    one = enter("anonymous", look)
    one.go("/answers")
    one.page.get_by_role("searchbox").fill("身份证")
    one.page.keyboard.press("Enter")
    one.check()
    one.page.locator(f"a[href='/answers/{answer.pk}']").click()
    one.check()
    one.press("Yes")
    one.reads("Thank you. Good to know.")
    answer.refresh_from_db()
    assert answer.helped == 1
    one.go("/answers?q=zebra")
    one.reads("There is no answer to this yet")
    one.check()
