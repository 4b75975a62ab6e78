"""Every expected error becomes one calm page, in one place."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from cogov.config import problems
from cogov.kernel.errors import CogovError, Forbidden, Missing, TooMany


class ErrorMiddleware:
    """Turns a `CogovError` out of a view into its page (status, sentence, Retry-After)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return error_page(request, error) if isinstance(error, CogovError) else None


def error_page(request: HttpRequest, error: CogovError) -> HttpResponse:
    if problems.is_program(request):
        return problems.problem(request, error)
    response = render(request, "ui/error.html", {"error": error, "status": error.status}, status=error.status)
    if isinstance(error, TooMany):
        response["Retry-After"] = str(error.retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(request, CogovError())


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    if problems.is_program(request) and not problems.is_known(request):
        return problems.problem(request, problems.Unauthorised())
    return error_page(request, Forbidden())


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return error_page(request, Missing())


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors: whatever broke may be among them."""
    if problems.is_program(request):
        return problems.problem(request, problems.Broken())
    from django.template.loader import get_template  # noqa: PLC0415 - the last resort loads as little as it can

    return HttpResponse(get_template("ui/500.html").render(), status=500)
