"""A place as a caller says it: one of their earlier places, or a community whose name is in what they say."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Actor, AreaLevel

MOST = 6
"""Places offered at once: what an operator takes in at a glance."""

ENDINGS = ("社区", "小区", "村", " community")
"""What people leave out of a community's name."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to choose. `key` names it in forms; `exact` is False for the middle of a community."""

    key: str
    label: str
    address: str
    area: int | None
    lat: float
    lon: float
    exact: bool


def found(text: str, person: int | None, actor: Actor) -> list[Spot]:
    """Earlier places first when they fit or nothing is typed, then communities. One query with a person."""
    typed = text.strip()
    return [*_earlier(typed, person, actor), *_communities(typed)][:MOST]


def _earlier(typed: str, person: int | None, actor: Actor) -> list[Spot]:
    if person is None:
        return []
    words = typed.casefold().split()
    return [
        Spot(f"earlier-{place}", one.address, one.address, one.community, one.lat, one.lon, True)
        for place, one in enumerate(reports.places_of(person, actor))
        if all(word in one.address.casefold() for word in words)
    ]


def _communities(typed: str) -> list[Spot]:
    """By the name inside the words, the longest first; else by what the search of areas makes of them."""
    if not typed:
        return []
    inside = [(len(name), info) for info in areas.areas(AreaLevel.COMMUNITY) if (name := _said(info, typed))]
    infos = [info for _length, info in sorted(inside, key=lambda pair: (-pair[0], pair[1].id))]
    if not infos:
        infos = list(_searched(typed))
    return [
        Spot(f"area-{info.id}", areas.full_name(info.id), typed, info.id, info.lat, info.lon, False)
        for info in infos
        if info.lat is not None and info.lon is not None
    ]


def _searched(typed: str) -> tuple[areas.AreaInfo, ...]:
    """The whole text, then without its last words, which may be a house or a landmark."""
    words = typed.split()
    for last in range(len(words), 0, -1):
        hits = areas.search(" ".join(words[:last]), limit=MOST)
        if hits:
            return hits
    return ()


def _said(info: areas.AreaInfo, typed: str) -> str:
    """The part of the area's name that the words hold, or nothing."""
    plain = typed.casefold()
    for name in (info.name_zh.casefold(), info.name_en.casefold()):
        short = next((name.removesuffix(end) for end in ENDINGS if name.endswith(end)), name)
        for candidate in (name, short):
            if len(candidate) > 1 and candidate in plain:
                return candidate
    return ""
