"""Which proof comes next: the whole table, written by hand."""

from __future__ import annotations

import pytest

from cogov.contexts.accounts.steps import Proof, Step, next_step

P, M, F = Proof.PASSWORD, Proof.MAIL, Proof.FACTOR

TABLE = [
    # proofs shown, a second factor is set up, next page
    ((), False, Step.START),
    ((), True, Step.START),
    ((F,), False, Step.START),
    ((F,), True, Step.START),
    ((P,), False, Step.MAIL),
    ((P,), True, Step.FACTOR),
    ((M,), False, Step.SET_UP),
    ((M,), True, Step.FACTOR),
    ((P, M), False, Step.SET_UP),
    ((P, M), True, Step.FACTOR),
    ((P, F), False, Step.DONE),
    ((P, F), True, Step.DONE),
    ((M, F), False, Step.PASSWORD),
    ((M, F), True, Step.PASSWORD),
    ((P, M, F), False, Step.DONE),
    ((P, M, F), True, Step.DONE),
]


@pytest.mark.parametrize(("proofs", "has_factor", "expected"), TABLE)
def test_the_next_proof(proofs, has_factor, expected):
    assert next_step(frozenset(proofs), has_factor=has_factor) == expected


def test_the_table_holds_every_combination():
    assert len({(frozenset(proofs), has) for proofs, has, _step in TABLE}) == 2 ** len(Proof) * 2


def test_nobody_is_done_without_a_second_factor():
    assert all(F in proofs for proofs, _has, step in TABLE if step in (Step.DONE, Step.PASSWORD))
