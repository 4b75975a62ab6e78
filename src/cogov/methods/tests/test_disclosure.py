"""What a curious neighbour can compute from a table with its total."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.methods.disclosure import covered

LEAST = 10


def test_small_cells_are_covered_and_zero_is_not() -> None:
    assert covered({"a": 4, "b": 7, "c": 50, "d": 0}, least=LEAST) == {"a", "b"}


def test_one_small_cell_takes_the_next_smallest_with_it() -> None:
    assert covered({"a": 3, "b": 40, "c": 20}, least=LEAST) == {"a", "c"}


def test_two_cells_that_are_small_together_take_a_third_with_them() -> None:
    assert covered({"a": 1, "b": 2, "c": 20}, least=LEAST) == {"a", "b", "c"}


def test_nothing_below_the_bound_nothing_covered() -> None:
    assert covered({"a": 10, "b": 0}, least=LEAST) == frozenset()


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        covered({"a": -1})


@given(st.dictionaries(st.integers(0, 20), st.integers(0, 200), max_size=12))
def test_no_small_cell_can_be_computed_from_the_total(counts: dict[int, int]) -> None:
    """The neighbour subtracts what is shown from the total: what is left belongs to several cells, or to all."""
    hidden = covered(counts, least=LEAST)
    assert all(key in hidden for key, count in counts.items() if 0 < count < LEAST)
    left = sum(counts[key] for key in hidden)
    others = [count for key, count in counts.items() if key not in hidden and count]
    if hidden and others:
        assert len(hidden) >= 2
        assert left >= LEAST
