"""Answers of the API: JSON, asked again cheaply where everybody gets the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports.api.identity import RECEIPT_HEADER, is_nobody, name_of
from cogov.kernel.errors import Invalid
from cogov.kernel.idempotency import KEY, once
from cogov.kernel.ids import digest

VARY = ("Accept-Language", "Authorization", "Cookie", RECEIPT_HEADER)


def answer(request: HttpRequest, data: Any, *, status: int = 200, etag: str = "") -> HttpResponse:
    """The data as JSON. `etag` names its state where that is known; else the content does.

    Not through the framework's own models, which describe the answer but take longer than the queries.
    """
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_plain).encode()
    response = HttpResponse(content, status=status, content_type="application/json; charset=utf-8")
    patch_vary_headers(response, VARY)
    if request.method not in ("GET", "HEAD") or not is_nobody(request):
        response["Cache-Control"] = "private, no-store"
        return response
    response["ETag"] = etag or f'"{digest(content.decode())[:32]}"'
    response["Cache-Control"] = "public, no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def unchanged(request: HttpRequest, etag: str) -> HttpResponse | None:
    """304 before the work is done, for somebody who has this state already."""
    if not is_nobody(request) or not request.headers.get("If-None-Match"):
        return None
    found = get_conditional_response(request, etag=etag)
    if found is None or found.status_code != 304:
        return None
    patch_vary_headers(found, VARY)
    found["Access-Control-Allow-Origin"] = "*"
    return found


def at(moment: datetime | None) -> str | None:
    """ISO 8601 with offset, in the city's own time."""
    return moment.astimezone(timezone.get_default_timezone()).isoformat(timespec="seconds") if moment else None


def do_once(
    request: HttpRequest, scope: str, key: str, asked: Any, action: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Act once for the client's key. Raises Conflict when the key came with something else before."""
    found, replayed = once(scope, own(request, key), asked, action)
    return found | {"replayed": replayed}


def own(request: HttpRequest, key: str) -> str:
    """The client's key made ours, so that two clients never meet on one. Raises Invalid."""
    if not KEY.fullmatch(key):
        raise Invalid(
            fields={"Idempotency-Key": _("The key of this request must be 16 to 80 letters, digits or - _ . :")}
        )
    return digest(f"{name_of(request)} {key}")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return at(value)
    return str(value)  # lazy translations
