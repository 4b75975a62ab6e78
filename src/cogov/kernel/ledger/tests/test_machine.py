"""A model auditor follows every call and disagrees with the ledger never.

The auditor keeps plain numbers in dictionaries and knows the rules only; it calls nothing of the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cogov.kernel import ledger
from cogov.kernel.actors import SYSTEM
from cogov.kernel.errors import CogovError
from cogov.kernel.ledger import Line, Unit
from cogov.kernel.ledger.folding import fold

PEOPLE = 4
amounts = st.integers(1, 60)
people = st.integers(0, PEOPLE - 1)
keys = st.integers(0, 40)


@dataclass
class Auditor:
    """What must be true. Names: "issuer" may go negative, persons 0 … may not."""

    total: dict[object, int] = field(default_factory=lambda: {"issuer": 0, **dict.fromkeys(range(PEOPLE), 0)})
    holds: dict[int, tuple[int, int, str]] = field(default_factory=dict)
    done: dict[int, tuple[object, ...]] = field(default_factory=dict)
    """What each key has done: the request and its moves."""

    def free(self, person: int) -> int:
        return self.total[person] - sum(n for who, n, state in self.holds.values() if (who, state) == (person, "open"))

    def allows(self, key: int, request: tuple[object, ...], moves: list[tuple[object, int]]) -> bool:
        if key in self.done:
            return self.done[key] == request
        out: dict[object, int] = {}
        for who, amount in moves:
            out[who] = out.get(who, 0) + amount
        return all(who == "issuer" or amount >= 0 or self.free(who) >= -amount for who, amount in out.items())

    def apply(self, key: int, request: tuple[object, ...], moves: list[tuple[object, int]]) -> None:
        if key not in self.done:
            self.done[key] = request
            for who, amount in moves:
                self.total[who] += amount


class Machine(RuleBasedStateMachine):
    @initialize()
    def open(self):
        self.auditor = Auditor()
        self.issuer = ledger.account(unit=Unit.POINTS, kind="issuer", floor=None)
        self.people = [ledger.account(unit=Unit.POINTS, kind="person", owner=f"person:{n}") for n in range(PEOPLE)]
        self.holds: dict[int, int] = {}
        self.postings: dict[int, int] = {}

    def account(self, who):
        return self.issuer if who == "issuer" else self.people[who]

    def post(self, key, moves):
        request = ("post", tuple(moves))
        allowed = self.auditor.allows(key, request, moves)
        lines = [Line(self.account(who), amount) for who, amount in moves]
        try:
            posting = ledger.post(key=f"p{key}", lines=lines, why="test", by=SYSTEM)
        except CogovError:
            assert not allowed
            return
        assert allowed
        assert self.postings.setdefault(key, posting) == posting
        self.auditor.apply(key, request, moves)

    @rule(key=keys, who=people, amount=amounts)
    def earn(self, key, who, amount):
        self.post(key, [("issuer", -amount), (who, amount)])

    @rule(key=keys, source=people, to=people, amount=amounts)
    def give(self, key, source, to, amount):
        self.post(key, [(source, -amount), (to, amount)])

    @rule(key=keys, source=people, amount=amounts, parts=st.integers(1, 3))
    def share(self, key, source, amount, parts):
        others = [(who % PEOPLE, amount) for who in range(source + 1, source + 1 + parts)]
        self.post(key, [*others, (source, -amount * parts)])

    @rule(number=st.integers(0, 8), who=people, amount=amounts)
    def hold(self, number, who, amount):
        known = self.auditor.holds.get(number)
        allowed = known[:2] == (who, amount) if known else self.auditor.free(who) >= amount
        try:
            made = ledger.hold(key=f"h{number}", account=self.people[who], amount=amount, why="test", by=SYSTEM)
        except CogovError:
            assert not allowed
            return
        assert allowed
        assert self.holds.setdefault(number, made) == made
        self.auditor.holds.setdefault(number, (who, amount, "open"))

    @rule(number=st.integers(0, 8))
    def release(self, number):
        if number not in self.holds:
            return
        who, amount, state = self.auditor.holds[number]
        try:
            ledger.release(self.holds[number], by=SYSTEM)
        except CogovError:
            assert state == "settled"
            return
        assert state in ("open", "released")
        self.auditor.holds[number] = (who, amount, "released")

    @rule(number=st.integers(0, 8), less=st.integers(-1, 70))
    def settle(self, number, less):
        if number not in self.holds:
            return
        who, amount, state = self.auditor.holds[number]
        spent, key = amount - less, 1000 + number
        moves = [(who, -spent), ("issuer", spent)]
        request = ("settle", tuple(moves))
        allowed = self.auditor.done.get(key) == request or (state == "open" and 0 < spent <= amount)
        lines = [Line(self.account(one), change) for one, change in moves]
        try:
            ledger.settle(self.holds[number], key=f"p{key}", lines=lines, why="test", by=SYSTEM)
        except CogovError:
            assert not allowed
            return
        assert allowed
        self.auditor.apply(key, request, moves)
        self.auditor.holds[number] = (who, amount, "settled")

    @rule(key=keys)
    def reverse(self, key):
        if key not in self.postings:
            return
        _, moves = self.auditor.done[key]
        back = [(who, -amount) for who, amount in moves]
        again = 2000 + key
        request = ("reverse", tuple(back))
        allowed = self.auditor.allows(again, request, back)
        lines = [Line(self.account(who), amount) for who, amount in back]
        try:
            ledger.post(key=f"p{again}", lines=lines, why="test", by=SYSTEM, reverses=self.postings[key])
        except CogovError:
            assert not allowed
            return
        assert allowed
        self.auditor.apply(again, request, back)

    @rule(batch=st.integers(1, 5))
    def fold(self, batch):
        fold(batch)

    @invariant()
    def balances_agree(self):
        if not hasattr(self, "auditor"):
            return
        assert sum(self.auditor.total.values()) == 0
        assert ledger.sums()[Unit.POINTS] == 0
        for who, total in self.auditor.total.items():
            seen = ledger.balance(self.account(who))
            assert seen.total == total
            if who != "issuer":
                assert total >= 0
                assert seen.free == self.auditor.free(who) >= 0

    def teardown(self):
        if hasattr(self, "auditor"):
            assert ledger.verify() == []
            for who, total in self.auditor.total.items():
                assert sum(line.amount for line in ledger.statement(self.account(who), limit=1000)) == total


class Isolated(Machine):
    """Each example in a transaction that is undone."""

    def __init__(self):
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        super().__init__()

    def teardown(self):
        try:
            super().teardown()
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


def run(examples, steps):
    run_state_machine_as_test(Isolated, settings=settings(max_examples=examples, stateful_step_count=steps))


@pytest.mark.django_db
def test_the_ledger_agrees_with_the_auditor():
    run(examples=15, steps=20)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_ledger_agrees_with_the_auditor_for_long():
    run(examples=60, steps=50)
