"""A person's language, theme and type on this device: cookies, so that pages ask no table for them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from cogov.contexts.accounts.models import Person
from cogov.ui.context import THEME_COOKIE, TYPE_COOKIE

YEAR = 365 * 24 * 3600  # seconds: as long as a browser keeps a cookie


def language_shown() -> str:
    """The language in which this page is shown, as a value of `Person.Language`."""
    shown = (get_language() or "").lower()
    return shown if shown in Person.Language.values else str(Person.Language.CHINESE)


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
