"""Pages that are the same for every visitor without a session, drawn once and handed to many.

What belongs to one visitor alone, the token and the key of each form, is put in anew each time; a page
in which anything else looks like a token is never kept. Each process holds its own copies.
"""

from __future__ import annotations

import re
import threading
import time
import uuid
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from cogov.kernel import replicas
from cogov.ui.context import THEME_COOKIE, TYPE_COOKIE

MOST_BYTES = 8 * 2**20
"""Of all copies in one process: some 1,200 packed pages."""

PACKED_FROM = 10.0
"""Copies that live for so many seconds are compressed: a quarter of the memory, 0.1 ms to unpack."""

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[A-Za-z0-9]{64}"')
_KEY = re.compile(rb'name="key" value="[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"')
_SECRET = re.compile(rb"(?<![A-Za-z0-9])[A-Za-z0-9]{64}(?![A-Za-z0-9])")
_LETTERS = bytes(97 if chr(code).isalnum() and code < 128 else 32 for code in range(256))
_RUN = b"a" * 64
"""Looked for first: twenty times as fast as the pattern, and hardly a page has it."""
VARY = ("Cookie", "Accept-Language", "HX-Request")


@dataclass(frozen=True, slots=True)
class _Copy:
    parts: bytes | tuple[bytes, ...]
    """Pieces between which tokens and keys stand; packed as one, with a zero byte between them."""
    kinds: tuple[bytes, ...]
    headers: tuple[tuple[str, str], ...]
    made: float
    size: int


_copies: OrderedDict[Hashable, _Copy] = OrderedDict()
_lock = threading.Lock()
_held = 0


def shared(request: HttpRequest, state: Hashable, make: Callable[[], HttpResponse], *, seconds: float) -> HttpResponse:
    """The page in this `state`, at most so many seconds old; drawn by `make` for visitors with a session.

    `state` must change with whatever the page shows that may not be `seconds` old.
    """
    if not (settings.SHARED_PAGES and is_anybody(request)):
        return make()
    names = request.COOKIES
    key = (
        request.get_full_path(), state, get_language(), names.get(THEME_COOKIE), names.get(TYPE_COOKIE),
        "HX-Request" in request.headers, request.get_host(), replicas.is_reading(),
    )  # fmt: skip
    found = _copies.get(key)
    if found is not None and time.monotonic() - found.made < seconds:
        return _filled(request, found)
    response = make()
    copy = _copy_of(response, packed=seconds >= PACKED_FROM)
    if copy is not None:
        _keep(key, copy)
    return response


def is_anybody(request: HttpRequest) -> bool:
    """Whether the request shows nothing that could make its answer differ from a stranger's."""
    return (
        settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "messages" not in request.COOKIES
        and replicas.COOKIE not in request.COOKIES  # who has just written looks for it
        and "Authorization" not in request.headers
        and request.method in ("GET", "HEAD")
    )


def forget() -> None:
    """For tests."""
    global _held  # noqa: PLW0603 - one count for one process
    with _lock:
        _copies.clear()
        _held = 0


def _copy_of(response: HttpResponse, *, packed: bool) -> _Copy | None:
    content = response.content
    known = [*_TOKEN.finditer(content), *_KEY.finditer(content)]
    if response.status_code != 200 or set(response.cookies) - {settings.CSRF_COOKIE_NAME} or _tells(content):
        return None
    parts, kinds, end = [], [], 0
    for match in sorted(known, key=lambda one: one.start()):
        parts.append(content[end : match.start()])
        kinds.append(match.re.pattern[:11])
        end = match.end()
    headers = tuple((name, value) for name, value in response.headers.items() if name != "Content-Length")
    parts.append(content[end:])
    if packed and b"\0" not in content:
        small = zlib.compress(b"\0".join(parts), 1)
        return _Copy(small, tuple(kinds), headers, time.monotonic(), len(small))
    return _Copy(tuple(parts), tuple(kinds), headers, time.monotonic(), len(content))


def _tells(content: bytes) -> bool:
    """Whether anything in it looks like a token, those of the forms left out."""
    rest = _TOKEN.sub(b"", content)
    return _RUN in rest.translate(_LETTERS) and _SECRET.search(rest) is not None


def _keep(key: Hashable, copy: _Copy) -> None:
    global _held  # noqa: PLW0603
    with _lock:
        old = _copies.pop(key, None)
        _copies[key] = copy
        _held += copy.size - (old.size if old else 0)
        while _held > MOST_BYTES:
            _, dropped = _copies.popitem(last=False)
            _held -= dropped.size


def _filled(request: HttpRequest, copy: _Copy) -> HttpResponse:
    parts = zlib.decompress(copy.parts).split(b"\0") if isinstance(copy.parts, bytes) else copy.parts
    pieces: list[Any] = [parts[0]]
    token = get_token(request).encode() if copy.kinds else b""
    for kind, part in zip(copy.kinds, parts[1:], strict=True):
        if kind == _TOKEN.pattern[:11]:
            pieces.append(b'name="csrfmiddlewaretoken" value="' + token + b'"')
        else:
            pieces.append(b'name="key" value="' + str(uuid.uuid4()).encode() + b'"')
        pieces.append(part)
    response = HttpResponse(b"".join(pieces))
    for name, value in copy.headers:
        response[name] = value
    patch_vary_headers(response, VARY)
    return response
