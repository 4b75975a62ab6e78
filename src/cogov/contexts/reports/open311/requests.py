"""What the standard leaves to HTTP: who asks, how often, in which form, and how it is told that something is wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from cogov.contexts.reports import rates
from cogov.contexts.reports.api import keys, throttling
from cogov.contexts.reports.models import ApiKey
from cogov.contexts.reports.open311.answers import Format, Problem, refusal
from cogov.contexts.reports.open311.parameters import one
from cogov.kernel import throttle
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.errors import CogovError, Missing, TooLarge
from cogov.kernel.ids import digest

View = Callable[..., HttpResponse]

BODY = 32 * 1024 * 1024
"""Bytes of one POST: six photos as phones send them, or two of the largest; they are held in memory."""

FIELD_KEY = "idempotency_key"


class NotAllowed(CogovError):
    status = 405
    code = "not_allowed"
    default = _("This address does not take this kind of request.")


class InMemory(MemoryFileUploadHandler):
    """Keeps originals off the disk, where a crash would leave them lying with their position and owner."""

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        self.activated = True


@dataclass(frozen=True, slots=True)
class Ask:
    """What the address says beside its name. `test`: nothing is to be filed."""

    form: Format
    test: bool


@dataclass(frozen=True, slots=True)
class Sender:
    """Who posts: the actor, and by which name its own keys are told apart from others'."""

    actor: Actor
    name: str


def endpoint(**by_method: View) -> View:
    """A view for each method of HTTP; everything that goes wrong is told in the standard's form.

    Sessions are not looked at: a cookie speaks for nobody here.
    """

    @csrf_exempt
    def view(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        suffix = str(kwargs.pop("suffix", "") or "")
        form, test = form_of(request, suffix), bool(kwargs.pop("test", ""))
        request.encoding = "utf-8"
        try:
            if suffix and suffix not in set(Format):
                raise Missing(_("This form is not known. Please ask for .json or .xml."))
            chosen = by_method.get("get" if request.method == "HEAD" else (request.method or "").lower())
            if chosen is None:
                raise NotAllowed
            response = chosen(request, Ask(form, test), **kwargs)
        except CogovError as error:
            response = refusal(error, form)
        except (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError) as error:
            sentence = TooLarge.default if isinstance(error, RequestDataTooBig) else _("The request cannot be read.")
            response = refusal(Problem((400, sentence)), form)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response["Allow"] = ", ".join(sorted({name.upper() for name in by_method} | {"HEAD"}))
        return _open(request, response)

    return view


def form_of(request: HttpRequest, suffix: str) -> Format:
    """What the address says, else what the client accepts, else XML: the one form that the standard requires."""
    if suffix in set(Format):
        return Format(suffix)
    accepts_json = "json" in request.headers.get("Accept", "") and not suffix
    return Format.JSON if accepts_json else Format.XML


def count_read(request: HttpRequest) -> None:
    """Reading needs no key; with one, the key's own quota counts. Raises TooMany."""
    throttling.read(throttle.caller(request), _key(one(request.GET, "api_key")))


def sender(request: HttpRequest) -> Sender:
    """Who posts. Raises Problem (403) without a living key, where the city asks for one, and TooMany."""
    secret = one(request.POST, "api_key") or one(request.GET, "api_key") or request.headers.get("X-Api-Key", "")
    key = _key(secret)
    if key is None and (secret or settings.OPEN311_KEY_NEEDED):
        throttle.take(rates.RECEIPTS, throttle.caller(request))
        sentence = _("Please send a valid key. How to get one is said in /api/docs.")
        raise Problem((403, f"api_key: {sentence}"))
    throttling.write(throttle.caller(request), rates.FILING, key)
    if key is None:
        return Sender(Actor(channel=Channel.OPEN311), f"address {digest(throttle.caller(request))}")
    return Sender(keys.actor_of(key, Channel.OPEN311), f"key {key.pk}")


def body_of(request: HttpRequest) -> QueryDict:
    """The form, of a length that was looked at before it is read. Raises TooLarge."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not str(announced).isdigit() or int(announced) > BODY:
        raise TooLarge
    request.upload_handlers = [InMemory(request)]
    return request.POST


def own_key(request: HttpRequest) -> str:
    """The client's key for this one request, by header or field; "" when it has none."""
    return (request.headers.get("Idempotency-Key", "").strip() or one(request.POST, FIELD_KEY))[:200]


def _key(secret: str) -> ApiKey | None:
    return keys.known_key(secret) if secret else None


def _open(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Readable from any page (nothing here depends on cookies), and not sent twice when nothing has changed."""
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ("Accept-Language", "Accept"))
    if request.method in ("GET", "HEAD") and response.status_code == HTTPStatus.OK:
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
        return get_conditional_response(request, etag=etag, response=response) or response
    return response
