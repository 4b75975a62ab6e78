"""Messages on lock screens: Web Push (RFC 8030), sealed for one browser (RFC 8291), signed by the city (RFC 8292)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from datetime import timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

from cogov.contexts.desk.channels import setup
from cogov.contexts.desk.channels.port import SENT, Heard, Outcome, Outgoing, Result
from cogov.contexts.desk.models import Device
from cogov.kernel import outbound
from cogov.kernel.clock import now

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256 (SEC 2, 2.4.2)."""
RECORD = 4096  # bytes of the one record: the least that every push service takes (RFC 8291, 4)
LIFE = 24 * 3600  # seconds for which the service keeps a message for a device that is off: then it is old news
SIGNED_FOR = timedelta(hours=12)  # RFC 8292, 2 allows at most 24 hours
SECONDS = 10.0  # for the push service to answer
TITLE, TEXT = 120, 300  # letters: more is cut off by every lock screen


class Push:
    name = "push"

    def can_reach(self, address: str) -> bool:
        return address.isdigit()

    def send(self, message: Outgoing) -> Outcome:
        """To the device with this number. One that has gone is forgotten by the caller: NEVER with "gone"."""
        device = Device.objects.filter(pk=int(message.to)).first()
        if device is None:
            return Outcome(Result.NEVER, "gone")
        body = seal(payload(message), _bytes(device.p256dh), _bytes(device.auth))
        headers = {
            "Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream", "TTL": str(LIFE),
            "Urgency": "high" if message.urgent else "normal", "Authorization": authorization(device.endpoint),
        }  # fmt: skip
        reply = outbound.send(device.endpoint, body=body, headers=headers, seconds=SECONDS)
        if reply.status in (404, 410):
            return Outcome(Result.NEVER, "gone")
        if 200 <= reply.status < 300:
            return SENT
        refused = reply.status in (400, 401, 403, 413)
        return Outcome(Result.NEVER if refused else Result.LATER, f"push service: {reply.status}")

    def parse(self, raw: bytes) -> Heard | None:  # noqa: ARG002 - nothing comes in this way
        return None


def payload(message: Outgoing) -> bytes:
    """What the service worker shows."""
    told = {"title": message.subject[:TITLE], "body": message.text[:TEXT],
            "url": str(message.headers.get("link") or "/news"), "tag": str(message.id)}  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()


def seal(
    plain: bytes, browser: bytes, auth: bytes, *, key: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """The body for a browser's public key (65 bytes) and secret (16 bytes). `key` and `salt` are fresh but in tests."""
    key, salt = key or ec.generate_private_key(CURVE), salt or os.urandom(16)
    own = _point(key.public_key())
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, browser))
    secret = _derive(shared, auth, b"WebPush: info\x00" + browser + own, 32)
    content_key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)
    sealed = AESGCM(content_key).encrypt(nonce, plain + b"\x02", None)
    return salt + RECORD.to_bytes(4) + bytes([len(own)]) + own + sealed


def authorization(endpoint: str) -> str:
    """Says to the push service who sends: a JWT signed with ES256, and the key to check it by."""
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((now() + SIGNED_FOR).timestamp()),
              "sub": f"mailto:postmaster@{setup.mail_domain()}"}  # fmt: skip
    signed = ".".join(_text(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(_key(settings.SECRET_KEY).sign(signed.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={signed}.{_text(r.to_bytes(32) + s.to_bytes(32))}, k={public_key()}"


def public_key() -> str:
    """The city's, base64url, as browsers want it when they subscribe."""
    return _text(_point(_key(settings.SECRET_KEY).public_key()))


@lru_cache(maxsize=2)
def _key(secret: str) -> ec.EllipticCurvePrivateKey:
    """Made from the server's secret, so there is nothing more to keep: 320 bits modulo the order show no bias."""
    wide = hmac.digest(secret.encode(), b"web push", hashlib.sha512)[:40]
    return ec.derive_private_key(int.from_bytes(wide) % (ORDER - 1) + 1, CURVE)


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
