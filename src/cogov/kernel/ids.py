"""Tokens that cannot be guessed, and their digests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

TOKEN_BYTES = 20
"""160 bits: above the 128 that trust.md asks for, and exactly 32 base32 letters without padding."""


def token() -> str:
    """A fresh secret of 160 bits as 32 lower-case base32 letters (no 0, 1, 8, 9 to confuse)."""
    return base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode().lower()


def derived_token(purpose: str, *parts: object) -> str:
    """A 160-bit secret that the server can compute again, and the database alone cannot."""
    message = "\x1f".join([purpose, *map(str, parts)]).encode()
    mac = hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()
    return base64.b32encode(mac[:TOKEN_BYTES]).decode().lower()


def digest(secret: str) -> str:
    """SHA-256 as 64 hex letters: what is stored in place of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def salt() -> str:
    """16 random bytes as hex, to commit to a text without revealing it."""
    return secrets.token_hex(16)


def same(given: str, expected: str) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(given.encode(), expected.encode())
