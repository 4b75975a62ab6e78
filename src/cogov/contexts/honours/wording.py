"""Rows in the present language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language


def said(row: Any, name: str) -> str:
    """`name_zh` or `name_en` of a row in the present language, the other one where it is empty."""
    first, second = ("zh", "en") if (get_language() or "zh-hans").startswith("zh") else ("en", "zh")
    return str(getattr(row, f"{name}_{first}") or getattr(row, f"{name}_{second}"))
