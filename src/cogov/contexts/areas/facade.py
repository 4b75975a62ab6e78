"""What other contexts may ask of areas. Everything is answered from memory, without a query."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from django.utils.translation import get_language

from cogov.contexts.areas import gazetteer
from cogov.contexts.areas.gazetteer import Place
from cogov.contexts.areas.tree import AreaChain, AreaInfo, snapshot
from cogov.kernel.actors import AreaLevel
from cogov.kernel.errors import Missing

__all__ = [
    "AreaChain",
    "AreaInfo",
    "Place",
    "ancestors",
    "area",
    "areas",
    "by_code",
    "chain_at",
    "chain_of",
    "children",
    "city",
    "full_name",
    "name",
    "places",
    "search",
    "subtree",
]

K = TypeVar("K")
T = TypeVar("T")


def chain_at(lat: float, lon: float) -> AreaChain | None:
    """City … grid cell of a WGS84 point, None outside; a point on a border belongs to one side, always the same.

    About 0.02 ms.
    """
    return snapshot.get().chain_at(lat, lon)


def chain_of(id_: int) -> AreaChain:
    """The chain that ends at this area. Raises Missing."""
    return _found(snapshot.get().chains, id_)


def area(id_: int) -> AreaInfo:
    """Raises Missing."""
    return _found(snapshot.get().infos, id_)


def by_code(code: str) -> AreaInfo:
    """Raises Missing."""
    return _found(snapshot.get().by_code, code)


def city() -> AreaInfo:
    """Raises Missing before the city is drawn."""
    tops = snapshot.get().children.get(None)
    if not tops:
        raise Missing
    return tops[0]


def areas(level: AreaLevel | None = None, parent: int | None = None) -> tuple[AreaInfo, ...]:
    """In order; with `level` those of that level, with `parent` those anywhere below it. Without either: all."""
    tree = snapshot.get()
    below = tree.subtrees.get(parent, frozenset()) if parent is not None else None
    return tuple(
        info
        for info in tree.infos.values()
        if (level is None or info.level == level) and (below is None or (info.id in below and info.id != parent))
    )


def children(id_: int) -> tuple[AreaInfo, ...]:
    """The areas directly below, in order."""
    return snapshot.get().children.get(id_, ())


def subtree(id_: int) -> frozenset[int]:
    """The area with all below it; empty for an unknown id."""
    return snapshot.get().subtrees.get(id_, frozenset())


def ancestors(id_: int) -> tuple[int, ...]:
    """The ids above it, city first, without itself. Raises Missing."""
    return area(id_).path[:-1]


def name(id_: int, language: str | None = None) -> str:
    """In `language` ("zh-hans", "en"), by default the present one. Raises Missing."""
    return area(id_).name(language)


def full_name(id_: int, language: str | None = None) -> str:
    """With the areas above it up to the district: "湖滨区柳荫街道玫瑰社区" or "Rose, Willow Street, Lakeside"."""
    language = language or get_language() or "zh-hans"
    infos = snapshot.get().infos
    names = [infos[above].name(language) for above in area(id_).path]
    names = names[1:] or names  # the city says nothing new, unless it is what was asked for
    return "".join(names) if language.startswith("zh") else ", ".join(reversed(names))


def search(text: str, *, level: AreaLevel = AreaLevel.COMMUNITY, limit: int = 20) -> tuple[AreaInfo, ...]:
    """Areas of a level whose names, or those of the areas above, hold every word, best first; no more than `limit`."""
    words = _plain(text).split()
    if not words:
        return ()
    ranked: list[tuple[tuple[int, int], int, AreaInfo]] = []
    for info in areas(level):
        rank = _rank(info, words)
        if rank is not None:
            ranked.append((rank, len(ranked), info))
    return tuple(info for _rank_, _order, info in sorted(ranked)[:limit])


def places(text: str, *, near: tuple[float, float] | None = None, limit: int = 5) -> list[Place]:
    """Points of streets, parks and areas that the text names, best first; see gazetteer.find."""
    return gazetteer.find(text, near=near, limit=limit)


def _found(table: Mapping[K, T], key: K) -> T:
    try:
        return table[key]
    except KeyError:
        raise Missing from None


def _rank(info: AreaInfo, words: list[str]) -> tuple[int, int] | None:
    """Lower is better: whole name, start of it, within it, only above it; then the shorter name."""
    own = [_plain(part) for part in (info.name_zh, info.name_en, info.code) if part]
    infos = snapshot.get().infos
    above = [_plain(part) for id_ in info.path[:-1] for part in (infos[id_].name_zh, infos[id_].name_en)]
    above.append(_plain(full_name(info.id, "zh-hans")))  # written without spaces, as people do
    if not all(any(word in text for text in [*own, *above]) for word in words):
        return None
    last = words[-1]
    checks = (
        any(text == last for text in own),
        any(text.startswith(last) for text in own),
        any(word in text for text in own for word in words),
    )
    return next((place for place, hit in enumerate(checks) if hit), len(checks)), len(own[0])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
