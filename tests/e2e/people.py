"""Somebody at a screen: how wide it is, in which language, how large the type; and what must hold at each stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from cogov.contexts.reports.tests.test_desk import at_the_desk
from cogov.contexts.reports.tests.world import World

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@dataclass(frozen=True)
class Look:
    """Width in CSS pixels, language code, type size, theme."""

    width: int
    language: str
    type: str = "normal"
    theme: str = "light"

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{self.type}-{self.theme}"


PHONE_CHINESE = Look(390, "zh-hans")
NARROW_LARGE_CHINESE = Look(320, "zh-hans", "large")
DESKTOP_ENGLISH = Look(1440, "en")
DESKTOP_DARK_CHINESE = Look(1440, "zh-hans", "normal", "dark")


@dataclass
class Visitor:
    page: Page
    home: str

    def go(self, path: str) -> None:
        self.page.goto(self.home + path)
        self.check()

    def check(self) -> None:
        """Nothing that shuts anybody out, nothing to scroll sideways for, no error on the console."""
        found: list[dict[str, Any]] = Axe().run(self.page, options=WCAG).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:140]}" for one in found] == [], self.page.url
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, self.page.url

    def press(self, *, formaction: str = "", action: str = "") -> None:
        """Press the button of the form that posts to `action`, wherever it is folded away."""
        form = self.page.locator(f"form[action$='{action}']").first
        form.locator("button:not([type=button])").first.click()
        expect(self.page.locator("main")).to_be_visible()


def visitor(browser: Browser, home: str, world: World, who: str, look: Look) -> Visitor:
    context = browser.new_context(viewport={"width": look.width, "height": 844}, service_workers="block")
    cookies = {"django_language": look.language, "cogov_type": look.type, "cogov_theme": look.theme}
    if who != "anonymous":
        cookies["sessionid"] = at_the_desk(world, who).cookies["sessionid"].value
    context.add_cookies([{"name": name, "value": value, "url": home} for name, value in cookies.items()])
    page = context.new_page()
    page.set_default_timeout(15_000)  # milliseconds: CI's two cores draw slowly, nobody waits longer
    return Visitor(page, home)
