"""What an administrator fills in to let a program in."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports.api.keys import MOST_QUOTA, WORKING_ROLES
from cogov.contexts.reports.models.api_key import QUOTA
from cogov.kernel.actors import Role
from cogov.kernel.errors import Invalid

APP = "app"
"""The choice of a key that speaks for residents: no role."""


class KeyForm(forms.Form):
    """A new key."""

    label = forms.CharField(
        label=_("App or system"), max_length=80, help_text=_("For example: Neighbour app of Lake City e.V.")
    )
    contact = forms.EmailField(
        label=_("E-mail of whoever runs it"), help_text=_("We write there when something goes wrong with it.")
    )
    role = forms.ChoiceField(label=_("What it does"), initial=APP, widget=forms.RadioSelect)
    body = forms.TypedChoiceField(
        label=_("Body"), required=False, coerce=int, empty_value=None, help_text=_("Only for a body's own system.")
    )
    quota = forms.IntegerField(label=_("Requests a minute"), min_value=1, max_value=MOST_QUOTA, initial=QUOTA)
    expires_on = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave empty for a key that is valid until you switch it off."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = _("Acts as the system of a body: %(role)s")
        roles = [(role.value, own % {"role": Role(role).label}) for role in WORKING_ROLES]
        _choices(self, "role", [(APP, _("Files and reads for residents")), *roles])
        tree = [(str(body.id), "\u2003" * body.depth + body.name()) for body in bodies.bodies_tree()]
        _choices(self, "body", [("", _("None")), *tree])

    def wanted(self) -> dict[str, Any]:
        """As `make_key` takes it; the last day counts to its end."""
        data = dict(self.cleaned_data)
        day = data.pop("expires_on")
        end = timezone.make_aware(datetime.combine(day, time.max)) if day else None
        role = "" if data["role"] == APP else data["role"]
        return data | {"role": role, "expires_at": end}

    def refuse(self, error: Invalid) -> None:
        """Put the action's sentences beside the fields."""
        for name, sentence in error.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))


class ChangeForm(forms.Form):
    """Switching a key and its quota."""

    revision = forms.IntegerField(min_value=1)
    active = forms.TypedChoiceField(choices=[("yes", "yes"), ("no", "no")], coerce=lambda value: value == "yes")
    quota = forms.IntegerField(min_value=1, max_value=MOST_QUOTA, required=False)


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
