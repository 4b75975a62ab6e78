"""Sends visitors' reads to a replica: whoever looks without a key or a staff session, and has what they wrote there.

Everything else, and whatever a replica cannot answer, is asked of the primary; the visitor notices nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import Error
from django.http import HttpRequest, HttpResponse

from cogov.contexts.accounts import sessions
from cogov.kernel import replicas
from cogov.kernel.throttle import caller

SAFE = ("GET", "HEAD")
KNOWN = ("Authorization", "Cogov-Receipt")
"""Headers by which a program shows a key or a receipt: it asks for what it has just done, and guesses are counted."""

log = logging.getLogger("cogov.replicas")

writing: set[str] = set()
"""Routes that were seen to write when read; this process asks the primary for them from then on."""


class ReadingMiddleware:
    """The innermost, so that sessions and messages are read and saved on the primary. Absent without replicas."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DATABASE_REPLICAS:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return _with_position(self.get_response(request))
        replica = _replica(request)
        found = self._read(request, replica) if replica else None
        return self.get_response(request) if found is None else found

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What went wrong at a replica is asked again, so nobody needs to hear of it."""
        stay: replicas.Reading | None = getattr(request, "reading", None)
        if stay is None:
            return None
        if isinstance(error, Error):  # also of COMMIT and of opening a cursor, which are no statements
            stay.note(error)
        return HttpResponse(status=503) if stay.trouble is not None else None

    def _read(self, request: HttpRequest, replica: replicas.Replica) -> HttpResponse | None:
        """None where the primary has to be asked."""
        try:
            with replicas.reading(replica) as stay:
                request.reading = stay  # type: ignore[attr-defined]
                response = self.get_response(request)
        except Error:
            return None
        finally:
            request.reading = None  # type: ignore[attr-defined]
        match = request.resolver_match
        if stay.trouble is None:
            # Somebody may follow a link to what is not there yet.
            return None if response.status_code == 404 and match else response
        if stay.was_a_write:
            name = match.view_name if match else ""
            if name not in writing:
                writing.add(name)
                log.warning("%s writes when it is read: the primary is asked for it from now on", name)
            return _with_position(self.get_response(request))
        if stay.lost:
            replica.away(str(stay.trouble).strip())
        return None


def _replica(request: HttpRequest) -> replicas.Replica | None:
    if any(name in request.headers for name in KNOWN) or (writing and _route(request) in writing):
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        if sessions.is_staff(request):
            return None
        _ = request.user.is_authenticated  # read here, on the primary: who was blocked is out at once
    shown = request.COOKIES.get(replicas.COOKIE) or request.headers.get(replicas.HEADER, "")
    return replicas.replica_for(caller(request), replicas.position(shown))


def _route(request: HttpRequest) -> str:
    from django.urls import Resolver404, resolve  # noqa: PLC0415

    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _with_position(response: HttpResponse) -> HttpResponse:
    """After a write: how far a replica must be before it may answer this reader."""
    try:
        shown = replicas.written()
    except Error:
        return response  # nothing was written, or its answer says so
    response[replicas.HEADER] = shown
    response.set_cookie(
        replicas.COOKIE, shown, max_age=replicas.REMEMBERED, httponly=True,
        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
    return response
