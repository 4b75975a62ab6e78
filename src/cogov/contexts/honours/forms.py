"""What staff type about levels and badges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.contexts.honours.models import Honour, Measure


class HonourForm(forms.Form):
    code = forms.SlugField(
        max_length=40, label=pgettext_lazy("item", "Code"), help_text=_("Short, in Latin letters; it stays for ever.")
    )
    kind = forms.ChoiceField(choices=Honour.Kind.choices, label=_("Kind"))
    name_zh = forms.CharField(max_length=60, label=_("Name in Chinese"))
    name_en = forms.CharField(max_length=80, label=_("Name in English"))
    text_zh = forms.CharField(max_length=200, required=False, label=_("Description in Chinese"))
    text_en = forms.CharField(max_length=240, required=False, label=_("Description in English"))
    measure = forms.ChoiceField(choices=Measure.choices, label=_("What is counted"))
    at_least = forms.IntegerField(min_value=1, max_value=100_000, label=_("At least"))
    within_days = forms.IntegerField(
        min_value=0, max_value=3650, initial=0, label=_("within so many days"), help_text=_("0 = ever")
    )
    active = forms.BooleanField(required=False, initial=True, label=_("Is given"))
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    @staticmethod
    def of(row: Honour | None) -> dict[str, Any]:
        """Initial values; none for a new one."""
        if row is None:
            return {}
        names = [name for name in HonourForm.base_fields if name != "revision"]
        return {name: getattr(row, name) for name in names} | {"revision": row.journal_seq}
