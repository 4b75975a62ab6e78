"""What an operator types during a call."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cogov.contexts.hotline.models import CHANNELS
from cogov.contexts.hotline.screen import Asked
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid

LOOKED = ("text", "sought", "kind", "place", "spot", "name")


class StartForm(forms.Form):
    """Who calls or has come."""

    about = forms.CharField(
        required=False,
        max_length=300,
        label=_("Number, e-mail or receipt"),
        help_text=_("Type it, or scan the code of the receipt. Empty when they do not say."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    channel = forms.ChoiceField(choices=CHANNELS, label=_("How they came"), initial="phone", widget=forms.RadioSelect)


class CallForm(forms.Form):
    """The report in the making. Keys: the text first, then Tab, Tab, the place, and Enter."""

    text = forms.CharField(
        required=False, max_length=4000, label=_("What they say"),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )  # fmt: skip
    sought = forms.CharField(
        required=False, max_length=60, label=_("Kind of matter"), help_text=_("Only if the proposal is wrong."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    place = forms.CharField(
        required=False, max_length=300, label=_("Where"), help_text=_("Community, then house or landmark."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    name = forms.CharField(
        required=False, max_length=80, label=_("Their name"), widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


class PromiseForm(forms.Form):
    """A call that is owed."""

    due_at = forms.DateTimeField(
        label=_("Call back at"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    reason = forms.CharField(max_length=300, required=False, label=_("What it is about"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["due_at"].initial = timezone.localtime(now() + timedelta(hours=2)).replace(minute=0)


def asked_of(data: Any) -> Asked:
    """From a form or an address; too long is cut, since it is only looked up."""
    return Asked(**{name: str(data.get(name, ""))[:4000] for name in LOOKED})


def moment_of(text: str) -> datetime:
    """A local time as browsers send it. Raises Invalid."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid(fields={"due_at": _("Please enter a day and a time.")}) from None
    return found if found.tzinfo else timezone.make_aware(found)
