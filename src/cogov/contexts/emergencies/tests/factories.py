"""Plans and emergencies for tests, through the real actions."""

from __future__ import annotations

from cogov.contexts.emergencies import actions
from cogov.contexts.emergencies.actions import PlanDraft
from cogov.contexts.emergencies.models import Emergency, Plan
from cogov.contexts.reports.tests.world import World

WORDS = {
    "name_zh": "路灯杆倒塌",
    "name_en": "Fallen lamp post",
    "advice_zh": "离开现场。\n不要触碰电线。",
    "advice_en": "Walk away.\nTouch no wires.",
}
OFFICERS = {"lamps": ("handler:lamps", "supervisor:lamps"), "roads": ("handler:roads",)}


def draft(world: World, **more: object) -> PlanDraft:
    duties = tuple(
        (world.bodies[body], tuple(int(world.actor(who).person or 0) for who in people))
        for body, people in OFFICERS.items()
    )
    given = {"body": world.bodies["lamps"], "kind": "power", "duties": duties} | WORDS | more
    return PlanDraft(**given)  # type: ignore[arg-type]


def planned(world: World, **more: object) -> Plan:
    return actions.save_plan(draft(world, **more), by=world.actor("supervisor:lamps"))


def declared(world: World, *, drill: bool = False, **more: object) -> Emergency:
    """By the reviewer of the centre."""
    return actions.declare(planned(world, **more).pk, by=world.actor("reviewer"), drill=drill)


def led(world: World, *, drill: bool = False, **more: object) -> Emergency:
    """Under the command of the first officer of the lamps."""
    made = declared(world, drill=drill, **more)
    return actions.take_command(made.pk, by=world.actor("handler:lamps"))
