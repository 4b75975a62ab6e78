"""Puts `request.actor` on every request, holds the doors, and signs out staff who went away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from cogov.contexts.accounts import door, sessions
from cogov.contexts.accounts import grants as role_book
from cogov.kernel import badge
from cogov.kernel.actors import Actor

BACKGROUND = "X-Cogov-Background"
"""Header of requests that a page sends by itself: they do not keep staff signed in."""


class LazyActor(SimpleLazyObject):  # type: ignore[type-arg]  # not generic at run time
    """An actor that is made when first asked for; `dataclasses.replace` takes it for the `Actor` it becomes."""

    __dataclass_fields__ = Actor.__dataclass_fields__


class ActorMiddleware:
    """`request.actor` is made when first asked for: one query for the person beside the session's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if sessions.is_staff(request):
            _watch_the_clock(request)
        request.actor = LazyActor(lambda: actor_of(request))  # type: ignore[attr-defined]
        response = self.get_response(request)
        if sessions.is_staff(request):
            _pin_badge(request, response)
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        found = door.of(match) if match else None
        if found is None or found.kind == "public":
            return None
        return door.answer(request, found, request.actor)  # type: ignore[attr-defined]


def actor_of(request: HttpRequest) -> Actor:
    """Who asks. Roles count only in a session in which a second factor was shown."""
    user = request.user
    if not user.is_authenticated:
        return Actor(receipts=sessions.receipts(request))
    staff = sessions.is_staff(request)
    return Actor(
        person=user.pk,
        name=user.name,
        grants=role_book.grants_of(user.pk) if staff else (),
        receipts=frozenset() if staff else sessions.receipts(request),
    )


def _pin_badge(request: HttpRequest, response: HttpResponse) -> None:
    """Staff at work go first when not all can be served."""
    key = request.session.session_key or ""
    if key and badge.remaining(request.COOKIES.get(badge.COOKIE, ""), key) < badge.LIFE // 2:
        response.set_cookie(
            badge.COOKIE, badge.issue(key), max_age=badge.LIFE, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def _watch_the_clock(request: HttpRequest) -> None:
    if sessions.has_idled_out(request):
        sessions.leave(request)
        messages.info(request, _("You were away for a while, so we have signed you out. Please sign in again."))
        return
    request.staff_idle = sessions.IDLE  # type: ignore[attr-defined]
    if BACKGROUND not in request.headers:
        sessions.note_activity(request)
