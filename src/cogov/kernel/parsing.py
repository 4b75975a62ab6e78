"""Small values out of strangers' hands."""

from __future__ import annotations

MOST_DIGITS = 18
"""Any such number fits the signed BIGINT of both databases."""


def whole(text: str, *, most_digits: int = MOST_DIGITS) -> int | None:
    """A whole number ≥ 0 in ASCII digits, else None: "²" and "٣" are digits to Python, and no numbers to us."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else None
