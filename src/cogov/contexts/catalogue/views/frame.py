"""What the pages of the catalogue share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cogov.kernel.actors import Actor
from cogov.kernel.errors import Conflict, Invalid


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


def key_of(request: HttpRequest) -> str:
    """The form's hidden key."""
    return str(request.POST.get("key", ""))


def query(**values: object) -> str:
    """ "?a=b" of the values that are not empty."""
    kept = {name: value for name, value in values.items() if value not in ("", None, False)}
    return f"?{urlencode(kept)}" if kept else "?"


def tried(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """False when the action refused the input: its sentences then stand in the form."""
    try:
        act()
    except Invalid as error:
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not error.fields:
            form.add_error(None, str(error))
        return False
    return True


def conflict_page(request: HttpRequest, form: forms.BaseForm, current: Mapping[str, Any]) -> HttpResponse:
    """Somebody saved meanwhile: both versions side by side. `current`: initial values as they would be now."""
    fresh = type(form)(initial=dict(current), **getattr(form, "options", {}))
    rows = []
    for name, field in form.fields.items():
        mine, theirs = _shown(field, form[name].value()), _shown(field, fresh[name].value())
        if name != "revision" and mine != theirs:
            rows.append({"label": field.label or name, "mine": mine, "theirs": theirs})
    hidden = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "revision")]
    context = {
        "rows": rows,
        "hidden": [*hidden, ("revision", current["revision"])],
        "address": request.get_full_path(),
    }
    return render(request, "catalogue/desk/conflict.html", context, status=Conflict.status)


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    choices = {str(key): label for key, label in getattr(field, "choices", ())}
    return str(choices.get(str(value), value if value is not None else "")).strip()
