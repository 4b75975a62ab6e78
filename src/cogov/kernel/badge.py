"""A cookie that says: staff at work. It opens nothing; when all cannot be served at once, its bearer goes first.

It is signed and bound to one session, so any process of the city can check it from memory, even one that was
started a moment ago while the database has no time to be asked. See docs/adr/0017-above-capacity.md.
"""

from __future__ import annotations

from hmac import compare_digest

from cogov.kernel.clock import now
from cogov.kernel.ids import derived_token

COOKIE = "desk"
LIFE = 3600
"""Seconds for which a badge holds: whoever signed out keeps the precedence, and nothing else, for no longer."""


def issue(session_key: str) -> str:
    until = int(now().timestamp()) + LIFE
    return f"{until}.{_seal(session_key, until)}"


def remaining(badge: str, session_key: str) -> int:
    """Seconds for which the badge still holds in this session; 0 for one that is forged, another's or too old."""
    until, _dot, seal = badge.partition(".")
    if not session_key or not (until.isascii() and until.isdigit()):
        return 0
    left = int(until) - int(now().timestamp())
    return left if 0 < left <= LIFE and compare_digest(seal.encode(), _seal(session_key, int(until)).encode()) else 0


def _seal(session_key: str, until: int) -> str:
    return derived_token("badge", session_key, until)
