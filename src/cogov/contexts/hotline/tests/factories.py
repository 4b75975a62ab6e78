"""Calls for tests, through the real actions."""

from __future__ import annotations

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.hotline import actions, places
from cogov.contexts.hotline.actions import Filing
from cogov.contexts.hotline.models import Call
from cogov.contexts.reports.tests.world import TEXT, World
from cogov.kernel.actors import SYSTEM

NUMBER = "+8613800000007"


def known(world: World, number: str = NUMBER) -> int:
    """A resident who has called before."""
    return accounts.find_or_create_resident(contact=number, by=SYSTEM, name="周桂兰").id


def ringing(world: World, *, contact: str = NUMBER, line: str = "line-1") -> Call:
    return actions.ring(line=line, contact=contact, body=world.bodies["centre"], by=SYSTEM)


def conversation(world: World, about: str = NUMBER, who: str = "operator") -> Call:
    return actions.start(about=about, by=world.actor(who))


def filing(world: World, **more: object) -> Filing:
    """A dark lamp in the community of the square c111."""
    spot = places.found(community(world), None, world.actor("operator"))[0]
    return Filing(**({"text": TEXT, "kind": "lamp", "spot": spot} | more))  # type: ignore[arg-type]


def community(world: World) -> str:
    """Its name as an operator types it."""
    from cogov.contexts.areas import facade as areas

    return areas.name(world.areas["c111"], "zh-hans")
