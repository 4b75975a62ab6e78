"""Every expected error becomes one calm page, in one place."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from cogov.config import problems
from cogov.contexts.reports.open311 import answers
from cogov.contexts.reports.open311.requests import form_of
from cogov.kernel.errors import CogovError, Forbidden, Missing, Unavailable
from cogov.kernel.outages import outage
from cogov.ui.context import appearance, language_tag

log = logging.getLogger("cogov.outage")


class ErrorMiddleware:
    """Turns a `CogovError` out of a view into its page (status, sentence, Retry-After); a lost database is one, 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        expected = error if isinstance(error, CogovError) else _outage(request, error)
        return error_page(request, expected) if expected else None


def error_page(request: HttpRequest, error: CogovError) -> HttpResponse:
    if problems.is_program(request):
        return problems.problem(request, error)
    if isinstance(error, Unavailable):
        return unavailable_page(request, error)
    response = render(request, "ui/error.html", {"error": error, "status": error.status}, status=error.status)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response


def unavailable_page(request: HttpRequest, error: Unavailable) -> HttpResponse:
    """A calm page in the reader's language that asks the database nothing; programs get their own form of it."""
    if request.path_info.lstrip("/").startswith("open311"):
        return answers.refusal(error, form_of(request, request.path_info.rpartition(".")[2]))
    if "json" in request.headers.get("Accept", "") and "html" not in request.headers.get("Accept", ""):
        return problems.problem(request, error)
    with translation.override(translation.get_language_from_request(request)):
        about = {"appearance": appearance(request), "language_tag": language_tag()}
        sent = request.method not in ("GET", "HEAD")
        content = render_to_string("ui/unavailable.html", {"error": error, "sent": sent, **about})
    response = HttpResponse(content, status=error.status)
    response["Retry-After"] = str(error.retry_after)
    response["Cache-Control"] = "no-store"
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
    """Rendered without context processors: whatever broke may be among them.

    A database that is lost outside of a view (a session read or written) arrives here too.
    """
    error = sys.exc_info()[1]
    lost = _outage(request, error) if error else None
    if lost:
        return error_page(request, lost)
    if problems.is_program(request):
        return problems.problem(request, problems.Broken())
    from django.template.loader import get_template  # noqa: PLC0415 - the last resort loads as little as it can

    return HttpResponse(get_template("ui/500.html").render(), status=500)


def _outage(request: HttpRequest, error: BaseException) -> Unavailable | None:
    """The session is not written any more: that would wait for the same database once again."""
    found = outage(error)
    if found and hasattr(request, "session"):
        request.session.modified = False
    if found:
        match = request.resolver_match  # never the address itself: a receipt may stand in it
        log.error("%s %s cannot be answered: %s", request.method, match and match.view_name, str(error).strip())
    return found
