"""What the pages of emergencies share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest

from cogov.kernel.errors import Conflict, Forbidden, Invalid
from cogov.kernel.idempotency import once
from cogov.ui.acting import actor_of


def acted(request: HttpRequest, scope: str, act: Callable[[], int]) -> int:
    """The id that `act` gives, once for the form's key."""
    plain = {key: request.POST.getlist(key) for key in request.POST if key not in ("csrfmiddlewaretoken", "key")}
    done, _again = once(
        f"{scope}.{actor_of(request).person}", request.POST.get("key", ""), plain | {"path": [request.path]},
        lambda: {"id": act()},
    )  # fmt: skip
    return int(done["id"])


def tried(form: forms.BaseForm, act: Callable[[], Any], *, conflicts: bool = False) -> Any:
    """None when the action refused the input: its sentences then stand in the form."""
    try:
        return act()
    except (Forbidden, Conflict) as error:
        if isinstance(error, Conflict) and not conflicts:
            raise
        form.add_error(None, str(error))
    except Invalid as error:
        for name, sentence in (error.fields or {"": error.sentence}).items():
            form.add_error(name if name in form.fields else None, str(sentence))
    return None
