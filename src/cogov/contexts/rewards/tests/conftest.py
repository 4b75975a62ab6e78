"""A small city with rules in force."""

from __future__ import annotations

from datetime import date

import pytest

from cogov.contexts.reports.tests.world import World, build
from cogov.contexts.rewards import actions
from cogov.contexts.rewards.actions import RuleData
from cogov.contexts.rewards.models import Kind, Rule
from cogov.kernel.actors import SYSTEM

LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def world(db) -> World:
    return build()


def a_rule(kind=Kind.ACCEPTED, points=10, *, on=True, code="", **more) -> Rule:
    names = {"name_zh": f"{kind}的积分", "name_en": f"Points for {kind}"}
    data = RuleData(kind=kind, points=points, **{"since": LONG_AGO, **names, **more})
    rule = actions.draft_rule(data, code=code, by=SYSTEM)
    if on:
        actions.switch_on(rule, revision=1, by=SYSTEM)
    return Rule.objects.get(pk=rule)


@pytest.fixture
def rules(world) -> dict[str, Rule]:
    """One rule for each kind that reports know."""
    points = {Kind.ACCEPTED: 10, Kind.USEFUL: 40, Kind.FIRST: 20, Kind.REPEAT: 2,
              Kind.FIXED: 60, Kind.EVIDENCE: 5, Kind.SURVEY: 5}  # fmt: skip
    return {kind.value: a_rule(kind, amount) for kind, amount in points.items()}
