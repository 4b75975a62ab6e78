"""Somebody at a screen, for every test with a browser: what they see, in which look, and what must hold there."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

IN_BROWSER = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # a fixture of pytest-base-url, which pytest-playwright brings along
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined as instance methods:DeprecationWarning"),
]
"""`pytestmark` of a module whose tests look at a live server."""

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--no-first-run")
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDER = """() => [...document.querySelectorAll('body *')]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 5).map(one => one.outerHTML.slice(0, 100))"""
"""What sticks out, to say where the fault lies."""


@dataclass(frozen=True)
class Look:
    """Width in CSS pixels, language, size of type, theme."""

    width: int
    language: str
    type: str = "normal"
    theme: str = "light"

    def __str__(self) -> str:
        return f"{self.width}-{self.language}-{self.type}-{self.theme}"


PHONE_CHINESE = Look(390, "zh-hans")
NARROW_LARGE_CHINESE = Look(320, "zh-hans", "large")
NARROW_DARK_ENGLISH = Look(320, "en", "normal", "dark")
PHONE_LARGE_ENGLISH = Look(390, "en", "large")
DESKTOP_ENGLISH = Look(1440, "en")
DESKTOP_DARK_CHINESE = Look(1440, "zh-hans", "normal", "dark")


def launching(given: dict[str, Any]) -> dict[str, Any]:
    """Arguments for starting Chromium: $COGOV_CHROMIUM, the machine's own, or the one that Playwright installed."""
    path = os.environ.get("COGOV_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return {**given, "args": list(FLAGS), **({"executable_path": path} if path else {})}


def dress(context: BrowserContext, home: str, look: Look) -> None:
    """The cookies by which a reader chose language, type and colours."""
    choices = {"django_language": look.language, "cogov_type": look.type, "cogov_theme": look.theme}
    context.add_cookies([{"name": name, "value": value, "url": home} for name, value in choices.items()])


def violations(page: Page, *more: str) -> list[str]:
    """What axe finds by WCAG 2.2 AA (and by the tags in `more`)."""
    found: list[dict[str, Any]] = Axe().run(page, options={"runOnly": [*WCAG, *more]}).response["violations"]
    return [f"{one['id']}: {node['html'][:140]}" for one in found for node in one["nodes"][:3]]


def check(page: Page, *more: str) -> None:
    """Nothing that shuts anybody out, and nothing to scroll sideways for."""
    expect(page.locator("html.js")).to_be_attached()
    page.wait_for_load_state("load")
    assert violations(page, *more) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (page.url, page.evaluate(WIDER))
