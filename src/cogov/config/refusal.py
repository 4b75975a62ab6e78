"""The answer to whom we cannot serve now, made ready at the start: no database, no template, no time.

Pages in both languages, the reader's first; problem details for /api; Open311 in its own two forms.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.cookie import parse_cookie
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from cogov.config import problems
from cogov.contexts.reports.open311 import answers
from cogov.kernel.errors import Busy

SOON, LATE = 10, 30
"""Seconds between which each is told to come back, so that not all come back at once."""
CODES = ("zh-hans", "en")


@dataclass(frozen=True, slots=True)
class Ready:
    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def with_wait(self) -> list[tuple[str, str]]:
        return [*self.headers, ("Retry-After", str(random.randint(SOON, LATE)))]  # noqa: S311 - spread, no secret


class Refusal:
    """`answer` costs a look into two headers."""

    def __init__(self) -> None:
        self._pages = {(code, sent): _ready(_page, code, sent=sent) for code, sent in product(CODES, (False, True))}
        self._problems = {code: _ready(lambda request, _c: problems.problem(request, Busy()), code) for code in CODES}
        self._open311 = {
            (code, form): _ready(lambda _r, _c, form=form: answers.refusal(Busy(), form), code)
            for code, form in product(CODES, answers.Format)
        }

    def answer(self, environ: Mapping[str, Any]) -> Ready:
        path, code = environ.get("PATH_INFO", ""), _language(environ)
        if path.startswith("/api/") and path != "/api/docs":
            return self._problems[code]
        if path.lstrip("/").startswith("open311"):
            json = answers.Format.JSON if path.rstrip("/").endswith(".json") else answers.Format.XML
            return self._open311[code, json]
        return self._pages[code, environ.get("REQUEST_METHOD") not in ("GET", "HEAD")]


def _page(_request: HttpRequest, code: str, *, sent: bool) -> HttpResponse:
    codes = [code, *(other for other in CODES if other != code)]
    return HttpResponse(render_to_string("ui/busy.html", {"codes": codes, "sent": sent, "error": Busy()}))


def _ready(make: Any, code: str, **more: Any) -> Ready:
    """With the headers that every answer of ours has, put on by those who put them on every answer."""

    def view(request: HttpRequest) -> HttpResponse:
        with translation.override(code):
            response: HttpResponse = make(request, code, **more)
            response.headers.setdefault("Content-Language", code)
        response.status_code = Busy.status
        response["Cache-Control"] = "no-store"
        response["Content-Length"] = str(len(response.content))
        return response

    site = urlsplit(settings.SITE_URL)
    request = RequestFactory(SERVER_NAME=site.hostname, SERVER_PORT=str(site.port or 443)).get("/api/", secure=True)
    response: Any = SecurityMiddleware(CSPMiddleware(XFrameOptionsMiddleware(view)))(request)
    status = f"{response.status_code} {response.reason_phrase}"
    return Ready(status, tuple(response.items()), response.content)


def _language(environ: Mapping[str, Any]) -> str:
    """As Django's LocaleMiddleware finds it, without a request: the cookie, then the browser, then Chinese."""
    chosen = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.LANGUAGE_COOKIE_NAME)
    accepted = parse_accept_lang_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
    for name in [chosen] if chosen else [name for name, _quality in accepted]:
        for code in CODES:
            if name.startswith(code[:2]):
                return code
    return CODES[0]
