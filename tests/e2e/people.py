"""Somebody at a screen of the whole city, who finds things as people do: by their role and their words."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, FilePayload, Locator, Page, expect

import cogov
from cogov.contexts.reports.forms import ReportForm
from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World
from cogov.ui.tests.browsing import Look, check, dress

SCRIPT_WORD = re.compile(r'(\w+): pick\("([^"]+)", "([^"]+)"\)')
WORDS_OF_SCRIPTS = Path(cogov.__file__).parent / "ui" / "islands" / "lib" / "words.js"
MEANT = re.compile(r"status of 4(09|22)|ERR_INTERNET_DISCONNECTED|ERR_FAILED")
"""What browsers note as errors and pages mean: a form sent back, a conflict, a network that a test took away."""
TABS = 120
"""Presses of Tab after which a thing counts as out of reach."""

Role = Literal["button", "link", "heading", "radio", "dialog", "textbox", "combobox", "checkbox"]


@cache
def script_words() -> dict[str, tuple[str, str]]:
    """What islands say, as name → (Chinese, English)."""
    return {name: (zh, en) for name, zh, en in SCRIPT_WORD.findall(WORDS_OF_SCRIPTS.read_text())}


@dataclass
class Visitor:
    """One window. `complaints` gathers what the console said: a refused inline style or script stands there."""

    page: Page
    home: str
    look: Look
    complaints: list[str] = field(default_factory=list)

    def listen(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not MEANT.search(said.text):
            self.complaints.append(said.text)

    def say(self, text: str) -> str:
        """A text of the pages, in this visitor's language."""
        with translation.override(self.look.language):
            return gettext(text)

    def word(self, name: str) -> str:
        """A word of the islands by its name in words.js."""
        return script_words()[name][self.look.language == "en"]

    def go(self, path: str) -> None:
        self.page.goto(self.home + path)
        self.check()

    def check(self) -> None:
        check(self.page)
        assert self.complaints == [], self.page.url

    def find(self, role: Role, text: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role(role, name=self.say(text), exact=True)

    def button(self, text: str, within: Locator | None = None) -> Locator:
        return self.find("button", text, within)

    def press(self, text: str, within: Locator | None = None) -> None:
        self.button(text, within).click()

    def labelled(self, text: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_label(self.say(text))

    def asked(self, name: str) -> Locator:
        """A field of the report form by its name in the code: its label is its own affair."""
        with translation.override(self.look.language):
            label = str(ReportForm.base_fields[name].label)
        field = self.page.locator(f"[name={name}]").or_(self.page.locator(f"#id_{name}_search"))
        return self.page.get_by_role("main").get_by_label(label).and_(field)

    def choose(self, name: str, value: str) -> None:
        """From a long list of the report form: by its search box, or without script from the list itself."""
        listed = self.page.locator(f"select[name={name}]")
        if self.page.locator("html.js").count() == 0:
            listed.select_option(value)
            return
        self.asked(name).fill(str(listed.locator(f"option[value='{value}']").text_content()))
        self.page.keyboard.press("Enter")
        expect(listed).to_have_value(value)

    def open(self, button: str, title: str) -> Locator:
        """Press what opens a dialog; the dialog."""
        self.press(button)
        dialog = self.find("dialog", title)
        expect(dialog).to_be_visible()
        self.check()
        return dialog

    def go_on(self) -> None:
        """To the next step of a long form."""
        self.page.get_by_role("button", name=self.word("next"), exact=True).click()

    def reads(self, text: str) -> None:
        expect(self.page.get_by_text(self.say(text)).first).to_be_visible()

    def tab_to(self, target: Locator) -> None:
        """By the keyboard alone; what has the focus must be in view."""
        for _ in range(TABS):
            if target.evaluate("one => one === document.activeElement"):
                expect(target).to_be_in_viewport()
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"not reached by Tab: {target}")


def visitor(
    browser: Browser, home: str, world: World, who: str, look: Look, *, script: bool = True, worker: bool = False
) -> Visitor:
    """`who` as in `World.actor`; without `script` the pages do it alone, with `worker` they work offline."""
    context = browser.new_context(
        viewport={"width": look.width, "height": 844},
        java_script_enabled=script,
        service_workers="allow" if worker else "block",
    )
    dress(context, home, look)
    if who != "anonymous":
        sign_in(context, home, world, who)
    page = context.new_page()
    one = Visitor(page, home, look)
    page.on("console", one.listen)
    page.on("pageerror", lambda error: one.complaints.append(str(error)))
    return one


def sign_in(context: BrowserContext, home: str, world: World, who: str) -> None:
    """Both factors shown: walking through the sign-in itself is the accounts' own test."""
    value = at_the_desk(world, who).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": home}])


def photo(name: str = "photo.jpg") -> FilePayload:
    """A grainy picture; each name is another one."""
    data = io.BytesIO()
    noise = Random(name).randbytes(64 * 48)
    Image.frombytes("L", (64, 48), noise).resize((640, 480)).convert("RGB").save(data, "JPEG", quality=80)
    return {"name": name, "mimeType": "image/jpeg", "buffer": data.getvalue()}
