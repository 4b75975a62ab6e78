"""The base map of the city: GeoJSON layers from COGOV_DATA/basemap, compressed once and kept by browsers."""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from cogov.kernel.errors import Missing

LAYER = re.compile(r"[a-z]{1,20}")
KEPT_SECONDS = 3600
"""Roads change rarely; after an hour the browser asks again and mostly hears 304."""


@require_safe
def layer(request: HttpRequest, name: str) -> HttpResponseBase:
    """One layer; raises Missing where the city has none of that name."""
    path = settings.DATA / "basemap" / f"{name}.geojson"
    if not LAYER.fullmatch(name) or not path.is_file():
        raise Missing
    etag = quote_etag(f"{name}-{path.stat().st_mtime_ns}")
    response = get_conditional_response(request, etag=etag)
    if response is None:
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        plain, small = _content(path, path.stat().st_mtime_ns)
        response = HttpResponse(small if zipped else plain, content_type="application/geo+json")
        if zipped:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@lru_cache(maxsize=16)
def _content(path: Path, changed: int) -> tuple[bytes, bytes]:  # noqa: ARG001 - `changed` makes a new entry
    plain = path.read_bytes()
    return plain, gzip.compress(plain, mtime=0)
