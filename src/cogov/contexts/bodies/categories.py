"""What the categories are called: they belong to another context, which tells them to this one at start-up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class CategoryName:
    """One category. `path` holds its own code first, then those above it."""

    code: str
    path: tuple[str, ...]
    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        chinese = (get_language() or "zh-hans").startswith("zh")
        return (self.name_zh or self.name_en) if chinese else (self.name_en or self.name_zh)

    @property
    def depth(self) -> int:
        return len(self.path) - 1


Source = Callable[[], Sequence[CategoryName]]

_sources: list[Source] = []


def use_categories(source: Source) -> None:
    """`source` gives all categories in the order of their tree; the last one told counts."""
    _sources[:] = [source]


def categories() -> Sequence[CategoryName]:
    return _sources[0]() if _sources else ()


def category_name(code: str) -> str:
    """Its name; the code itself where nobody knows it."""
    if not code:
        return _("every category")
    return next((category.name for category in categories() if category.code == code), code)


def category_path(code: str) -> tuple[str, ...]:
    """Itself first, then those above; alone where nobody knows it, and () for the empty code."""
    found = next((category.path for category in categories() if category.code == code), (code,))
    return found if code else ()
