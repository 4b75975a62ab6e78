"""Every route of the house, with its class and an example address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from cogov.contexts.accounts import door


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    door: door.Door | None


def routes() -> list[Route]:
    return list(_walk(get_resolver(), "", ""))


def address(route: Route, values: dict[str, object]) -> str:
    """An address of the route; `values` fills its parameters by name."""
    found = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(values[match.group(1)]), route.pattern)
    found = re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)\??", lambda match: str(values.get(match.group(1), "")), found)
    found = re.sub(r"\(\?:[^()]*\)\??", lambda match: "." if "\\." in match.group(0) else "", found)
    return "/" + found.replace("^", "").replace("/*$", "").replace("/+", "/").replace("/*", "").replace(
        "$", ""
    ).replace("\\.", ".").lstrip("/")


def _walk(resolver: URLResolver, space: str, prefix: str) -> Iterator[Route]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one, f"{space}{one.namespace}:" if one.namespace else space, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            name = f"{space}{one.name}"
            known = door.doors()
            yield Route(name, prefix + str(one.pattern), known.get(name) or known.get(str(one.name)))
