"""Who may, when, and a sentence where not."""

from enum import StrEnum
from types import SimpleNamespace

import pytest
from django.db import models

from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.errors import Conflict, Forbidden
from cogov.kernel.workflow import Transition, Workflow


class State(models.TextChoices):
    OPEN = "open"
    SHUT = "shut"


def machine_only(actor, thing):
    return actor.machine


def not_locked(actor, thing):
    return "It is locked." if thing.locked else None


FLOW = Workflow(
    "doors",
    State,
    [
        Transition("shut", "Shut", frozenset({State.OPEN}), State.SHUT, machine_only),
        Transition("open", "Open", frozenset({State.SHUT}), State.OPEN, machine_only, guard=not_locked),
    ],
)


def door(state=State.OPEN, locked=False):
    return SimpleNamespace(state=state, locked=locked)


def test_a_step_that_may_be_taken_has_no_reason_against_it():
    assert FLOW.why_not("shut", door(), SYSTEM) is None
    assert FLOW.check("shut", door(), SYSTEM).target == State.SHUT


def test_who_may_not_is_told_so_before_anything_about_the_state():
    with pytest.raises(Forbidden):
        FLOW.check("open", door(State.OPEN, locked=True), Actor())
    assert FLOW.why_not("open", door(State.SHUT), Actor()) == Forbidden.default


def test_the_wrong_state_is_a_conflict():
    with pytest.raises(Conflict):
        FLOW.check("open", door(State.OPEN), SYSTEM)


def test_a_guard_gives_its_own_sentence():
    with pytest.raises(Conflict, match="It is locked"):
        FLOW.check("open", door(State.SHUT, locked=True), SYSTEM)


def test_available_steps_are_those_without_a_reason():
    assert [step.name for step in FLOW.available(door(), SYSTEM)] == ["shut"]
    assert FLOW.available(door(), Actor()) == []
    assert FLOW.available(door(State.SHUT, locked=True), SYSTEM) == []


def test_a_step_named_twice_is_refused():
    step = FLOW.transitions["shut"]
    with pytest.raises(ValueError, match="twice"):
        Workflow("doors", StrEnum, [step, step])


def test_the_diagram_shows_each_step_from_each_source():
    assert FLOW.diagram() == "stateDiagram-v2\n    open --> shut: shut\n    shut --> open: open\n"
