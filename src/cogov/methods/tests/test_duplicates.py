import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.kernel.text import words
from cogov.methods.duplicates import Candidate, rank

POTHOLE = Candidate("old", 20, 48, ("event", "road"), words("deep pothole by the school gate"))

candidates = st.builds(
    Candidate,
    key=st.integers(),
    metres=st.floats(0, 250),
    hours=st.floats(-24, 90 * 24),
    category=st.lists(st.sampled_from(["event", "part", "road", "light"]), max_size=3),
    words=st.lists(st.sampled_from(["pothole", "light", "school", "路灯", "井盖"]), max_size=5),
    open=st.booleans(),
)


def probability(candidate, text="pothole at the school", category=("event", "road")):
    [match] = rank(words(text), category, [candidate])
    return match.probability


@pytest.mark.parametrize(
    "worse",
    [
        replace(POTHOLE, metres=120),
        replace(POTHOLE, hours=900),
        replace(POTHOLE, category=("event", "light")),
        replace(POTHOLE, category=("part",)),
        replace(POTHOLE, words=words("dog waste everywhere")),
        replace(POTHOLE, words=[]),
        replace(POTHOLE, open=False),
    ],
)
def test_farther_older_or_less_alike_is_less_likely(worse):
    assert probability(worse) < probability(POTHOLE)


def test_a_match_says_why():
    [match] = rank(words("Pothole at the school!"), ("event", "light"), [POTHOLE])
    assert (match.metres, match.hours, match.same_category) == (20, 48, 0.5)
    assert match.shared_words == ("pothole", "school", "the")


def test_rare_words_nearby_are_the_reason_named_first():
    others = [replace(POTHOLE, key=i, words=words("pothole in the road")) for i in range(5)]
    best, *_rest = rank(words("pothole at the school"), ("event", "road"), [*others, POTHOLE])
    assert best.key == "old"
    assert best.shared_words[0] == "school"


def test_chinese_texts_are_compared_by_their_words():
    near = Candidate("near", 30, 5, ("部件",), words("人行道上有垃圾没人清理"))
    same = Candidate("same", 40, 5, ("部件",), words("小区门口路灯坏了，晚上很黑"))
    best, _other = rank(words("路灯坏了好几天，小区门口看不见路"), ("部件",), [near, same])
    assert best.key == "same"
    assert "路灯" in best.shared_words


def test_of_equals_the_nearer_and_newer_come_first():
    twins = [replace(POTHOLE, key=key, hours=hours) for key, hours in (("b", -1), ("a", 0), ("c", -2))]
    assert [match.probability for match in rank([], (), twins)].count(rank([], (), twins)[0].probability) == 3


@given(st.lists(candidates, max_size=12), st.integers(0, 6))
def test_the_best_come_first_and_no_more_than_asked_for(pool, most):
    ranked = rank(["pothole", "路灯"], ["event", "road"], pool, most=most)
    probabilities = [match.probability for match in ranked]
    assert len(ranked) == min(most, len(pool))
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0 < p < 1 and math.isfinite(p) for p in probabilities)


@given(candidates)
def test_the_order_of_words_does_not_matter(candidate):
    backwards = replace(candidate, words=tuple(reversed(list(candidate.words))))
    assert probability(candidate) == probability(backwards)
