"""Keys of voices, and signatures of requests (draft-cavage-http-signatures-12, rsa-sha256, as Mastodon uses them)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from cogov.contexts.desk.models import Voice
from cogov.kernel import ids
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden

BITS = 2048  # as all servers use; longer ones are refused by some
WINDOW = timedelta(hours=1)
"""By which a request's date may be off: clocks of small servers drift, repeated deliveries are signed anew."""
NEEDED = frozenset({"(request-target)", "host", "date", "digest"})
"""What a signature has to cover, or it could be moved to another address, time or text."""
PART = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Signature:
    """A `Signature` header taken apart."""

    key_id: str
    headers: tuple[str, ...]
    value: bytes


def new_pair(body: int) -> tuple[str, str]:
    """(private key sealed with the server's secret, public key), both PEM. About a tenth of a second."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    sealed = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(_seal(body)))
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return sealed.decode(), public.decode()


def signed(voice: Voice, url: str, body: bytes, key_id: str) -> dict[str, str]:
    """The headers of a POST by this voice."""
    parts = urlsplit(url)
    heads = {"Host": parts.netloc, "Date": format_datetime(now(), usegmt=True), "Digest": digest(body)}
    names = ("(request-target)", "host", "date", "digest")
    text = _signed_text(names, "post", parts.path or "/", {name.lower(): value for name, value in heads.items()})
    key = load_pem_private_key(voice.sealed_key.encode(), _seal(voice.pk))
    assert isinstance(key, rsa.RSAPrivateKey)
    value = base64.b64encode(key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()
    heads["Signature"] = f'keyId="{key_id}",algorithm="rsa-sha256",headers="{" ".join(names)}",signature="{value}"'
    return heads


def read(header: str) -> Signature:
    """Raises Forbidden for one that covers too little or is none."""
    parts = dict(PART.findall(header))
    names = tuple(parts.get("headers", "").lower().split())
    try:
        value = base64.b64decode(parts.get("signature", ""), validate=True)
    except binascii.Error:
        raise Forbidden from None
    if not set(names) >= NEEDED or parts.get("algorithm", "hs2019") not in ("rsa-sha256", "hs2019") or not value:
        raise Forbidden
    return Signature(parts.get("keyId", ""), names, value)


def check(found: Signature, public: str, path: str, heads: Mapping[str, str], body: bytes) -> None:
    """A POST to `path` with these headers (lower case) is signed by this key, new, and whole. Raises Forbidden."""
    require_new(heads.get("date", ""))
    if not ids.same(heads.get("digest", ""), digest(body)):
        raise Forbidden
    try:
        key = load_pem_public_key(public.encode())
        if not isinstance(key, rsa.RSAPublicKey) or key.key_size < BITS:
            raise Forbidden
        text = _signed_text(found.headers, "post", path, heads)
        key.verify(found.value, text, padding.PKCS1v15(), hashes.SHA256())
    except (ValueError, KeyError, InvalidSignature):
        raise Forbidden from None


def digest(body: bytes) -> str:
    return "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode()


def require_new(date: str) -> None:
    try:
        at = parsedate_to_datetime(date)
        off = abs(now() - at)
    except (ValueError, TypeError):  # no date, or one without a zone
        raise Forbidden from None
    if off > WINDOW:
        raise Forbidden


def _signed_text(names: tuple[str, ...], method: str, path: str, heads: Mapping[str, str]) -> bytes:
    lines = [
        f"{name}: {method} {path}" if name == "(request-target)" else f"{name}: {heads[name].strip()}" for name in names
    ]
    return "\n".join(lines).encode()


def _seal(body: int) -> bytes:
    return ids.derived_token("voice-key", body).encode()
