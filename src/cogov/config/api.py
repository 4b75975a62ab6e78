"""The API of the whole city at /api/v1, made of what each context's `api.routes` adds.

python -m cogov.config.api --check docs/api/openapi.json     is the description up to date?
python -m cogov.config.api --write docs/api/openapi.json     bring it up to date
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils import translation
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from cogov.config import problems
from cogov.config.contexts import CONTEXTS
from cogov.contexts.reports.api import words
from cogov.contexts.reports.api.identity import Anybody, Unauthorised
from cogov.kernel.errors import CogovError, Forbidden, Invalid, Missing, Sentence, TooLarge

DESCRIPTION = """\
The reporting loop for apps and for other systems: report, follow, judge; review, hand over, handle, check.

Writes need an `Idempotency-Key` of your own making: sent again, they act once. Errors are problem details \
(RFC 9457) with a sentence in the language of `Accept-Language`. 429 says in `Retry-After` how long to wait."""


class CityAPI(NinjaAPI):
    """The framework's API whose description says how errors really look."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**options)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for response in operation["responses"].values():
                    _mend(response)
                for parameter in operation["parameters"]:
                    _simplify(parameter)
        return schema


def build() -> CityAPI:
    """All routers of all contexts, in the order of their navigation."""
    made = CityAPI(
        title="Cogov",
        version="1",
        urls_namespace="api-v1",
        description=DESCRIPTION,
        docs_url=None,
        auth=Anybody(),
    )
    for name in CONTEXTS:
        module = f"cogov.contexts.{name}.api.routes"
        if find_spec(f"cogov.contexts.{name}.api") and find_spec(module):
            for prefix, router in import_module(module).ROUTERS:
                made.add_router(prefix, router)
    for kind, handler in HANDLERS.items():
        made.add_exception_handler(kind, handler)
    return made


def tags() -> dict[str, Any]:
    """Groups of operations with their names, context by context."""
    found: dict[str, Any] = {}
    for name in CONTEXTS:
        module = f"cogov.contexts.{name}.api.routes"
        if find_spec(f"cogov.contexts.{name}.api") and find_spec(module):
            found |= import_module(module).TAGS
    return found


def description() -> str:
    """The OpenAPI document as it stands in docs/api/, in English."""
    with translation.override("en"):
        schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def missing(request: HttpRequest, **_path: object) -> HttpResponse:
    """Any address below /api that leads nowhere."""
    return problems.problem(request, Missing(words.NO_ADDRESS))


def _expected(request: HttpRequest, error: CogovError) -> HttpResponse:
    return problems.problem(request, error)


def _not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return problems.problem(request, Missing())


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields: dict[str, Sentence] = {}
    for found in error.errors:
        fields.setdefault(_field(found["loc"]), words.SENTENCES.get(str(found["type"]), words.UNREADABLE))
    return problems.problem(request, Invalid(fields=fields))


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    kinds: dict[int, type[CogovError]] = {401: Unauthorised, 403: Forbidden, 404: Missing, 413: TooLarge}
    return problems.problem(request, kinds.get(error.status_code, words.Unreadable)())


def _suspicious(request: HttpRequest, error: SuspiciousOperation) -> HttpResponse:
    return problems.problem(request, TooLarge() if isinstance(error, RequestDataTooBig) else words.Unreadable())


def _cut_off(request: HttpRequest, _error: UnreadablePostError) -> HttpResponse:
    return problems.problem(request, words.Unreadable())


def _field(place: Sequence[object]) -> str:
    """body, body, contact, email → contact.email: as the client wrote it."""
    names = [str(part) for part in place[1:]]
    if names and place[0] in ("body", "query") and len(names) > 1 and names[0] in ("body", "asked", "point"):
        names = names[1:]
    return ".".join(names) or str(place[0])


def _mend(response: dict[str, Any]) -> None:
    content = response.get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    if schema.get("$ref", "").endswith("/Problem"):
        response["content"] = {problems.TYPE: content["application/json"]}


def _simplify(parameter: dict[str, Any]) -> None:
    """What is absent from an address is absent; there is no null to send."""
    schema = parameter["schema"]
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind != {"type": "null"}]
    if kinds:
        schema |= kinds[0] if len(kinds) == 1 else {"anyOf": kinds}


HANDLERS: dict[type[Exception], Any] = {
    CogovError: _expected,
    Http404: _not_found,
    ValidationError: _invalid,
    HttpError: _http,
    SuspiciousOperation: _suspicious,
    UnreadablePostError: _cut_off,
}


api = build()
