"""What comes in and goes out, as plain frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """How the reporter wants to be reached; all optional."""

    name: str = ""
    email: str = ""
    phone: str = ""
    wants_news: bool = True

    def __bool__(self) -> bool:
        return bool(self.name or self.email or self.phone)


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as its sender means it, still to be checked.

    Place: `lat` and `lon` in degrees WGS84, or `area` (id of a community) when only that is known.
    `photos` are tokens of assets uploaded before, in order; `upload_session` proves that they are the sender's.
    """

    category: str
    text: str = ""
    language: str = "zh-hans"
    lat: float | None = None
    lon: float | None = None
    address: str = ""
    area: int | None = None
    photos: tuple[str, ...] = ()
    upload_session: str = ""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    contact: ContactDraft = field(default_factory=ContactDraft)
    name_shown: bool = False
    about_body: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer to filing: `code` opens the private page without an account."""

    report: int
    code: str
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A text of staff in one or both languages."""

    zh: str = ""
    en: str = ""

    def __bool__(self) -> bool:
        return bool(self.zh.strip() or self.en.strip())

    @property
    def shown(self) -> str:
        """In the present language, else in the other."""
        return (self.zh or self.en) if (get_language() or "zh").startswith("zh") else (self.en or self.zh)


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What a list, a mail or another context shows of a report; only what its reader may see."""

    id: int
    filed_at: datetime
    state: str
    outcome: str
    category: str
    category_name: str
    icon: str
    title: str
    place: str
    lat: float | None
    lon: float | None
    due_at: datetime | None
    closed_at: datetime | None
    body: str
    supporters: int
    photo: str = ""
    private: bool = False
