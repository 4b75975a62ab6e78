"""Who may take which step in which state: written down by hand, compared with the table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cogov.contexts.fund.models import Source, State, Voucher
from cogov.contexts.fund.workflow import WORKFLOW
from cogov.kernel.actors import Actor, AreaLevel, Grant, Role

BODY = 7
PEOPLE = {"asker": 1, "first": 2, "other": 3}

ALLOWED = {
    # (two people needed, state): {(step, role, person)}
    (False, "asked"): {
        ("approve", "supervisor", "first"), ("approve", "supervisor", "other"),
        ("approve", "leader", "first"), ("approve", "leader", "other"),
        ("refuse", "supervisor", "first"), ("refuse", "supervisor", "other"),
        ("refuse", "leader", "first"), ("refuse", "leader", "other"),
        ("withdraw", "admin", "asker"), ("withdraw", "supervisor", "asker"), ("withdraw", "organiser", "asker"),
    },
    (True, "asked"): {
        ("check", "supervisor", "first"), ("check", "supervisor", "other"),
        ("check", "leader", "first"), ("check", "leader", "other"),
        ("refuse", "supervisor", "first"), ("refuse", "supervisor", "other"),
        ("refuse", "leader", "first"), ("refuse", "leader", "other"),
        ("withdraw", "admin", "asker"), ("withdraw", "supervisor", "asker"), ("withdraw", "organiser", "asker"),
    },
    (True, "checked"): {
        ("approve", "leader", "other"),
        ("refuse", "supervisor", "other"), ("refuse", "leader", "other"),
        ("withdraw", "admin", "asker"), ("withdraw", "supervisor", "asker"), ("withdraw", "organiser", "asker"),
    },
    (False, "booked"): {("reverse", role, who) for role in ("supervisor", "leader") for who in PEOPLE},
    (True, "booked"): {("reverse", role, who) for role in ("supervisor", "leader") for who in PEOPLE},
}  # fmt: skip


def voucher(state: State, *, two: bool) -> Voucher:
    checked = PEOPLE["first"] if two and state in (State.CHECKED, State.BOOKED, State.REVERSED) else None
    source = Source(pk=1, body_id=BODY)
    return Voucher(pk=1, state=state, two=two, source=source, asked_by_id=PEOPLE["asker"], checked_by_id=checked)


def actor(role: Role, who: str, body: int = BODY) -> Actor:
    grant = Grant(role=role, body=body, bodies=frozenset({body}), area=1, level=AreaLevel.CITY)
    return Actor(person=PEOPLE[who], grants=(grant,))


@pytest.mark.parametrize(
    ("two", "state"), [(two, state) for two in (False, True) for state in State if two or state != State.CHECKED]
)
def test_the_steps_are_open_to_exactly_the_people_of_the_table(state: State, two: bool) -> None:
    row = voucher(state, two=two)
    found = {
        (step, role.value, who)
        for step in WORKFLOW.transitions
        for role in Role
        for who in PEOPLE
        if WORKFLOW.why_not(step, row, actor(role, who)) is None
    }
    assert found == ALLOWED.get((two, state.value), set())


def test_people_of_another_body_may_do_nothing() -> None:
    row = voucher(State.ASKED, two=False)
    assert not [step for role in Role for step in WORKFLOW.available(row, actor(role, "other", body=BODY + 1))]


def test_who_is_also_an_auditor_may_do_nothing() -> None:
    row = voucher(State.ASKED, two=False)
    both = actor(Role.LEADER, "other")
    both = replace(both, grants=(*both.grants, *actor(Role.AUDITOR, "other").grants))
    assert WORKFLOW.available(row, both) == []


def test_a_refusal_of_the_gate_comes_with_a_sentence() -> None:
    said = WORKFLOW.why_not("approve", voucher(State.ASKED, two=False), actor(Role.SUPERVISOR, "asker"))
    assert "yourself" in str(said) or "本人" in str(said)
