"""What people type about a quarrel."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.mediation.models import About
from cogov.kernel.actors import AreaLevel
from cogov.kernel.errors import Missing


class AskForm(forms.Form):
    """Three questions; the last one only where an office is the other side."""

    about = forms.ChoiceField(label=_("What is it about?"), choices=About.choices, widget=forms.RadioSelect)
    area = forms.ChoiceField(label=_("Where do you live?"))
    words = forms.CharField(
        max_length=8000, label=_("In your own words"), widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Only the mediator reads this. The other side never does."),
    )  # fmt: skip
    about_body = forms.CharField(
        required=False, max_length=40, label=_("Is the other side an office or a company of the city?"),
        help_text=_("Then type its code; it will not see the case, and others mediate."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        places = [(str(one.id), areas.full_name(one.id)) for one in areas.areas(AreaLevel.COMMUNITY)]
        self.fields["area"] = forms.ChoiceField(
            label=_("Where do you live?"), choices=[("", _("Choose your community")), *places]
        )

    def clean_about_body(self) -> int | None:
        code = self.cleaned_data["about_body"].strip()
        try:
            return bodies.by_code(code).id if code else None
        except Missing:
            raise forms.ValidationError(
                _("There is no office with the code %(code)s."), params={"code": code}
            ) from None
