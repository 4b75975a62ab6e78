"""What every page that acts shares: who acts, by which key, and what the form says when it was refused."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpRequest

from cogov.kernel.actors import Actor
from cogov.kernel.errors import CogovError, Invalid


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def key_of(request: HttpRequest) -> str:
    """The form's hidden key, by which a repeated request acts once."""
    return str(request.POST.get("key", ""))


def tried(form: forms.BaseForm, act: Callable[[], object], *refusals: type[CogovError]) -> bool:
    """False when the action refused the input: its sentences then stand in the form. So do those of `refusals`."""
    try:
        act()
    except Invalid as error:
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not error.fields:
            form.add_error(None, str(error))
        return False
    except refusals as error:
        form.add_error(None, str(error))
        return False
    return True
