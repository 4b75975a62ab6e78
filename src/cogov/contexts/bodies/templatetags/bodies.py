"""At which office, on which level, somebody works."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade
from cogov.contexts.bodies.models import LEVELS
from cogov.contexts.bodies.tree import BodyInfo

register = template.Library()
LEVEL_NAMES = dict(LEVELS)


@dataclass(frozen=True, slots=True)
class Place:
    """An office, the name of its level, its area, how many offices stand below it, and one's roles there."""

    body: BodyInfo
    level: str
    area: str
    below: int
    roles: str


@register.simple_tag(takes_context=True)
def my_offices(context: Any) -> list[Place]:
    """Widest level first. From memory."""
    roles: dict[int, list[str]] = {}
    for grant in context["request"].actor.grants:
        roles.setdefault(grant.body, []).append(str(grant.role.label))
    found = [facade.body(id_) for id_ in roles]
    return [
        Place(
            body=body,
            level=str(LEVEL_NAMES[body.level.value]),
            area=areas.full_name(body.area),
            below=sum(facade.body(part).active for part in facade.subtree(body.id)) - 1,
            roles=" · ".join(roles[body.id]),
        )
        for body in sorted(found, key=lambda body: (body.depth, body.code))
    ]
