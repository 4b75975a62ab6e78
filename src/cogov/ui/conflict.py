"""Two people changed one thing: both versions side by side, and the second decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cogov.kernel.errors import Conflict


def conflict_page(request: HttpRequest, form: forms.BaseForm, current: Mapping[str, Any]) -> HttpResponse:
    """`current`: the form's initial values as they would be now, its new `revision` included. A form that takes more to
    be made says so in its `options`."""
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
    return render(request, "ui/conflict.html", context, status=Conflict.status)


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    choices = {str(key): label for key, label in getattr(field, "choices", ())}
    return str(choices.get(str(value), value if value is not None else "")).strip()
