"""Time-based one-time passwords (RFC 6238: SHA-1, 30 s, 6 digits: what every app understands)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

from cogov.kernel.ids import derived_token

STEP = 30  # seconds
DIGITS = 6
DRIFT = 1  # steps that a telephone's clock may be off, either way
ISSUER = "Cogov"


def secret(person_id: int, nonce: str) -> str:
    """160 bits in base32 that only the server's key can make again."""
    return derived_token("totp", person_id, nonce).upper()


def code_at(secret_: str, step: int) -> str:
    mac = hmac.new(base64.b32decode(secret_), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_at(at: datetime) -> int:
    return int(at.timestamp()) // STEP


def matching_step(secret_: str, code: str, at: datetime) -> int | None:
    """The step to which the code belongs, if that is now or one beside it."""
    present = step_at(at)
    steps = range(present - DRIFT, present + DRIFT + 1)
    found = [step for step in steps if hmac.compare_digest(code_at(secret_, step).encode(), code.encode())]
    return found[-1] if found else None


def address(secret_: str, account: str) -> str:
    """The otpauth: address that an app reads from the QR code."""
    query = urlencode({"secret": secret_, "issuer": ISSUER, "digits": DIGITS, "period": STEP})
    return f"otpauth://totp/{ISSUER}:{quote(account)}?{query}"
