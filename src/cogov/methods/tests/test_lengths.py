"""Quantiles of the histogram stay within the stated error of the exact ones."""

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.methods import lengths

minutes = st.floats(min_value=1, max_value=5_256_000)  # ten years


def histogram(values):
    return lengths.total({lengths.bucket(value): 1} for value in values)


@given(st.lists(minutes, min_size=1, max_size=200), st.sampled_from([0.5, 0.9, 0.99, 0.0, 1.0]))
def test_a_quantile_is_within_the_stated_error_of_the_exact_one(values, share):
    exact = sorted(values)[max(1, ceil(share * len(values))) - 1]
    found = lengths.quantile(histogram(values), share)
    assert found == pytest.approx(exact, rel=lengths.ERROR * 1.0001)


@given(st.lists(minutes, max_size=50), st.lists(minutes, max_size=50))
def test_adding_histograms_is_counting_together(one, other):
    assert lengths.total([histogram(one), histogram(other)]) == histogram([*one, *other])


@given(st.dictionaries(st.integers(0, 400), st.integers(1, 10**6), max_size=40))
def test_packing_loses_nothing(found):
    assert lengths.unpacked(lengths.packed(found)) == found


def test_less_than_a_minute_is_half_a_minute_and_nothing_has_no_quantile():
    assert lengths.quantile({lengths.bucket(0.2): 3}, 0.5) == 0.5
    assert lengths.quantile({}, 0.5) is None


def test_a_negative_length_is_refused():
    with pytest.raises(ValueError, match="negative"):
        lengths.bucket(-1)
