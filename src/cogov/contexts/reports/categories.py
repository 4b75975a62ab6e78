"""The category tree in memory: each node with its path, names and questions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies.facade import CategoryName
from cogov.contexts.reports.models import Category
from cogov.kernel.cached import Snapshot
from cogov.kernel.errors import Invalid
from cogov.ui.svg import icon_names

PLAIN_ICON = "circle-dot"


@dataclass(frozen=True, slots=True)
class Node:
    """A category with the codes above it, itself first."""

    row: Category
    path: tuple[str, ...]
    children: tuple[str, ...]

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def icon(self) -> str:
        """A name that the pages can draw; categories come from imports too, whose icons nobody has checked."""
        return self.row.icon if self.row.icon in known_icons() else PLAIN_ICON

    @property
    def name(self) -> str:
        return self.name_in(get_language() or "en")

    @property
    def description(self) -> str:
        return self._either(self.row.description_zh, self.row.description_en, get_language() or "en")

    def name_in(self, language: str) -> str:
        return self._either(self.row.name_zh, self.row.name_en, language)

    @staticmethod
    def _either(zh: str, en: str, language: str) -> str:
        return (zh or en) if language.startswith("zh") else (en or zh)


@dataclass(frozen=True, slots=True)
class Tree:
    """All categories: by code, by id, and the roots in order."""

    by_code: dict[str, Node]
    by_id: dict[int, Node]
    roots: tuple[str, ...]

    def leaves(self, *, active: bool = True) -> list[Node]:
        return [node for node in self.by_code.values() if node.row.leaf and (node.row.active or not active)]

    def under(self, code: str) -> frozenset[int]:
        """Ids of a node and all below it; empty for an unknown code."""
        return frozenset(node.row.pk for node in self.by_code.values() if code in node.path)


def _load() -> Tree:
    rows = list(Category.objects.order_by("order", "id"))
    by_pk = {row.pk: row for row in rows}
    below: dict[int | None, list[str]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row.code)
    nodes = {row.code: Node(row, _path(row, by_pk), tuple(below.get(row.pk, ()))) for row in rows}
    return Tree(nodes, {node.row.pk: node for node in nodes.values()}, tuple(below.get(None, ())))


def _path(row: Category, by_pk: dict[int, Category]) -> tuple[str, ...]:
    path = [row.code]
    while row.parent_id is not None:
        row = by_pk[row.parent_id]
        path.append(row.code)
    return tuple(path)


@cache
def known_icons() -> frozenset[str]:
    return frozenset(icon_names())


snapshot = Snapshot("reports.categories", _load)


def tree() -> Tree:
    return snapshot.get()


def names() -> list[CategoryName]:
    """For the bodies' pages, in the order of the tree."""
    nodes = tree().by_code
    found: list[CategoryName] = []

    def walk(code: str) -> None:
        node = nodes[code]
        found.append(CategoryName(code, node.path, node.row.name_zh, node.row.name_en))
        for child in node.children:
            walk(child)

    for root in tree().roots:
        walk(root)
    return found


def leaf(code: str) -> Node:
    """The active leaf `code`; raises Invalid on field `category`."""
    node = tree().by_code.get(code)
    if node is None or not node.row.leaf or not node.row.active:
        raise Invalid(fields={"category": _("Please choose what it is about.")})
    return node
