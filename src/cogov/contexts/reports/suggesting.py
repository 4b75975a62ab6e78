"""Which category a text speaks of."""

from __future__ import annotations

from cogov.contexts.reports.categories import Node

MOST = 3


def categories_for(text: str) -> list[Node]:
    return []
