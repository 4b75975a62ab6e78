"""What people type about how they want to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.desk.models import Preference

GATHER = [(0, _("Each at once")), (10, _("Every 10 minutes")), (60, _("Once an hour")), (1440, _("Once a day"))]


class Clock(forms.TimeInput):
    input_type = "time"


class PreferenceForm(forms.Form):
    email = forms.BooleanField(required=False, label=_("By e-mail"))
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
