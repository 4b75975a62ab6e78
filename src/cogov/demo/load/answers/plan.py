"""One answer of the demo city."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """One answer: body and category by code, (title, text, keywords) in Chinese and English."""

    body: str
    category: str
    zh: tuple[str, str, str]
    en: tuple[str, str, str]
