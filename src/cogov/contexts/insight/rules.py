"""Who may read what of the figures."""

from __future__ import annotations

URL_CLASSES: dict[str, str] = {}
