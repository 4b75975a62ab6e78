"""Reading an answer in either form, so that one test holds for both."""

from __future__ import annotations

import json
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from django.http import HttpResponse

LISTS = frozenset(
    {"services", "attributes", "values", "service_requests", "service_request_updates", "errors", "endpoints",
     "formats", "photos", "areas"}
)  # fmt: skip


def of(response: HttpResponse) -> Any:
    """The value of an answer with all scalars as XML tells them: text, and None for nothing."""
    kind = response["Content-Type"].partition(";")[0]
    if kind == "application/json":
        return _plain(json.loads(response.content))
    assert kind == "text/xml", response["Content-Type"]
    assert response.content.lower().startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return _of_element(fromstring(response.content))


def root_of(response: HttpResponse) -> str:
    return str(fromstring(response.content).tag)


def _of_element(element: Element) -> Any:
    if element.tag in LISTS:
        return [_of_element(child) for child in element]
    if len(element):
        assert len({child.tag for child in element}) == len(element), "only lists repeat a name"
        return {child.tag: _of_element(child) for child in element}
    return element.text


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value in (None, "") else str(value)
