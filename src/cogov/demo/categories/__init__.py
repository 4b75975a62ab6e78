"""The category tree after China's practice (GB/T 30428): components, events, and what people say beside them.

Product data: a city starts with it and changes it on a page.
"""

from __future__ import annotations

from cogov.demo.categories import components, events, voices
from cogov.demo.categories.model import Category, Choice, Question

__all__ = ["BY_CODE", "CATEGORIES", "LEAVES", "Category", "Choice", "Question", "path"]

# Parents before children, in the order in which people see them.
CATEGORIES: tuple[Category, ...] = (
    *components.GROUPS,
    *components.COMPONENTS,
    *events.GROUPS,
    *events.EVENTS,
    *voices.GROUPS,
    *voices.VOICES,
)
BY_CODE: dict[str, Category] = {category.code: category for category in CATEGORIES}
LEAVES: tuple[Category, ...] = tuple(category for category in CATEGORIES if category.leaf)


def path(code: str) -> tuple[str, ...]:
    """The code and those above it, itself first."""
    found = [code]
    while BY_CODE[found[-1]].parent:
        found.append(BY_CODE[found[-1]].parent)
    return tuple(found)
