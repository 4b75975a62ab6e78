"""Static files whose address changes with their content, so that browsers may keep them for a year.

No collecting is needed to run: the hash goes into the query. `collectstatic` adds compressed copies for whitenoise.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from whitenoise.storage import CompressedStaticFilesStorage

HASH_BYTES = 6
"""48 bits: two versions of one file do not meet by accident."""


def _digest(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise ValueError(f"There is no static file {name!r}")
    return blake2b(Path(found).read_bytes(), digest_size=HASH_BYTES).hexdigest()


_remembered = lru_cache(maxsize=1024)(_digest)


class HashedFiles(CompressedStaticFilesStorage):  # type: ignore[misc]
    """Addresses as /static/dist/app.js?v=1f0c…; a name without a file fails instead of giving a dead link."""

    def url(self, name: str | None) -> str:
        plain = str(super().url(name))
        digest = _digest if settings.DEBUG else _remembered
        return f"{plain}?v={digest(name)}" if name else plain
