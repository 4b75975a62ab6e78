"""Secrets that cannot be guessed, and digests that cannot be turned back."""

import re

from hypothesis import given
from hypothesis import strategies as st

from cogov.kernel import ids


def test_tokens_have_160_bits_in_letters_that_are_not_mistaken():
    tokens = {ids.token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(re.fullmatch("[a-z2-7]{32}", token) for token in tokens)


@given(st.lists(st.text(max_size=5), max_size=3), st.lists(st.text(max_size=5), max_size=3))
def test_derived_tokens_are_equal_for_equal_parts_only(ours, theirs):
    texts = [part.replace("\x1f", "") for part in ours], [part.replace("\x1f", "") for part in theirs]
    first, second = ids.derived_token("use", *texts[0]), ids.derived_token("use", *texts[1])
    assert (first == second) == (texts[0] == texts[1])


def test_derived_tokens_differ_by_purpose_and_secret(settings):
    token = ids.derived_token("receipt", 1)
    assert ids.derived_token("mail", 1) != token
    settings.SECRET_KEY = "another"
    assert ids.derived_token("receipt", 1) != token


def test_a_digest_is_sha256():
    assert ids.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
