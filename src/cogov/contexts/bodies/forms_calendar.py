"""Working time as staff type it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import dates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from cogov.contexts.bodies.actions.calendars import Times
from cogov.contexts.bodies.forms import Picked
from cogov.contexts.bodies.picking import body_of
from cogov.kernel.models import Calendar

COUNTRIES = (
    ("CN", gettext_lazy("China, with make-up working days")),
    ("HK", gettext_lazy("Hong Kong")),
    ("MO", gettext_lazy("Macao")),
    ("SG", gettext_lazy("Singapore")),
    ("DE", gettext_lazy("Germany")),
    ("US", gettext_lazy("United States")),
    ("", gettext_lazy("none: open on public holidays, too")),
)
"""Those of partner cities; another code that the calendar already has is kept as a choice."""

SPAN = re.compile(r"(\d{1,2}:\d{2})\s*(?:-|–|—|~|至|到|to)\s*(\d{1,2}:\d{2})")
MOST_DATES = 400  # own closed or open days: more than a year of them is another week


class CalendarForm(forms.Form):
    """One calendar: seven days, holidays, own closed and open days."""

    name_zh = forms.CharField(max_length=80, label=gettext_lazy("Name in Chinese"))
    name_en = forms.CharField(max_length=80, label=gettext_lazy("Name in English"))
    country = forms.ChoiceField(label=gettext_lazy("Public holidays"), required=False)
    closures = forms.CharField(
        label=gettext_lazy("Own closed days"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One date a line, such as 2026-05-04."),
    )  # fmt: skip
    openings = forms.CharField(
        label=gettext_lazy("Own extra working days"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One date a line. They count before holidays and closed days."),
    )  # fmt: skip
    zone = forms.CharField(max_length=40, label=gettext_lazy("Time zone"), initial="Asia/Shanghai")
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = dict(COUNTRIES)
        present = str((self.initial or {}).get("country", ""))
        field = self.fields["country"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*COUNTRIES, *([(present, present)] if present not in known else [])]
        for day in range(1, 8):
            self.fields[f"day{day}"] = forms.CharField(
                label=str(dates.WEEKDAYS[day - 1]), required=False, max_length=120,
                widget=forms.TextInput(attrs={"placeholder": _("closed"), "autocomplete": "off"}),
            )  # fmt: skip

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day{day}"] for day in range(1, 8)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for day in range(1, 8):
            name = f"day{day}"
            pairs = spans_of(cleaned.get(name, ""))
            if pairs is None:
                self.add_error(name, _("Please write hours such as 09:00-12:00, 13:00-17:00."))
            cleaned[name] = pairs or []
        for name in ("closures", "openings"):
            cleaned[name] = cleaned.get(name, "").replace(",", " ").replace("，", " ").split()
            if len(cleaned[name]) > MOST_DATES:
                self.add_error(name, _("These are more dates than a year has."))
        return cleaned

    def times(self) -> Times:
        """After is_valid()."""
        data = self.cleaned_data
        hours = {str(day): data[f"day{day}"] for day in range(1, 8) if data[f"day{day}"]}
        return Times(hours, data["zone"], data["country"], data["closures"], data["openings"])


class NewCalendarForm(CalendarForm):
    """A calendar to come, for one office."""

    body = Picked(body_of, label=gettext_lazy("For which office"), help_text=gettext_lazy("Name or code."))
    code = forms.SlugField(
        max_length=40, label=pgettext_lazy("calendar", "Code"),
        help_text=gettext_lazy("Short, in Latin letters; it stays for ever."),
    )  # fmt: skip


def spans_of(text: str) -> list[list[str]] | None:
    """Pairs of times from "09:00-12:00, 13:00-17:00"; None for what cannot be read."""
    text = text.replace("：", ":").strip()
    found = [[_padded(first), _padded(last)] for first, last in SPAN.findall(text)]
    rest = SPAN.sub("", text).strip(" ,，、;；和and")
    return None if rest else found


def initial_of(row: Calendar) -> dict[str, Any]:
    days = {f"day{day}": spans_text(row.hours.get(str(day), ())) for day in range(1, 8)}
    return days | {
        "name_zh": row.name_zh,
        "name_en": row.name_en,
        "country": row.country,
        "closures": "\n".join(row.closures),
        "openings": "\n".join(row.openings),
        "zone": row.zone,
        "revision": row.journal_seq,
    }


def spans_text(pairs: Sequence[Sequence[str]]) -> str:
    return ", ".join(f"{first}-{last}" for first, last in pairs)


def _padded(text: str) -> str:
    return text.rjust(5, "0")
