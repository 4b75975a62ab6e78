"""Errors of /api as problem details (RFC 9457): a sentence for people, a code for programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers

from cogov.contexts.reports.api.identity import Unauthorised
from cogov.kernel.errors import CogovError, Invalid

__all__ = ["Broken", "Unauthorised", "is_known", "is_program", "problem"]

TYPE = "application/problem+json"


class Broken(CogovError):
    """Our own fault; the log knows more."""

    status = 500
    code = "broken"


def is_program(request: HttpRequest) -> bool:
    """Whether a program asks, which cannot read a page."""
    return request.path_info.startswith("/api/") and request.path_info != "/api/docs"


def is_known(request: HttpRequest) -> bool:
    """Whether somebody has shown who they are."""
    by = getattr(request, "actor", None)
    return by is not None and (by.person is not None or by.is_staff)


def problem(request: HttpRequest, error: CogovError) -> HttpResponse:
    """In the language asked for. The `type` leads to where the code is explained."""
    body: dict[str, Any] = {
        "type": request.build_absolute_uri(f"/api/docs#{error.code}"),
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": str(error),
        "code": error.code,
    }
    if isinstance(error, Invalid) and error.fields:
        body["errors"] = {name: str(sentence) for name, sentence in error.fields.items()}
    response = JsonResponse(body, status=error.status, content_type=TYPE)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    if error.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ("Accept-Language",))
    return response
