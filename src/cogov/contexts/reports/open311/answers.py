"""One answer in the two forms of the standard: JSON, and XML by its "Spark convention"."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpResponse

from cogov.kernel.errors import CogovError, Invalid, Sentence


class Format(StrEnum):
    """What follows the dot of an address."""

    JSON = "json"
    XML = "xml"


TYPES = {Format.JSON: "application/json", Format.XML: "text/xml"}

CHILDREN = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "photos": "photo",
    "notes": "note",
    "areas": "area",
}
"""The element that stands for one item of a list; JSON has no name for it."""

ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Letters that XML 1.0 cannot hold, not even escaped."""

STATUSES = (403, 404)
"""Of several errors the standard's own codes lead, the missing key first."""

HTTP_KNOWN = (403, 404, 405, 429, 503)
"""All else is 400: "basically 400 for any other error", says the standard; the last three are HTTP's own."""


class Problem(CogovError):
    """One or several errors, each with its code, as the standard wants them told."""

    def __init__(self, *errors: tuple[int, Sentence]) -> None:
        self.errors = errors
        super().__init__(errors[0][1] if errors else None)

    @property
    def http_status(self) -> int:
        codes = {code for code, _sentence in self.errors}
        return next((code for code in STATUSES if code in codes), max(codes, default=400))


class Collected:
    """Errors found so far, so that a client learns of all of them at once."""

    def __init__(self) -> None:
        self.errors: list[tuple[int, Sentence]] = []

    def add(self, code: int, name: str, sentence: Sentence) -> None:
        """`name` is the parameter it is about, empty for the whole request."""
        self.errors.append((code, f"{name}: {sentence}" if name else sentence))

    def add_all(self, error: Invalid, skip: frozenset[str] = frozenset()) -> None:
        fields = error.fields or {"": error.sentence}
        for name, sentence in fields.items():
            if name not in skip:
                self.add(400, NAMES.get(name, name), sentence)

    def check(self) -> None:
        """Raise them, if there are any."""
        if self.errors:
            raise Problem(*self.errors)


NAMES = {
    "text": "description",
    "photos": "media",
    "place": "lat, long",
    "name": "first_name",
    "category": "service_code",
}
"""Our fields under the names of the standard."""


def answer(root: str, value: Any, form: Format, status: int = 200, *, charset: bool = True) -> HttpResponse:
    """`root` names the value in XML; in JSON it stands bare."""
    content = xml(root, value) if form is Format.XML else json.dumps(value, ensure_ascii=False)
    kind = TYPES[form] + ("; charset=utf-8" if charset else "")
    return HttpResponse(content, status=status, content_type=kind)


def refusal(error: CogovError, form: Format) -> HttpResponse:
    """Any expected error in the standard's form; codes that it does not know stay as they are for HTTP (429, 503)."""
    if isinstance(error, Problem):
        errors, status = error.errors, error.http_status
    elif isinstance(error, Invalid):
        found = Collected()
        found.add_all(error)
        errors, status = tuple(found.errors), 400
    else:
        status = error.status if error.status in HTTP_KNOWN else 400
        errors = ((status, error.sentence),)
    rows = [{"code": code, "description": str(sentence)} for code, sentence in errors]
    response = answer("errors", rows, form, status)
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response


def xml(root: str, value: Any) -> str:
    parts = ['<?xml version="1.0" encoding="utf-8"?>\n']
    _element(parts, root, value)
    return "".join(parts)


def _element(parts: list[str], name: str, value: Any) -> None:
    if value is None or value == "":
        parts.append(f"<{name}/>")
        return
    parts.append(f"<{name}>")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            _element(parts, key, inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _element(parts, CHILDREN.get(name, "item"), inner)
    else:
        parts.append(_text(value))
    parts.append(f"</{name}>")


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return escape(ILLEGAL.sub("\ufffd", str(value)))
