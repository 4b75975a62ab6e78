"""Who asks /api: a program by its key, a visitor by session, and anybody by the receipts they show.

Authorization: Bearer <key>        an app's key, or that of a body's own system
Cogov-Receipt: <receipt>[, …]      opens these reports as their reporter
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from cogov.contexts.reports import rates
from cogov.contexts.reports.api import keys, throttling
from cogov.contexts.reports.models import ApiKey, Report
from cogov.kernel import throttle
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.errors import CogovError, Forbidden
from cogov.kernel.ids import digest
from cogov.kernel.throttle import Rate

HOME = "/api/"
SAFE = ("GET", "HEAD", "OPTIONS")
RECEIPT_HEADER = "Cogov-Receipt"
MOST_RECEIPTS = 20
"""Receipts of one request: as many as somebody keeps in an app's list."""

RECEIPT = re.compile(r"[a-z2-7]{32}")

PERSON = Rate("api.person", 120, 60)
"""Writes of somebody who is signed in: two a second, faster than anybody reviews."""

PHOTOS = Rate("api.photo", 60, 3600)
"""Ten reports of six photos."""

RATES = {"file_report": rates.FILING, "list_reports": rates.FILING, "upload_photo": PHOTOS}
"""Writes of anybody, by route, of which the first two are one; all others are words."""


class Unauthorised(CogovError):
    """Nobody in particular asked for something that needs somebody."""

    status = 401
    code = "unauthorised"
    default = _("Please sign in, or send a valid key.")


class ProgramMiddleware:
    """Behind the one that knows sessions: under /api a key or a receipt decides who acts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(HOME):
            visitor = request.actor  # type: ignore[attr-defined]
            request.actor = SimpleLazyObject(partial(_actor_of, request, visitor))  # type: ignore[attr-defined]
        return self.get_response(request)


class Anybody:
    """For operations that are open to all: counts, and looks at what was shown."""

    def __call__(self, request: HttpRequest) -> bool:
        """Raises Unauthorised for a key that is none, Forbidden for a forged form, TooMany."""
        key = key_of(request)
        if key is None and _bearer(request):
            throttle.take(rates.RECEIPTS, throttle.caller(request))
            raise Unauthorised(_("This key is not valid, or no longer."))
        if request.method in SAFE:
            throttling.read(throttle.caller(request), key)
            return True
        if key is None and settings.SESSION_COOKIE_NAME in request.COOKIES and check_csrf(request):
            raise Forbidden(_("Please send the form's token along with your session."))
        _count_write(request, key)
        return True


class Staff(AuthBase):
    """For the desk's operations: a key of a body's system, or a session with its second factor."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __call__(self, request: HttpRequest) -> bool:
        """Raises as Anybody, and Unauthorised or Forbidden for those who are not staff."""
        Anybody()(request)
        by = actor(request)
        if not by.is_staff:
            raise (Unauthorised if by.person is None else Forbidden)
        return True


def actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


def key_of(request: HttpRequest) -> ApiKey | None:
    """The living key that came along. One query for a request that has one."""
    if not hasattr(request, "api_key"):
        secret = _bearer(request)
        request.api_key = keys.known_key(secret) if secret else None  # type: ignore[attr-defined]
    return request.api_key  # type: ignore[attr-defined,no-any-return]


def name_of(request: HttpRequest) -> str:
    """Under which a caller's own keys of requests are kept apart from those of others."""
    key, by = key_of(request), actor(request)
    if key is not None:
        return f"key {key.pk}"
    return f"person {by.person}" if by.person is not None else "anybody"


def is_nobody(request: HttpRequest) -> bool:
    """Whether everybody who asks like this gets the same answer."""
    by = actor(request)
    return by.person is None and not by.grants and not by.receipts


def _actor_of(request: HttpRequest, visitor: Actor) -> Actor:
    if _bearer(request):
        key = key_of(request)
        found = keys.actor_of(key, Channel.API) if key else Actor(channel=Channel.API)
    else:
        found = visitor.through(Channel.API)
    return dataclasses.replace(found, receipts=found.receipts | _receipts(request))


def _receipts(request: HttpRequest) -> frozenset[int]:
    """Reports that the shown receipts open. One query when any was shown; guesses are counted."""
    shown = [part.strip().lower() for part in request.headers.get(RECEIPT_HEADER, "").split(",") if part.strip()]
    codes = [code for code in shown[:MOST_RECEIPTS] if RECEIPT.fullmatch(code)]
    found = Report.objects.filter(receipt__in=map(digest, codes)).values_list("pk", flat=True) if codes else ()
    opened = frozenset(found)
    if len(opened) < len(set(shown)):
        throttle.take(rates.RECEIPTS, throttle.caller(request))
    return opened


def _bearer(request: HttpRequest) -> str:
    scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _count_write(request: HttpRequest, key: ApiKey | None) -> None:
    by = actor(request)
    if key is None and by.person is not None:
        throttle.take(PERSON, by.person)
        return
    match = request.resolver_match
    rate = RATES.get(match.url_name or "" if match else "", rates.WORDS)
    throttling.write(throttle.caller(request), rate, key)
