"""A person's language, theme and type on this device: cookies, so that pages ask no table for them."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from cogov.contexts.accounts.models import Person
from cogov.ui.context import THEME_COOKIE, TYPE_COOKIE, appearance

YEAR = 365 * 24 * 3600  # seconds: as long as a browser keeps a cookie


@dataclass(frozen=True, slots=True)
class Look:
    """How this device shows the pages now, in the words of `Person`."""

    language: str
    large_type: bool
    theme: str


def of_device(request: HttpRequest) -> Look:
    language = (get_language() or "").lower()
    shown = appearance(request)
    return Look(
        language=language if language in Person.Language.values else str(Person.Language.CHINESE),
        large_type=shown.large,
        theme=shown.theme,
    )


def bring(request: HttpRequest, response: HttpResponse, person: Person) -> HttpResponse:
    """After signing in: what this device was not told itself comes from the account."""
    for name, value in _cookies(person).items():
        if name not in request.COOKIES:
            _set(response, name, value)
    return response


def apply(response: HttpResponse, person: Person) -> HttpResponse:
    """After the account was changed: this device shows it at once."""
    for name, value in _cookies(person).items():
        _set(response, name, value)
    return response


def _cookies(person: Person) -> dict[str, str]:
    return {
        settings.LANGUAGE_COOKIE_NAME: person.language,
        THEME_COOKIE: person.theme,
        TYPE_COOKIE: "large" if person.large_type else "normal",
    }


def _set(response: HttpResponse, name: str, value: str) -> None:
    # The language cookie is Django's own and needs nothing hidden; the others are read by the server only.
    response.set_cookie(
        name, value, max_age=YEAR, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE), httponly=True
    )
