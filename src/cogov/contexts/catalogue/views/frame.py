"""What the pages of the catalogue share."""

from __future__ import annotations

from urllib.parse import urlencode


def query(**values: object) -> str:
    """ "?a=b" of the values that are not empty."""
    kept = {name: value for name, value in values.items() if value not in ("", None, False)}
    return f"?{urlencode(kept)}" if kept else "?"
