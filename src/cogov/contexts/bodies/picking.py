"""Areas and bodies as people type them: a code, a name, or a name with those above it."""

from __future__ import annotations

from typing import TypeVar

from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.areas.facade import AreaInfo
from cogov.contexts.bodies import facade
from cogov.contexts.bodies.tree import BodyInfo
from cogov.kernel.actors import AreaLevel
from cogov.kernel.errors import Invalid, Missing

MOST_OFFERED = 800  # entries of a list to choose from: some 50 KB; below it every community of a usual city fits
MOST_NAMED = 5  # entries of a sentence
T = TypeVar("T")
LANGUAGES = ("zh-hans", "en")


def area_of(text: str) -> AreaInfo:
    """Raises Invalid when there is none, or more than one."""
    text = _plain(text)
    try:
        return areas.by_code(text)
    except Missing:
        pass
    found = [
        info
        for info in areas.areas()
        if text in {_plain(areas.full_name(info.id, language)) for language in LANGUAGES}
        or text in {_plain(info.name_zh), _plain(info.name_en)} - {""}
    ]
    if not found:
        raise Invalid(_("There is no area called %(text)s.") % {"text": text or "–"})
    return _only(found, [f"{areas.full_name(info.id)} ({info.code})" for info in found])


def picked_area(id_: int) -> str:
    """What `area_of` reads as this area: its name, or where another has the same its code."""
    name = areas.full_name(id_)
    twins = sum(areas.full_name(info.id) == name for info in areas.areas())
    return name if twins == 1 else areas.area(id_).code


def body_of(text: str) -> BodyInfo:
    """Raises Invalid when there is none, or more than one."""
    text = _plain(text)
    try:
        return facade.by_code(text)
    except Missing:
        pass
    found = [body for body in facade.bodies() if text in {_plain(body.name_zh), _plain(body.name_en)} - {""}]
    if not found:
        raise Invalid(_("There is no office called %(text)s.") % {"text": text or "–"})
    return _only(found, [f"{body.name()} ({body.code})" for body in found])


def picked_body(id_: int) -> str:
    """What `body_of` reads as this body: its name, or where another has the same its code."""
    body = facade.body(id_)
    twins = sum(each.name() == body.name() for each in facade.bodies())
    return body.name() if twins == 1 else body.code


def offered_areas() -> list[str]:
    """Names to choose from: all but the grid, or in a big city down to the streets."""
    known = [info for info in areas.areas() if info.level is not AreaLevel.GRID]
    if len(known) > MOST_OFFERED:
        known = [info for info in known if info.level is not AreaLevel.COMMUNITY]
    return [areas.full_name(info.id) for info in known]


def offered_bodies() -> list[str]:
    """Names to choose from: all, or in a big city those of the city and its districts."""
    known = facade.bodies_tree()
    if len(known) > MOST_OFFERED:
        known = tuple(body for body in known if body.level in (AreaLevel.CITY, AreaLevel.DISTRICT))
    return [body.name() for body in known]


def _only(found: list[T], names: list[str]) -> T:
    if len(found) > 1:
        raise Invalid(
            _("Several have this name: %(names)s. Please type the code.") % {"names": "; ".join(names[:MOST_NAMED])}
        )
    return found[0]


def _plain(text: str) -> str:
    return " ".join(text.split())
