"""Sending a photo and being shown one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from cogov.contexts.media import facade, queries, rules, storage
from cogov.contexts.media.pipeline import MAX_BYTES, Oversized, Reason, Size
from cogov.contexts.media.visitors import known_session, upload_session
from cogov.kernel import throttle
from cogov.kernel.errors import CogovError, Invalid, Missing

ENVELOPE = 64 * 1024  # bytes around the photo in a multipart body: boundaries, file name, form token

PUBLIC = "public, max-age=3600, s-maxage=60, immutable"
"""A photo that is hidden later must not live on in copies that nobody can recall: an hour in a browser that has
shown it already, a minute in a shared cache; then it is asked for again, and 304 costs no picture."""
PRIVATE = "private, no-store"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Content-Disposition": 'inline; filename="photo.jpg"',
}


class InMemory(MemoryFileUploadHandler):
    """Keeps the original off the disk, where a crash would leave it lying with its position and owner."""

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        self.activated = True


@csrf_exempt  # checked in `_upload`: the check reads the whole body, whose length has to be looked at first
@require_POST
def upload(request: HttpRequest) -> HttpResponseBase:
    """multipart `photo` → {id, token, position, taken_at, thumb, page, note}, or a problem with a sentence."""
    try:
        throttle.take(rules.UPLOADS, throttle.caller(request))
        if _announced(request) > MAX_BYTES + ENVELOPE:
            raise Oversized(Reason.BYTES)
        request.upload_handlers = [InMemory(request)]
        return _upload(request)
    except CogovError as error:
        return _problem(error)


@require_safe
def photo(request: HttpRequest, token: str, size: Size) -> HttpResponseBase:
    """The one gate to a photo. Two queries for a public one, without touching the session. Raises Missing."""
    asset = queries.by_token(token)
    public = rules.is_public(asset)
    if not public and not rules.may_see(asset, request.actor, known_session(request)):  # type: ignore[attr-defined]
        raise Missing
    etag = f'"{asset.sha256[:32]}-{size.value}"'
    response = get_conditional_response(request, etag=etag) or _file(asset.stem, size)
    for name, value in HEADERS.items():
        response[name] = value
    response["ETag"] = etag
    response["Cache-Control"] = PUBLIC if public else PRIVATE
    response["Cross-Origin-Resource-Policy"] = "cross-origin" if public else "same-origin"
    return response


@csrf_protect
def _upload(request: HttpRequest) -> HttpResponse:
    file = request.FILES.get("photo")
    if file is None:
        raise Invalid(fields={"photo": _("Please choose a photo.")})
    stored = facade.store_photo(data=file, by=request.actor, session=upload_session(request))  # type: ignore[attr-defined]
    return JsonResponse(_answer(stored), status=201)


def _announced(request: HttpRequest) -> int:
    """Bytes of the body; servers pass on no more than this."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _answer(stored: facade.Draft) -> dict[str, Any]:
    return {
        "id": stored.id,
        "token": stored.token,
        "thumb": stored.thumb,
        "page": stored.page,
        "position": {"lat": stored.lat, "lon": stored.lon} if stored.lat is not None else None,
        "taken_at": stored.taken_at.isoformat() if stored.taken_at else None,
        "note": gettext("The file held several pictures. Only the first one was kept.") if stored.several else "",
    }


def _file(stem: str, size: Size) -> HttpResponse:
    """At once rather than streamed: half a megabyte at most, and no open file waits for a slow telephone."""
    try:
        return HttpResponse(storage.path(stem, size).read_bytes(), content_type="image/jpeg")
    except FileNotFoundError:
        raise Missing from None  # erased in this moment, or by hand
    except OSError as error:
        raise storage.StoreFailed(_("The photo cannot be shown just now. Please try again in some minutes.")) from error


def _problem(error: CogovError) -> JsonResponse:
    """RFC 9457."""
    title = HTTPStatus(error.status).phrase
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": error.status}
    body |= {"detail": str(error), "code": error.code}
    if isinstance(error, Invalid) and error.fields:
        body["errors"] = {name: str(sentence) for name, sentence in error.fields.items()}
    response = JsonResponse(body, status=error.status, content_type="application/problem+json")
    if error.retry_after is not None:
        response["Retry-After"] = str(error.retry_after)
    return response
