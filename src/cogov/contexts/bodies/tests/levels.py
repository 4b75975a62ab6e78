"""Four levels for tests: hall > district > street > community, twice below one city."""

from __future__ import annotations

from datetime import timedelta

from cogov.contexts.bodies.models import Body, Responsibility
from cogov.contexts.bodies.tree import snapshot
from cogov.contexts.reports.tests.world import World
from cogov.kernel.clock import now

TREE = (
    ("hall", "c", None, "city"),
    ("east", "c1", "hall", "district"),
    ("east-street", "c11", "east", "street"),
    ("east-home", "c111", "east-street", "community"),
    ("east-home-2", "c112", "east-street", "community"),
    ("east-street-2", "c12", "east", "street"),
    ("west", "c2", "hall", "district"),
    ("west-street", "c22", "west", "street"),
    ("west-home", "c221", "west-street", "community"),
)
"""Code, area, the body above, level."""

ANSWERS = (("rubbish", "c"), ("rubbish", "c11"), ("rubbish", "c111"), ("noise", "c2"))
"""Category and area for which the body of that area answers."""


def four_levels(world: World) -> World:
    """Adds the bodies and their rules to the world; the widest rules first."""
    by_area: dict[str, int] = {}
    for code, area, above, level in TREE:
        parent = Body.objects.get(pk=world.bodies[above]) if above else None
        row = Body.objects.create(
            code=code, level=level, area_id=world.areas[area], parent=parent, path="", kind="office",
            name_zh=f"{code}办", name_en=f"{code} office",
        )  # fmt: skip
        row.path = f"{parent.path if parent else '/'}{row.pk}/"
        row.save(update_fields=["path"])
        world.bodies[code] = by_area[area] = row.pk
    since = now() - timedelta(days=1)
    for category, area in ANSWERS:
        Responsibility.objects.filter(category=category, area_id=world.areas[area]).delete()
        Responsibility.objects.create(category=category, area_id=world.areas[area], body_id=by_area[area], since=since)
    snapshot.changed()
    return world
