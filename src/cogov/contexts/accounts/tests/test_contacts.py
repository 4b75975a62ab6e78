"""Addresses as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.contexts.accounts.contacts import Contact, parse
from cogov.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Li.Wei@Example.ORG ", Contact("email", "li.wei@example.org")),
        ("ｌｉ＠example.org", Contact("email", "li@example.org")),
        ("li@例子.中国", Contact("email", "li@xn--fsqu00a.xn--fiqs8s")),
        ("138 0013 8000", Contact("phone", "+8613800138000")),
        ("１３８００１３８０００", Contact("phone", "+8613800138000")),
        ("+86-138-0013-8000", Contact("phone", "+8613800138000")),
        ("0086 138 0013 8000", Contact("phone", "+8613800138000")),
        ("010-6505 2255", Contact("phone", "+861065052255")),
        ("(0571) 8702 1234", Contact("phone", "+8657187021234")),
        ("+44 20 7946 0000", Contact("phone", "+442079460000")),
    ],
)
def test_addresses_are_stored_in_one_form(typed, expected):
    assert parse(typed) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "@", "a@", "@b.org", "a b@c.org", "a@b", "a@b@c.org", "12345", "110", "+0123456789", "9" * 20, "hello"],
)
def test_what_is_no_address_is_refused_with_a_sentence(typed):
    with pytest.raises(Invalid) as refusal:
        parse(typed)
    assert str(refusal.value)


@given(st.text(max_size=60))
def test_any_text_is_either_understood_or_refused(typed):
    try:
        contact = parse(typed)
    except Invalid:
        return
    assert parse(contact.value) == contact


def test_only_the_ends_of_an_address_are_shown():
    assert parse("li.wei@example.org").shown == "l…@example.org"
    assert parse("13800138000").shown == "+86 … 8000"
