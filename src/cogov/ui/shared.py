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

PACKED_FROM = 10.0
"""Copies that live for so many seconds are packed: a twentieth of the memory, 0.03 ms to unpack."""

BRIEF_BYTES = 2 * 2**20
"""Of the other copies in one process, some twenty lists: searches, each asked once, never push out the packed ones."""

PACKED_BYTES = 3 * 2**20
"""Of the packed copies in one process, some 1,400 pages."""

OVERHEAD = 600
"""Bytes of a copy beside its pieces: the key with its path, and Python's own."""

SAMPLE_BYTES = 32 * 1024
"""What zlib looks back on. A page is packed as what differs from the first one of its language, at most so long."""

DRAWN_FROM = 0.8
"""Of a copy's time: from then on one request draws the page anew; the others get the copy until its time is over."""

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
    """Headers, a line each; then the pieces between tokens and keys. Packed as one, with a zero byte between them."""
    sample: bytes
    """Of the packed pieces."""
    kinds: str
    """What stands between the pieces: T a token, K a key."""
    made: float
    size: int


class _Shelf:
    """Copies of `most` bytes in all; the oldest make room."""

    def __init__(self, most: int) -> None:
        self.most, self.held = most, 0
        self.drawing: set[Hashable] = set()
        self._copies: OrderedDict[Hashable, _Copy] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> _Copy | None:
        return self._copies.get(key)

    def keep(self, key: Hashable, copy: _Copy) -> None:
        with self._lock:
            old = self._copies.pop(key, None)
            self._copies[key] = copy
            self.held += copy.size - (old.size if old else 0)
            while self.held > self.most:
                _, dropped = self._copies.popitem(last=False)
                self.held -= dropped.size

    def forget(self) -> None:
        with self._lock:
            self._copies.clear()
            self.held = 0


_brief, _packed = _Shelf(BRIEF_BYTES), _Shelf(PACKED_BYTES)
_samples: dict[str | None, bytes] = {}
"""By language."""


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
    shelf = _packed if seconds >= PACKED_FROM else _brief
    found = shelf.get(key)
    if found is not None:
        age = time.monotonic() - found.made
        if age < DRAWN_FROM * seconds or (age < seconds and key in shelf.drawing):
            return _filled(request, found)
    shelf.drawing.add(key)
    try:
        response = make()
        copy = _copy_of(response, packed=shelf is _packed)
        if copy is not None:
            shelf.keep(key, copy)
    finally:
        shelf.drawing.discard(key)
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
    _brief.forget()
    _packed.forget()
    _samples.clear()


def _copy_of(response: HttpResponse, *, packed: bool) -> _Copy | None:
    content = response.content
    if response.status_code != 200 or set(response.cookies) - {settings.CSRF_COOKIE_NAME} or _tells(content):
        return None
    known = [*((match.span(), "T") for match in _TOKEN.finditer(content)),
             *((match.span(), "K") for match in _KEY.finditer(content))]  # fmt: skip
    headers = (f"{name}:{value}" for name, value in response.headers.items() if name != "Content-Length")
    parts, kinds, end = ["\n".join(headers).encode("latin-1")], "", 0
    for (start, stop), kind in sorted(known):
        parts.append(content[end:start])
        kinds += kind
        end = stop
    parts.append(content[end:])
    if packed and b"\0" not in content:
        whole = b"\0".join(parts)
        sample = _samples.setdefault(get_language(), whole[-SAMPLE_BYTES:])
        packer = zlib.compressobj(3, zdict=sample)
        small = packer.compress(whole) + packer.flush()
        return _Copy(small, sample, kinds, time.monotonic(), len(small) + OVERHEAD)
    return _Copy(tuple(parts), b"", kinds, time.monotonic(), len(content) + OVERHEAD)


def _tells(content: bytes) -> bool:
    """Whether anything in it looks like a token, those of the forms left out."""
    rest = _TOKEN.sub(b"", content)
    return _RUN in rest.translate(_LETTERS) and _SECRET.search(rest) is not None


def _filled(request: HttpRequest, copy: _Copy) -> HttpResponse:
    parts = copy.parts
    if isinstance(parts, bytes):
        parts = tuple(zlib.decompressobj(zdict=copy.sample).decompress(parts).split(b"\0"))
    headers, first, *others = parts
    pieces: list[Any] = [first]
    token = get_token(request).encode() if copy.kinds else b""
    for kind, part in zip(copy.kinds, others, strict=True):
        value = token if kind == "T" else str(uuid.uuid4()).encode()
        pieces += [b'name="csrfmiddlewaretoken"' if kind == "T" else b'name="key"', b' value="', value, b'"', part]
    response = HttpResponse(b"".join(pieces))
    for line in headers.decode("latin-1").split("\n"):
        name, _, shown = line.partition(":")
        response[name] = shown
    patch_vary_headers(response, VARY)
    return response
