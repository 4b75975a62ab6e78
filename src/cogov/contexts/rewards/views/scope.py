"""What the pages share."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpRequest

from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict, Forbidden, Invalid


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def person_of(request: HttpRequest) -> int:
    """Who is signed in. Raises Forbidden, which the door has excluded."""
    person = actor_of(request).person
    if person is None:
        raise Forbidden
    return person


def tried(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """False when the action refused: its sentences then stand in the form."""
    try:
        act()
    except Invalid as error:
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not error.fields:
            form.add_error(None, str(error))
        return False
    except Conflict as error:
        form.add_error(None, str(error))
        return False
    return True
