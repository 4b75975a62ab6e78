"""What staff type about levels and badges."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cogov.contexts.honours.models import Benefit, Honour, Measure

Choices = list[tuple[int, str]]


class RowForm(forms.Form):
    """A row of the rules, with the revision that its editor saw."""

    code = forms.SlugField(
        max_length=40, label=pgettext_lazy("item", "Code"), help_text=_("Short, in Latin letters; it stays for ever.")
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    @classmethod
    def of(cls, row: Honour | Benefit | None) -> dict[str, Any]:
        """Initial values; none for a new one."""
        if row is None:
            return {}
        names = [name for name in cls.base_fields if name != "revision"]
        return {name: getattr(row, name) for name in names} | {"revision": row.journal_seq}


class HonourForm(RowForm):
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


class BenefitForm(RowForm):
    """`honour_id` is what the certificate of evidence asks for; it decides nothing."""

    name_zh = forms.CharField(max_length=80, label=_("Name in Chinese"))
    name_en = forms.CharField(max_length=120, label=_("Name in English"))
    text_zh = forms.CharField(max_length=300, required=False, label=_("Description in Chinese"))
    text_en = forms.CharField(max_length=400, required=False, label=_("Description in English"))
    policy_zh = forms.CharField(max_length=200, label=_("The decision it rests on, in Chinese"))
    policy_en = forms.CharField(max_length=240, label=_("The decision it rests on, in English"))
    honour_id = forms.TypedChoiceField(
        coerce=int, empty_value=None, required=False, label=_("Evidence that is gathered"),
        help_text=_("It decides nothing: a person does."),
    )  # fmt: skip
    body_id = forms.TypedChoiceField(coerce=int, label=_("Whose people decide"))
    months = forms.IntegerField(
        min_value=1, max_value=120, initial=12, label=_("The certificate counts for so many months")
    )
    active = forms.BooleanField(required=False, initial=True, label=_("Can be asked for"))

    def __init__(self, *args: Any, honours: Choices, bodies: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["honour_id"].choices = [("", _("Nothing in particular")), *honours]  # type: ignore[attr-defined]
        self.fields["body_id"].choices = bodies  # type: ignore[attr-defined]
