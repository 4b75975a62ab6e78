"""What staff type about limits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports.actions.policies import Terms
from cogov.contexts.reports.categories import names
from cogov.contexts.reports.models import Difficulty, Policy
from cogov.contexts.reports.models.policy import LEVELS
from cogov.contexts.reports.policies import Row
from cogov.kernel.limits import Unit
from cogov.kernel.models import Calendar

INDENT = "\u2003"  # an em space for each level


class PolicyForm(forms.Form):
    """One limit."""

    kind = forms.ChoiceField(label=_("For which step"), choices=Policy.Kind.choices)
    category = forms.ChoiceField(label=_("Category"), required=False, help_text=_("With all below it."))
    difficulty = forms.ChoiceField(label=_("Difficulty"), required=False, choices=[("", _("every difficulty"))])
    level = forms.ChoiceField(label=_("Level of the office"), required=False)
    amount = forms.FloatField(label=_("Length of the limit"), min_value=0)
    unit = forms.ChoiceField(label=_("Counted in"), choices=Unit.choices)
    latest = forms.FloatField(
        label=_("At the latest after"), required=False, min_value=0,
        help_text=_("Hours round the clock. For limits in working time: what holds at night and on holidays."),
    )  # fmt: skip
    calendar = forms.ChoiceField(label=_("Whose working time"), required=False)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=Policy._meta.get_field("note").max_length,
        help_text=_("The decree or agreement it rests on. No names of people."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: dict[str, list[tuple[str, Any]]] = {
            "category": category_choices(_("every category")),
            "difficulty": [("", _("every difficulty")), *Difficulty.choices],
            "level": [("", _("every level")), *LEVELS],
            "calendar": [("", _("that of the responsible office")), *_calendars()],
        }
        for name, pairs in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = pairs

    def terms(self) -> Terms:
        """After is_valid()."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "revision"}
        return Terms(**data)


class WhichForm(forms.Form):
    """Which limit would apply?"""

    kind_of_matter = forms.ChoiceField(label=_("Category"), required=False)
    tier = forms.ChoiceField(label=_("Difficulty"), choices=Difficulty.choices)
    at_level = forms.ChoiceField(label=_("Level of the office"), choices=LEVELS)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["kind_of_matter"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = category_choices(_("none known"))


def category_choices(empty: Any) -> list[tuple[str, Any]]:
    """The whole tree, children set in. From memory."""
    return [("", empty), *((one.code, INDENT * one.depth + one.name) for one in names())]


def initial_of(row: Row) -> dict[str, Any]:
    fields = ("kind", "category", "difficulty", "level", "unit", "latest", "calendar", "note", "revision")
    return {name: getattr(row, name) for name in fields} | {"amount": f"{row.amount:g}"}


def _calendars() -> list[tuple[str, str]]:
    """One query."""
    chinese = (get_language() or "zh-hans").startswith("zh")
    rows = Calendar.objects.order_by("code").values_list("code", "name_zh", "name_en")
    return [(code, zh if chinese else en) for code, zh, en in rows]
