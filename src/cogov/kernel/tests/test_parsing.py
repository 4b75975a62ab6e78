"""Numbers that strangers send."""

import pytest

from cogov.kernel.parsing import whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("42", 42), ("9" * 18, 10**18 - 1)])
def test_plain_digits_are_numbers(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.5", "²", "٣", "１", " 1", "9" * 19, "1_000"])
def test_everything_else_is_none(text: str) -> None:
    assert whole(text) is None
