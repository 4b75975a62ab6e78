"""What people type. Meaning is checked by the actions; these only say what the fields are."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts.contacts import email as parse_email
from cogov.contexts.accounts.contacts import parse
from cogov.contexts.accounts.models import Person
from cogov.kernel.errors import CogovError, Invalid


class Form(forms.Form):
    """A form that can also show what an action refused."""

    refusal: CogovError | None = None

    def refuse(self, error: CogovError) -> None:
        """Put the sentences where they belong: beside their fields, else above the form."""
        self.refusal = error
        fields = error.fields if isinstance(error, Invalid) else {}
        for name, sentence in fields.items():
            self.add_error(name if name in self.fields else None, str(sentence))
        if not fields:
            self.add_error(next(iter(self.fields)) if isinstance(error, Invalid) else None, error.sentence)  # type: ignore[arg-type]


class ContactField(forms.CharField):
    """Gives a `contacts.Contact`."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return parse(text)
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error


class CodeField(forms.CharField):
    """Digits or letters without the blanks and hyphens that people put between; full-width ones are understood."""

    def __init__(self, **options: Any) -> None:
        attrs = {
            "autocomplete": "one-time-code",
            "inputmode": options.pop("inputmode", "numeric"),
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **options)

    def clean(self, value: Any) -> str:
        text = unicodedata.normalize("NFKC", str(super().clean(value)))
        return "".join(letter for letter in text if letter.isalnum())


class ContactForm(Form):
    contact = ContactField(
        label=_("E-mail address or mobile number"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )


class CodeForm(Form):
    code = CodeField(label=_("Code"), help_text=_("Six digits. It works for 10 minutes."))


class PasswordForm(Form):
    email = forms.CharField(
        label=_("E-mail address at work"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class EmailForm(Form):
    email = forms.CharField(
        label=_("E-mail address at work"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )

    def clean_email(self) -> str:
        try:
            return parse_email(self.cleaned_data["email"])
        except Invalid as error:
            raise forms.ValidationError(str(error)) from error


class FactorForm(Form):
    code = CodeField(
        label=_("Code from your app"),
        help_text=_("Six digits; or one of your recovery codes."),
        inputmode="text",
    )


class SetUpForm(Form):
    code = CodeField(label=_("Code that the app shows now"), help_text=_("Six digits."))


class NewPasswordForm(Form):
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters. A few words you remember are better than one with strange signs."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class ProfileForm(Form):
    name = forms.CharField(
        label=_("Name"),
        help_text=_("Shown to the city's staff; in public only where you say so."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=Person.Language.choices, widget=forms.RadioSelect)
    large_type = forms.BooleanField(label=_("Large type"), required=False)
    theme = forms.ChoiceField(label=_("Colours"), choices=Person.Theme.choices, widget=forms.RadioSelect)


class EraseForm(Form):
    sure = forms.BooleanField(label=_("I understand that this cannot be undone."))


class FactorResetForm(EmailForm):
    email = forms.CharField(label=_("E-mail address of the member of staff"), max_length=254, widget=forms.EmailInput())
