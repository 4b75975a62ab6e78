"""What a person can be asked to agree to. A changed text gets a new version, and is asked for again."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Wish:
    """One purpose with the text that a person reads; `version` is the day of that text."""

    purpose: str
    version: str
    title: str | Promise
    text: str | Promise


_wishes: dict[str, Wish] = {}


def offer(wish: Wish) -> None:
    """Ask everybody for this from now on; contexts call it when the server starts."""
    _wishes[wish.purpose] = wish


def wishes() -> list[Wish]:
    return list(_wishes.values())


def wish(purpose: str) -> Wish | None:
    return _wishes.get(purpose)


offer(
    Wish(
        "news",
        "2026-01-01",
        _("News of my reports"),
        _("We write to your e-mail address or telephone when something happens with a report of yours."),
    )
)
offer(
    Wish(
        "invitations",
        "2026-01-01",
        _("Invitations to take part"),
        _("We tell you about surveys, votes and events near the places you reported about. At most twice a month."),
    )
)
