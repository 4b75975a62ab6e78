"""The forecast against answers that are known without it."""

from __future__ import annotations

from math import ceil, comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogov.methods.runway import LEAST, runway


def test_a_steady_pace_gives_one_answer() -> None:
    found = runway(1_000, [100] * 12, seed=1)
    assert found is not None
    assert (found.low, found.middle, found.high, found.lasting, found.pace) == (10, 10, 10, 0.0, 100.0)


def test_a_purse_that_only_grows_outlasts_the_horizon() -> None:
    found = runway(1_000, [-5, 0] * 6, seed=1)
    assert found is not None
    assert (found.low, found.middle, found.high, found.lasting) == (None, None, None, 1.0)


def test_too_short_a_past_says_nothing() -> None:
    assert runway(1_000, [100] * (LEAST - 1), seed=1) is None


def test_less_than_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no less than nothing"):
        runway(-1, [1] * 12, seed=1)


def empty_by(weeks: int, spent: int, chance: float) -> float:
    """P(the `spent`-th payment comes within so many weeks), each week one with this chance: negative binomial."""
    return sum(comb(n - 1, spent - 1) * chance**spent * (1 - chance) ** (n - spent) for n in range(spent, weeks + 1))


@pytest.mark.parametrize(("paying", "purse"), [(3, 2_000), (6, 3_000), (9, 1_500)])
def test_single_weeks_drawn_give_the_negative_binomial(paying: int, purse: int) -> None:
    """Weeks of 100 or of nothing, drawn one by one: the exact distribution is known."""
    past = [100] * paying + [0] * (12 - paying)
    found = runway(purse, past, seed=7, block=1, draws=20_000)
    assert found is not None
    chance, needed = paying / 12, ceil(purse / 100)
    for weeks, share in ((found.low, 0.1), (found.middle, 0.5), (found.high, 0.9)):
        assert weeks is not None
        # The exact chance steps over the share at the week found, up to the noise of 20,000 draws (4 sigma = 0.014).
        assert empty_by(weeks, needed, chance) >= share - 0.015
        assert empty_by(weeks - 1, needed, chance) <= share + 0.015


def test_the_same_seed_gives_the_same_answer_and_blocks_widen_the_interval_of_a_past_in_waves() -> None:
    waves = ([300] * 4 + [0] * 4) * 3
    apart, together = (runway(3_000, waves, seed=3, block=block) for block in (1, 4))
    assert runway(3_000, waves, seed=3, block=4) == together
    assert apart is not None
    assert together is not None
    assert together.high - together.low > apart.high - apart.low  # type: ignore[operator]


@settings(max_examples=40)
@given(purse=st.integers(0, 10**12), past=st.lists(st.integers(-(10**9), 10**9), min_size=LEAST, max_size=60))
def test_the_interval_is_in_order_and_a_fuller_purse_never_ends_sooner(purse: int, past: list[int]) -> None:
    lean, full = (runway(money, past, seed=5, draws=200) for money in (purse, purse * 2))
    for found in (lean, full):
        assert found is not None
        ends = [weeks if weeks is not None else 10**6 for weeks in (found.low, found.middle, found.high)]
        assert ends == sorted(ends)
    assert (full.middle or 10**6) >= (lean.middle or 10**6)  # type: ignore[union-attr]
