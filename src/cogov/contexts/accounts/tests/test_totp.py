"""One-time passwords against the vectors of RFC 6238."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from cogov.contexts.accounts import totp

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "last_six"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_rfc(second, last_six):
    assert totp.code_at(RFC_SECRET, second // totp.STEP) == last_six


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(steps, taken):
    present = totp.step_at(NOON)
    code = totp.code_at(RFC_SECRET, present + steps)
    assert totp.matching_step(RFC_SECRET, code, NOON) == (present + steps if taken else None)


@pytest.mark.parametrize("code", ["", "000000", "not a code", "二八七〇八二"])
def test_anything_else_matches_nothing(code):
    assert totp.matching_step(RFC_SECRET, code, NOON + timedelta(days=1)) is None


def test_the_secret_depends_on_person_nonce_and_the_servers_key(settings):
    first = totp.secret(1, "a")
    assert len(base64.b32decode(first)) == 20
    others = [totp.secret(2, "a"), totp.secret(1, "b")]
    settings.SECRET_KEY = "another key"
    others.append(totp.secret(1, "a"))
    assert first not in others


def test_the_address_can_be_read_by_an_app():
    parts = urlsplit(totp.address(RFC_SECRET, "li@city.example"))
    assert (parts.scheme, parts.netloc, parts.path) == ("otpauth", "totp", "/Cogov:li%40city.example")
    assert parse_qs(parts.query) == {"secret": [RFC_SECRET], "issuer": ["Cogov"], "digits": ["6"], "period": ["30"]}
