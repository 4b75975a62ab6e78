"""An export as a person reads it: nested values as lines of name and value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cogov.contexts.accounts import consents, contributions
from cogov.contexts.accounts.models import Person, Purpose
from cogov.kernel.actors import Role
from cogov.ui.looks import short_date

OWN_TITLES: dict[str, str | Promise] = {
    "account": gettext_lazy("Account"),
    "consents": gettext_lazy("What I agreed to"),
    "looked_at_by_staff": gettext_lazy("Who looked at my data"),
}
WORDS: dict[str, str | Promise] = {
    "id": gettext_lazy("Identifier"),
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail"),
    "email_verified_at": gettext_lazy("E-mail confirmed"),
    "phone": gettext_lazy("Telephone"),
    "phone_verified_at": gettext_lazy("Telephone confirmed"),
    "language": gettext_lazy("Language"),
    "large_type": gettext_lazy("Large type"),
    "theme": gettext_lazy("Colours"),
    "created_at": gettext_lazy("Account since"),
    "last_sign_in": gettext_lazy("Last sign-in"),
    "has_password": gettext_lazy("Has a password"),
    "purpose": gettext_lazy("Purpose"),
    "version": gettext_lazy("Version of the text"),
    "given_at": gettext_lazy("Agreed"),
    "withdrawn_at": gettext_lazy("Taken back"),
    "at": gettext_lazy("When"),
    "role": gettext_lazy("Role"),
    "body": gettext_lazy("Body"),
    "report": gettext_lazy("Report"),
}
"""Names of this context's own fields; the names that others contribute are shown as they are."""

VALUES: dict[str, dict[str, str | Promise]] = {
    "language": dict(Person.Language.choices),
    "theme": dict(Person.Theme.choices),
    "role": dict(Role.choices),
    "purpose": dict(Purpose.choices),
}


@dataclass(frozen=True, slots=True)
class Section:
    """`entries`: one list of (name, value) for each thing kept."""

    title: str
    entries: list[list[tuple[str, str]]]


def sections(export: dict[str, Any]) -> list[Section]:
    titles = OWN_TITLES | {part.name: part.title for part in contributions.all_of()}
    return [Section(str(titles.get(name, name)), _entries(value)) for name, value in export.items()]


def _entries(value: Any) -> list[list[tuple[str, str]]]:
    things = value if isinstance(value, list) else [value] if value not in (None, {}, "") else []
    return [list(_lines(thing, "")) for thing in things]


def _lines(value: Any, name: str, key: str = "") -> list[tuple[str, str]]:
    """Depth first; what is nested is named by its path."""
    if isinstance(value, dict):
        return [line for word, part in value.items() for line in _lines(part, _path(name, word), word)]
    if isinstance(value, list):
        return [line for number, part in enumerate(value, start=1) for line in _lines(part, _path(name, str(number)))]
    return [(name or _("Value"), _text(value, key))]


def _path(name: str, key: str) -> str:
    word = str(WORDS.get(key, key.replace("_", " ")))
    return f"{name} · {word}" if name else word


def _text(value: Any, key: str) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and (key == "at" or key.endswith(("_at", "last_sign_in"))):
        return _moment(value)
    wish = consents.wish(str(value)) if key == "purpose" else None
    return str(wish.title if wish else VALUES.get(key, {}).get(str(value), value))


def _moment(text: str) -> str:
    """A stored time in the city's own; what is none stays as it is."""
    try:
        return short_date(datetime.fromisoformat(text))
    except ValueError:
        return text
