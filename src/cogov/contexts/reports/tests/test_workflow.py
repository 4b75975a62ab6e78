"""The truth table: who may take which step in which state. Written by hand, not derived."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cogov.contexts.reports.models import CLOSED, Report, State
from cogov.contexts.reports.tests.world import World
from cogov.contexts.reports.workflow import WORKFLOW
from cogov.kernel.clock import now

TABLE = {
    # state: {who: steps}; whoever is not named may take none
    "received": {
        "reporter": "withdraw",
        "reviewer": "ask accept reject merge",
    },
    "asked": {
        "reporter": "answer withdraw",
        "reviewer": "accept reject merge",
    },
    "accepted": {
        "reporter": "withdraw",
        "reviewer": "reject merge",
        "dispatcher": "dispatch",
    },
    "dispatched": {
        "reporter": "withdraw fix",
        "neighbour": "fix",
        "anonymous": "fix",
        "reviewer": "merge fix",
        "dispatcher": "dispatch fix",
        "handler:lamps": "return start resolve fix",
        "handler:roads": "fix",
        "inspector": "fix",
        "auditor": "fix",
        "leader": "fix",
    },
    "handling": {
        "reporter": "withdraw fix",
        "neighbour": "fix",
        "anonymous": "fix",
        "reviewer": "merge fix",
        "dispatcher": "dispatch fix",
        "handler:lamps": "return resolve fix",
        "handler:roads": "fix",
        "inspector": "fix",
        "auditor": "fix",
        "leader": "fix",
    },
    "resolved": {
        "reporter": "confirm reopen",
        "reviewer": "confirm reopen",
        "inspector": "confirm reopen",
    },
    "closed": {
        "reporter": "reopen",
        "reviewer": "reopen",
        "inspector": "reopen",
    },
    "rejected": {"reviewer": "restore"},
    "merged": {"reviewer": "part"},
    "withdrawn": {},
}
WHO = (
    "reporter",
    "neighbour",
    "anonymous",
    "reviewer",
    "dispatcher",
    "handler:lamps",
    "handler:roads",
    "inspector",
    "auditor",
    "leader",
)


def in_state(world: World, state: str) -> Report:
    """A report forced into a state with what the state needs, past all actions."""
    report, other = world.file(category="rubbish"), world.file()
    fields: dict[str, object] = {"state": state}
    if state in CLOSED:
        fields["closed_at"] = now() + timedelta(seconds=1)
    if state in ("resolved", "closed"):
        fields |= {"outcome": "fixed", "resolver": "body", "resolved_by": world.actor("handler:lamps").person}
    if state in ("dispatched", "handling", "resolved", "closed"):
        fields["body"] = world.bodies["lamps"]
    if state == "merged":
        fields["merged_into"] = other
    Report.objects.filter(pk=report.pk).update(**fields)
    return Report.objects.select_related("category").get(pk=report.pk)


def test_the_table_knows_every_state() -> None:
    assert set(TABLE) == set(State.values)


@pytest.mark.parametrize("state", TABLE)
def test_steps_are_open_to_exactly_those_in_the_table(world: World, state: str) -> None:
    report = in_state(world, state)
    found = {}
    for who in WHO:
        actor = world.actor("resident" if who == "reporter" else who)
        steps = {step.name for step in WORKFLOW.available(report, actor)}
        if steps:
            found[who] = steps
    assert found == {who: set(steps.split()) for who, steps in TABLE[state].items()}


def test_a_resident_never_fixes_what_is_not_simple(world: World) -> None:
    report = in_state(world, "dispatched")
    Report.objects.filter(pk=report.pk).update(category=world_category("lamp"))
    report = Report.objects.select_related("category").get(pk=report.pk)
    assert WORKFLOW.why_not("fix", report, world.actor("neighbour")) is not None


def test_a_reporter_who_fixed_it_does_not_check_it(world: World) -> None:
    report = in_state(world, "resolved")
    Report.objects.filter(pk=report.pk).update(resolver="reporter", resolved_by=world.actor("resident").person)
    report = Report.objects.select_related("category").get(pk=report.pk)
    assert WORKFLOW.why_not("confirm", report, world.actor("resident")) is not None
    assert WORKFLOW.why_not("confirm", report, world.actor("inspector")) is None


def test_an_inspector_of_the_body_that_did_the_work_does_not_check_it(world: World) -> None:
    report = in_state(world, "resolved")
    assert WORKFLOW.why_not("confirm", report, world.actor("inspector:lamps")) is not None


def world_category(code: str):  # type: ignore[no-untyped-def]
    from cogov.contexts.reports.models import Category

    return Category.objects.get(code=code)
