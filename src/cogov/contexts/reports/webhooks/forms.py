"""What an administrator fills in to have another system told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports.webhooks import messages
from cogov.kernel.errors import Invalid


class SubscriptionForm(forms.Form):
    """A new subscriber."""

    label = forms.CharField(label=_("System"), max_length=80, help_text=_("For example: Works planning of Lake City"))
    contact = forms.EmailField(label=_("E-mail of whoever runs it"))
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput,
        help_text=_("It gets a POST with JSON for each fact."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Facts"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to send all."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = self.fields["kinds"]
        assert isinstance(kinds, forms.MultipleChoiceField)
        kinds.choices = messages.titles()

    def refuse(self, error: Invalid) -> None:
        """Put the action's sentences beside the fields."""
        for name, sentence in error.fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))


class ChangeForm(forms.Form):
    """What one button of the page does."""

    revision = forms.IntegerField(min_value=1)
    what = forms.ChoiceField(choices=[("on", "on"), ("off", "off"), ("secret", "secret")])
