"""What every page knows: how it should look, in which language, and the links around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from cogov.ui.nav import banners, lazily, parts

THEME_COOKIE = "cogov_theme"
TYPE_COOKIE = "cogov_type"
THEMES = ("auto", "light", "dark")
TYPES = ("normal", "large")


@dataclass(frozen=True)
class Appearance:
    theme: str
    type: str

    @property
    def large(self) -> bool:
        return self.type == "large"


def appearance(request: HttpRequest) -> Appearance:
    """Read from two cookies; anything unknown falls back to the device's choice and normal type."""
    theme, size = request.COOKIES.get(THEME_COOKIE, ""), request.COOKIES.get(TYPE_COOKIE, "")
    return Appearance(theme if theme in THEMES else "auto", size if size in TYPES else "normal")


def language_tag() -> str:
    """BCP 47, for the `lang` attribute: zh-Hans, en."""
    head, _, tail = (get_language() or "en").partition("-")
    return f"{head}-{tail.title()}" if tail else head


def page(request: HttpRequest) -> dict[str, Any]:
    return {
        "appearance": appearance(request),
        "language_tag": language_tag(),
        "nav": SimpleLazyObject(lazily(request, "main")),
        "nav_account": SimpleLazyObject(lazily(request, "account")),
        "nav_front": SimpleLazyObject(lazily(request, "front")),
        "nav_mine": SimpleLazyObject(lazily(request, "mine")),
        "nav_help": SimpleLazyObject(lazily(request, "help")),
        "nav_footer": SimpleLazyObject(lazily(request, "footer")),
        "nav_desk": SimpleLazyObject(lazily(request, "desk")),
        "page_banners": SimpleLazyObject(lambda: banners(request)),
        "page_parts": SimpleLazyObject(lambda: parts(request)),
    }
