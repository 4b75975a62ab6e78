"""The addresses of the standard. `test` says that nothing is to be filed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports import queries, rates
from cogov.contexts.reports.open311 import catalogue, filing, listing, updates
from cogov.contexts.reports.open311.answers import Collected, Problem, answer
from cogov.contexts.reports.open311.parameters import Query, check_jurisdiction, is_id, is_true, query_of
from cogov.contexts.reports.open311.requests import Ask, body_of, count_read, endpoint, own_key, sender
from cogov.kernel import throttle
from cogov.kernel.errors import Missing


def root(_request: HttpRequest, **_path: Any) -> HttpResponse:
    """For people who follow the endpoint's address."""
    return HttpResponseRedirect("/api/docs#open311")


def _discovery(request: HttpRequest, ask: Ask) -> HttpResponse:
    count_read(request)
    return answer("discovery", catalogue.discovery(request), ask.form, charset=False)


def _services(request: HttpRequest, ask: Ask) -> HttpResponse:
    _read(request)
    return answer("services", catalogue.services(), ask.form)


def _definition(request: HttpRequest, ask: Ask, code: str) -> HttpResponse:
    _read(request)
    return answer("service_definition", catalogue.definition(code), ask.form)


def _requests(request: HttpRequest, ask: Ask) -> HttpResponse:
    count_read(request)
    query = query_of(request.GET)
    rows = listing.shown(listing.found(query), request.build_absolute_uri, extensions=query.extensions)
    return answer("service_requests", rows, ask.form)


def _request(request: HttpRequest, ask: Ask, number: str) -> HttpResponse:
    _read(request)
    if ask.test and number == "0":
        return answer("service_requests", [listing.sample()], ask.form)
    query = Query(ids=(int(number),) if is_id(number) else ())
    rows = listing.shown(
        listing.found(query), request.build_absolute_uri, extensions=is_true(request.GET, "extensions")
    )
    if not rows:
        raise Problem((404, _("There is no such request.")))
    return answer("service_requests", rows, ask.form)


def _token(request: HttpRequest, ask: Ask, token: str) -> HttpResponse:
    """The receipt is the token; it is answered at once."""
    _read(request)
    throttle.take(rates.RECEIPTS, throttle.caller(request))
    try:
        found = queries.by_receipt(token)
    except Missing:
        raise Problem((404, _("There is no such token."))) from None
    return answer("service_requests", [{"service_request_id": str(found.pk), "token": token}], ask.form)


def _post(request: HttpRequest, ask: Ask) -> HttpResponse:
    params = body_of(request)
    errors = Collected()
    try:
        who = sender(request)
    except Problem as problem:
        errors.errors += problem.errors
        who = None
    files = [upload for name in filing.FILES for upload in request.FILES.getlist(name)]
    wanted = filing.form_of(params, files, errors)
    assert who is not None
    if ask.test:
        filed = filing.Filed(None, "", wanted.node)
    else:
        filed = filing.file(wanted, by=who.actor, key=filing.scoped(who.name, own_key(request)))
    return answer("service_requests", filing.answer(filed, params, request.build_absolute_uri), ask.form)


def _updates(request: HttpRequest, ask: Ask) -> HttpResponse:
    count_read(request)
    return answer("service_request_updates", updates.told(updates.window_of(request.GET)), ask.form)


def _post_update(request: HttpRequest, ask: Ask) -> HttpResponse:
    params = body_of(request)
    who = sender(request)
    if ask.test:
        return answer("service_request_updates", [{"update_id": "0"}], ask.form)
    number = updates.post(params, by=who.actor, caller=who.name, key=own_key(request))
    return answer("service_request_updates", [{"update_id": number}], ask.form)


def _read(request: HttpRequest) -> None:
    """Count it, and look at the one parameter that every read has."""
    count_read(request)
    errors = Collected()
    check_jurisdiction(request.GET, errors)
    errors.check()


discovery = endpoint(get=_discovery)
services = endpoint(get=_services)
definition = endpoint(get=_definition)
requests = endpoint(get=_requests, post=_post)
one_request = endpoint(get=_request)
token = endpoint(get=_token)
servicerequestupdates = endpoint(get=_updates, post=_post_update)
