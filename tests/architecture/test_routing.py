"""The index of routes finds what Django's own search through all of them finds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import Resolver404, URLPattern, URLResolver
from django.urls.resolvers import RegexPattern, RoutePattern

from cogov.config import urls
from cogov.config.routing import routes

SAMPLES = {"int": "7", "str": "word", "slug": "a-word", "uuid": "6f9619ff-8b86-4011-b42d-00cf4fc964ff", "path": "a/b"}
ODD = ("", "/", "nothing", "reports/", "reports/x", "reports/7/nothing", "api", "api/", "api/nothing", "api/v1/",
       "api/v1/nothing", "desk/nothing", "open311//v2//services.json", "a/b/c/d", "路", "r/", "%2e%2e/etc")  # fmt: skip

indexed = urls.urlpatterns[0]
plain = URLResolver(RoutePattern("", is_endpoint=False), list(indexed.url_patterns))


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one.pattern, RegexPattern):
            continue
        here = before + _filled(str(one.pattern))
        if isinstance(one, URLPattern):
            yield here
        else:
            yield from addresses(one.url_patterns, here)


def _filled(route: str) -> str:
    for kind, value in SAMPLES.items():
        while f"<{kind}:" in route:
            head, _, tail = route.partition(f"<{kind}:")
            route = head + value + tail.partition(">")[2]
    while "<" in route:
        head, _, tail = route.partition("<")
        route = head + "word" + tail.partition(">")[2]
    return route


def found(resolver: URLResolver, path: str) -> object:
    try:
        match = resolver.resolve(path)
    except Resolver404:
        return None
    return match.view_name, match.func, match.kwargs, match.app_names, match.namespaces, match.route


def test_every_address_of_the_city_leads_where_a_search_through_all_routes_leads() -> None:
    every = [*addresses(indexed.url_patterns), *ODD]
    assert len(every) > 300
    assert {path: found(indexed, path) for path in every} == {path: found(plain, path) for path in every}
    assert sum(found(indexed, path) is not None for path in every) > 300


def test_the_first_of_two_that_fit_wins_as_in_the_order_written() -> None:
    def view() -> None: ...

    def other() -> None: ...

    from django.urls import path

    [short] = routes([path("<slug:any>", view), path("word", other)])
    assert short.resolve("word").func is view
    [short] = routes([path("word", other), path("<slug:any>", view)])
    assert short.resolve("word").func is other
    assert short.resolve("unknown").func is view
    with pytest.raises(Resolver404):
        short.resolve("two/words")
