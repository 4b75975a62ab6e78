"""Where a client means: a position, an id of ours, or words in which the name of an area stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports.checking import clean_text
from cogov.contexts.reports.open311.answers import Collected
from cogov.contexts.reports.open311.parameters import one
from cogov.kernel import geo
from cogov.kernel.actors import AreaLevel
from cogov.kernel.errors import Invalid, Missing

FINE_FIRST = (AreaLevel.COMMUNITY, AreaLevel.STREET, AreaLevel.DISTRICT)
"""Levels that an address may name, the narrowest first; the city alone is no place to go to."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Position, or the area when only that is known, and the address in words."""

    lat: float | None = None
    lon: float | None = None
    area: int | None = None
    address: str = ""

    @property
    def known(self) -> bool:
        return self.lat is not None or self.area is not None


def spot_of(params: QueryDict, errors: Collected) -> Spot:
    """The standard: "one of lat & long or address_string or address_id"; a position counts most."""
    address = clean_text(one(params, "address_string", "address")).replace("\n", " ")
    lat, lon = one(params, "lat"), one(params, "long", "lon", "lng")
    if lat or lon:
        return _position(lat, lon, address, errors)
    if code := one(params, "address_id"):
        return _by_code(code, address, errors)
    if address:
        return Spot(area=_named(address, errors), address=address)
    return Spot()


def _position(lat: str, lon: str, address: str, errors: Collected) -> Spot:
    if not (lat and lon):
        errors.add(400, "lat, long", _("Please send both, latitude and longitude."))
        return Spot(address=address)
    try:
        south, west = geo.position(lat, lon)
    except Invalid as error:
        errors.add(400, "lat, long", error.sentence)
        return Spot(address=address)
    return Spot(south, west, None, address)


def _by_code(code: str, address: str, errors: Collected) -> Spot:
    try:
        return Spot(area=areas.by_code(code[:40]).id, address=address)
    except Missing:
        errors.add(400, "address_id", _("There is no area with this code. Please send lat and long."))
        return Spot(address=address)


def _named(address: str, errors: Collected) -> int | None:
    """The narrowest area whose name stands in the words. One of several of that name is never guessed."""
    words = _plain(address)
    for level in FINE_FIRST:
        named = [info for info in areas.areas(level) if _stands_in(info, words)]
        if not named:
            continue
        most = max(_matching(info, words) for info in named)
        best = [info for info in named if _matching(info, words) == most]
        if len(best) == 1:
            return best[0].id
        errors.add(
            400, "address_string", _("Several places have this name. Please add the district, or send lat and long.")
        )
        return None
    errors.add(400, "address_string", _("We do not find this address. Please send lat and long."))
    return None


def _stands_in(info: areas.AreaInfo, words: str) -> bool:
    return any(_said(name, words) for name in _names(info))


def _matching(info: areas.AreaInfo, words: str) -> tuple[int, int]:
    """How many of the areas above are named, too, and how long the own name is ("North Gate" before "North")."""
    above = sum(_stands_in(areas.area(id_), words) for id_ in info.path[:-1])
    return above, max(len(name) for name in _names(info) if _said(name, words))


def _names(info: areas.AreaInfo) -> list[str]:
    return [name for name in map(_plain, (info.name_zh, info.name_en)) if len(name) > 1]


def _said(name: str, words: str) -> bool:
    """In alphabets as whole words, so that "Rose" is not found in "Primrose"; Chinese writes no blanks."""
    if not name.isascii():
        return name in words
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
