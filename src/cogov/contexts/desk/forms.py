"""What people type about how they want to be told, and staff about what came in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.desk.actions.receiving import said
from cogov.contexts.desk.models import Incoming, Preference
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import AreaLevel
from cogov.kernel.errors import Invalid
from cogov.kernel.parsing import whole

MOST_KINDS = 2000
"""Categories of a list: four times as many as the largest catalogue known (467)."""

GATHER = [(0, _("Each at once")), (10, _("Every 10 minutes")), (60, _("Once an hour")), (1440, _("Once a day"))]


class Clock(forms.TimeInput):
    input_type = "time"


class PreferenceForm(forms.Form):
    email = forms.BooleanField(required=False, label=_("To my mailbox"))
    sms = forms.BooleanField(
        required=False, label=_("By text message"), help_text=_("Urgent matters come by text message in any case.")
    )
    push = forms.BooleanField(required=False, label=_("On the lock screen of my devices"))
    gather_minutes = forms.TypedChoiceField(
        choices=GATHER, coerce=int, label=_("Several messages in one"),
        help_text=_("What comes within this time reaches you together."),
    )  # fmt: skip
    quiet_from = forms.TimeField(required=False, widget=Clock(format="%H:%M"), label=_("Quiet from"))
    quiet_until = forms.TimeField(
        required=False, widget=Clock(format="%H:%M"), label=_("Quiet until"),
        help_text=_("Only urgent matters reach you then."),
    )  # fmt: skip
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @classmethod
    def of(cls, row: Preference) -> PreferenceForm:
        values = {name: getattr(row, name) for name in cls.base_fields if name != "revision"}
        return cls(initial=values | {"revision": 0 if row._state.adding else row.journal_seq})

    def take(self, fields: dict[str, Any]) -> None:
        """Show what an action found wrong."""
        for name, sentence in fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))


class FilingForm(forms.Form):
    """What a message lacks to be a report."""

    category = forms.ChoiceField(label=_("Kind of matter"))
    text = forms.CharField(
        label=_("In their words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}), required=False,
        help_text=_("The public reads it once it is released. Strike out names and numbers."),
    )  # fmt: skip
    address = forms.CharField(label=_("Address or landmark"), required=False, max_length=300)
    area = forms.ChoiceField(label=_("Community"), required=False)
    here = forms.BooleanField(label=_("At the spot that the message names"), required=False)

    def __init__(self, row: Incoming, data: Any = None) -> None:
        super().__init__(data, initial={"text": said(row), "address": row.address, "here": row.lat is not None})
        self.row = row
        self.fields["category"] = forms.ChoiceField(label=_("Kind of matter"), choices=_kinds(said(row)))
        self.fields["area"] = forms.ChoiceField(label=_("Community"), required=False, choices=_communities())
        if row.lat is None:
            del self.fields["here"]

    def draft(self) -> reports.Draft:
        """After is_valid()."""
        data = self.cleaned_data
        here = bool(data.get("here"))
        return reports.Draft(
            category=data["category"], text=data["text"], language=self.row.language, address=data["address"],
            lat=self.row.lat if here else None, lon=self.row.lon if here else None,
            area=whole(data["area"]) if data["area"] and not here else None,
        )  # fmt: skip

    def take(self, error: Invalid) -> None:
        for name, sentence in (error.fields or {"": error.sentence}).items():
            field = "area" if name == "place" else name
            self.add_error(field if field in self.fields else None, str(sentence))


def _kinds(text: str) -> list[tuple[str, Any]]:
    """What the words seem to be about first, then all."""
    likely = [(kind.code, kind.name) for kind in reports.kinds_for(text)]
    every = [(kind.code, kind.name) for kind in reports.kinds_called("", limit=MOST_KINDS)]
    groups: list[tuple[str, Any]] = [(str(_("Likely")), likely)] if likely else []
    return [("", _("Please choose")), *groups, (str(_("All")), every)]


def _communities() -> list[tuple[str, Any]]:
    streets = areas.areas(AreaLevel.STREET)
    found = [(areas.full_name(one.id), [(str(c.id), c.name()) for c in areas.children(one.id)]) for one in streets]
    return [("", _("Please choose")), *found]
