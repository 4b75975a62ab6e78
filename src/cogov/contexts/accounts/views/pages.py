"""What the pages of this context share: how a form is tried, shown and refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from cogov.contexts.accounts.forms import Form
from cogov.kernel.actors import Actor
from cogov.kernel.errors import CogovError, TooMany

T = TypeVar("T")


def actor_of(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def me(request: HttpRequest) -> int:
    """The signed-in person; the door lets nobody else come here."""
    person = actor_of(request).person
    assert person is not None
    return person


def sent(request: HttpRequest) -> Any:
    """What binds a form: the fields of a POST, also of an empty one; None shows it fresh."""
    return request.POST if request.method == "POST" else None


def tried(form: Form, action: Callable[[], T]) -> T | None:
    """The action's answer if the form is sound and the action takes it; else None, and the form says why."""
    if not form.is_valid():
        return None
    try:
        return action()
    except CogovError as error:
        form.refuse(error)
        return None


def show(request: HttpRequest, template: str, form: Form | None = None, **context: Any) -> HttpResponse:
    """A page that is never kept by a cache; 422 or the refusal's own status when the form was not taken."""
    refusal = form.refusal if form else None
    status = refusal.status if refusal else 422 if form is not None and form.errors else 200
    response = render(request, f"accounts/{template}.html", {"form": form, **context}, status=status)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = str(refusal.retry_after)
    add_never_cache_headers(response)
    return response


def go(name: str, goal: str = "") -> HttpResponseRedirect:
    """To a page of this context, remembering where the visitor wants to go in the end."""
    return HttpResponseRedirect(reverse(name) + (f"?{urlencode({'next': goal})}" if goal else ""))
