"""The page that explains the interfaces to developers, made from their own description."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from cogov.config.api import api, tags
from cogov.contexts.reports.api.words import CODES
from cogov.contexts.reports.webhooks import messages


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """In both languages; operations as the description has them, in English."""
    context = {
        "base": request.build_absolute_uri("/api/v1"),
        "open311": request.build_absolute_uri("/open311/v2"),
        "groups": [(key, label, operations()[key]) for key, label in tags().items()],
        "shapes": shapes(),
        "codes": [(code, status, text) for code, (status, text) in CODES.items()],
        "kinds": messages.titles(),
        "key_needed": settings.OPEN311_KEY_NEEDED,
    }
    return render(request, "reports/api/docs.html", context)


@cache
def operations() -> dict[str, list[dict[str, Any]]]:
    """By tag, as the page shows them; made once in each process."""
    schema = _schema()
    found: dict[str, list[dict[str, Any]]] = {tag: [] for tag in tags()}
    parts = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(_operation(path, method, operation, parts))
    return found


@cache
def shapes() -> list[tuple[str, str, list[dict[str, Any]]]]:
    """(name, what it is, fields) of everything that is sent or answered, by name."""
    parts = _schema()["components"]["schemas"]
    return [(name, part.get("description", ""), _fields(part)) for name, part in sorted(parts.items())]


@cache
def _schema() -> dict[str, Any]:
    with translation.override("en"):
        return api.get_openapi_schema(path_prefix="/api/v1/")


def _operation(path: str, method: str, operation: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path.removeprefix("/api/v1/"),
        "parts": re.findall(r"[^/]+/?", path.removeprefix("/api/v1/")),
        "text": operation.get("description", ""),
        "parameters": [_parameter(found) for found in operation["parameters"]],
        "body": _body(operation, parts),
        "answers": [_answer(status, found) for status, found in sorted(operation["responses"].items())],
    }


def _parameter(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": found["name"],
        "place": found["in"],
        "required": found["required"],
        "type": _type(found["schema"]),
        "text": found.get("description", ""),
    }


def _body(operation: dict[str, Any], parts: dict[str, Any]) -> list[dict[str, Any]]:
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {})
    for kind in content.values():
        schema = kind["schema"]
        return _fields(parts[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema)
    return []


def _fields(part: dict[str, Any]) -> list[dict[str, Any]]:
    needed = set(part.get("required", ()))
    return [
        {"name": name, "required": name in needed, "type": _type(value), "text": value.get("description", "")}
        for name, value in part.get("properties", {}).items()
    ] or [{"name": value, "required": False, "type": "", "text": ""} for value in part.get("enum", ())]


def _answer(status: int, found: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = next(iter(found.get("content", {}).values()), {})
    return {"status": status, "type": _type(content.get("schema", {}))}


def _type(schema: dict[str, Any]) -> str:
    """In a few letters, as a programmer reads them."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "allOf" in schema:
        return _type(schema["allOf"][0])
    if "anyOf" in schema:
        return " | ".join(_type(kind) for kind in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"[{_type(schema.get('items', {}))}]"
    return str(schema.get("format") or schema.get("type", ""))
