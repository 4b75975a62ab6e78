"""What is asked about an item of publicity, and about one's age."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.programme.models import AgeGroup, Poster
from cogov.kernel.actors import AreaLevel


class PosterForm(forms.Form):
    name_zh = forms.CharField(label=_("What it is, and where it hangs"), max_length=80)
    name_en = forms.CharField(label=_("The same in English"), max_length=80, required=False)
    kind = forms.ChoiceField(label=_("Kind of publicity"), choices=Poster.Kind.choices)
    goal = forms.ChoiceField(label=_("Where its link leads"), choices=Poster.Goal.choices)
    campaign = forms.CharField(
        label=_("Campaign"),
        max_length=40,
        required=False,
        help_text=_("Items with the same word are counted together."),
    )
    area = forms.TypedChoiceField(label=_("District"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        districts = [(info.id, info.name()) for info in areas.areas(AreaLevel.DISTRICT)]
        self.fields["area"].choices = [("", _("Whole city")), *districts]  # type: ignore[attr-defined]


class AgeForm(forms.Form):
    group = forms.ChoiceField(
        label=_("Your age"),
        required=False,
        widget=forms.RadioSelect,
        choices=[*AgeGroup.Group.choices, ("", _("I would rather not say"))],
    )
