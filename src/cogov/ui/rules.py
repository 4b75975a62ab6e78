"""The house's own pages are for everybody."""

from __future__ import annotations

_PAGES = (
    "language", "appearance", "manifest", "service_worker", "offline", "robots", "favicon", "basemap", "about", "help",
    "privacy", "gallery", "gallery_desk", "gallery_error",
)  # fmt: skip
URL_CLASSES = {f"ui:{page}": "public" for page in _PAGES}
