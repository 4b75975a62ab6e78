"""A WeChat official account: signed calls in plain or safe (AES) mode, answered at once; answers later by its API.

After the account platform's "message and event" guide; the safe mode after its WXBizMsgCrypt sample.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from cogov.contexts.desk.channels import setup
from cogov.contexts.desk.channels.port import SENT, Heard, Outcome, Outgoing, Picture, Result
from cogov.kernel import geo, ids, outbound
from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError, Forbidden, Invalid
from cogov.kernel.parsing import whole

WINDOW = timedelta(minutes=5)
"""A signed call older or newer than this is a replay: WeChat repeats within 15 s, clocks drift by less."""
BLOCK = 32  # bytes to which the safe mode pads, twice AES's own
TOKEN_SECONDS = 6000  # an access token lives 7200 s; renewed well before
LONGEST = 600  # characters of one customer message in Chinese: 2,048 bytes
SECONDS = 10.0
PICTURE_HOST = re.compile(r"https?://(mmbiz\.qpic\.cn|mmbiz\.qlogo\.cn|[\w-]+\.wx\.qq\.com)/")
OPEN_ID = re.compile(r"[\w-]{6,64}", re.ASCII)
EXPIRED = (40001, 40014, 42001)  # error codes of an access token that has to be fetched anew
NEVER = (40003, 45015, 43004)  # no such user, past 48 hours, not a follower


@dataclass(frozen=True, slots=True)
class Call:
    """What stands in the address of a call."""

    signature: str
    timestamp: str
    nonce: str
    msg_signature: str = ""
    encrypted: bool = False


class WeChat:
    name = "wechat"

    def can_reach(self, address: str) -> bool:
        return setup.channels().wechat is not None and bool(OPEN_ID.fullmatch(address))

    def send(self, message: Outgoing) -> Outcome:
        """A customer message, allowed within 48 hours of theirs. Raises Unreachable."""
        account = _account()
        text = message.text if len(message.text) <= LONGEST else message.text[: LONGEST - 1] + "…"
        told = {"touser": message.to, "msgtype": "text", "text": {"content": text}}
        body = json.dumps(told, ensure_ascii=False).encode()
        for fresh in (False, True):
            url = f"{account.api}/cgi-bin/message/custom/send?access_token={_access_token(account, fresh=fresh)}"
            reply = outbound.send(url, body=body, headers={"Content-Type": "application/json"}, seconds=SECONDS)
            code = int(str(_json(reply.body).get("errcode", 0)))
            if code not in EXPIRED:
                break
        if code == 0:
            return SENT
        return Outcome(Result.NEVER if code in NEVER else Result.LATER, f"WeChat: {code}")

    def parse(self, raw: bytes) -> Heard | None:
        """A plain message as XML."""
        return heard(_tree(raw))


def check(call: Call, body: bytes = b"") -> None:
    """Raises Forbidden unless the call is signed with our token and new. In safe mode the cipher is signed, too."""
    account = _account()
    at = whole(call.timestamp)
    right = ids.same(call.signature, sign(account.token, call.timestamp, call.nonce))
    if body and call.encrypted:
        cipher = _text(_tree(body), "Encrypt")
        right = ids.same(call.msg_signature, sign(account.token, call.timestamp, call.nonce, cipher))
    fresh = at is not None and abs(now().timestamp() - at) <= WINDOW.total_seconds()
    if not (right and fresh):
        raise Forbidden


def sign(*parts: str) -> str:
    """SHA-1 over the sorted parts: the platform's own choice, kept for it alone."""
    return hashlib.sha1("".join(sorted(parts)).encode(), usedforsecurity=False).hexdigest()


def opened(call: Call, body: bytes) -> Element:
    """The message as a tree, out of its envelope in safe mode. Raises Invalid, Forbidden."""
    tree = _tree(body)
    if not call.encrypted:
        return tree
    account = _account()
    return _tree(decrypt(_text(tree, "Encrypt"), account.aes_key, account.app_id))


def heard(tree: Element) -> Heard | None:
    """A text, a place or a picture in plain values; None for events and kinds that say nothing in words."""
    kind, sender, at = _text(tree, "MsgType"), _text(tree, "FromUserName"), _text(tree, "CreateTime")
    if not OPEN_ID.fullmatch(sender):
        raise Invalid(_("A message without its sender."))
    name = _text(tree, "MsgId") or f"{sender} {at}"
    if kind == "text":
        return Heard(name=name, sender=sender, text=_text(tree, "Content"), thread=_text(tree, "ToUserName"))
    if kind == "location":
        lat, lon = _position(tree)
        return Heard(name=name, sender=sender, text="", lat=lat, lon=lon, address=_text(tree, "Label"))
    if kind == "image":
        url = _text(tree, "PicUrl")
        pictures = (Picture(url=url),) if PICTURE_HOST.match(url) else ()
        return Heard(name=name, sender=sender, text="", pictures=pictures, left_out=0 if pictures else 1)
    if kind in ("voice", "video", "shortvideo", "link"):
        return Heard(name=name, sender=sender, text=_text(tree, "Recognition") or _text(tree, "Title"), left_out=1)
    return None


def answer(tree: Element, text: str, call: Call) -> bytes:
    """The answer that WeChat shows at once, sealed in safe mode."""
    account = _account()
    plain = (
        f"<xml><ToUserName>{escape(_text(tree, 'FromUserName'))}</ToUserName>"
        f"<FromUserName>{escape(_text(tree, 'ToUserName'))}</FromUserName>"
        f"<CreateTime>{int(now().timestamp())}</CreateTime><MsgType>text</MsgType>"
        f"<Content>{escape(text)}</Content></xml>"
    ).encode()
    if not call.encrypted:
        return plain
    cipher = encrypt(plain, account.aes_key, account.app_id)
    at, nonce = str(int(now().timestamp())), ids.token()[:10]
    return (
        f"<xml><Encrypt>{cipher}</Encrypt><MsgSignature>{sign(account.token, at, nonce, cipher)}</MsgSignature>"
        f"<TimeStamp>{at}</TimeStamp><Nonce>{nonce}</Nonce></xml>"
    ).encode()


def encrypt(plain: bytes, key: str, app_id: str, salt: bytes = b"") -> str:
    """AES-256-CBC as the platform has it: 16 random bytes, length, message, account; padded to 32."""
    secret = _secret(key)
    whole_ = (salt or os.urandom(16)) + struct.pack(">I", len(plain)) + plain + app_id.encode()
    fill = BLOCK - len(whole_) % BLOCK
    sealer = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(sealer.update(whole_ + bytes([fill]) * fill) + sealer.finalize()).decode()


def decrypt(cipher: str, key: str, app_id: str) -> bytes:
    """Raises Forbidden for what was not sealed for this account."""
    secret = _secret(key)
    try:
        data = base64.b64decode(cipher, validate=True)
        opener = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).decryptor()
        padded = opener.update(data) + opener.finalize()
        fill = padded[-1]
        if not 1 <= fill <= BLOCK:
            raise Forbidden
        (length,) = struct.unpack(">I", padded[16:20])
    except (ValueError, IndexError, struct.error):
        raise Forbidden from None
    plain, owner = padded[20 : 20 + length], padded[20 + length : -fill]
    if len(plain) != length or not ids.same(owner.decode("utf-8", "replace"), app_id):
        raise Forbidden
    return plain


def _position(tree: Element) -> tuple[float | None, float | None]:
    """WeChat's places are GCJ-02, as the law of the country asks; ours are WGS84."""
    try:
        return geo.gcj02_to_wgs84(*geo.position(_text(tree, "Location_X"), _text(tree, "Location_Y")))
    except CogovError:
        return None, None


def _access_token(account: setup.WeChat, *, fresh: bool) -> str:
    """Kept in this process's memory; the platform forgets the older one when another is fetched."""
    key = f"desk.wechat.{account.app_id}"
    known = None if fresh else cache.get(key)
    if isinstance(known, str):
        return known
    told = {"grant_type": "client_credential", "appid": account.app_id, "secret": account.secret}
    reply = outbound.send(
        f"{account.api}/cgi-bin/stable_token", body=json.dumps(told).encode(),
        headers={"Content-Type": "application/json"}, seconds=SECONDS,
    )  # fmt: skip
    token = str(_json(reply.body).get("access_token", ""))
    if not token:
        raise outbound.Unreachable
    cache.set(key, token, TOKEN_SECONDS)
    return token


def _account() -> setup.WeChat:
    account = setup.channels().wechat
    if account is None:
        raise Forbidden
    return account


def _json(body: bytes) -> Mapping[str, object]:
    try:
        told = json.loads(body)
    except ValueError:
        raise outbound.Unreachable from None
    return told if isinstance(told, dict) else {}


def _secret(key: str) -> bytes:
    """43 letters are 32 bytes of base64 without its last sign."""
    return base64.b64decode(key + "=")


def _tree(raw: bytes) -> Element:
    """Raises Invalid for what is no XML, or XML that builds bombs or reaches out."""
    try:
        return fromstring(raw)
    except (ParseError, DefusedXmlException, ValueError):
        raise Invalid(_("This is not a message.")) from None


def _text(tree: Element, name: str) -> str:
    return (tree.findtext(name) or "").strip()
