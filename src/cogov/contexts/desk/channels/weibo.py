"""Weibo's callback of comments and mentions, by its recorded contract: signed JSON, pushed for each message."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from cogov.contexts.desk.channels import setup
from cogov.contexts.desk.channels.port import Heard, Outcome, Outgoing, Picture, Result
from cogov.kernel import geo, ids
from cogov.kernel.errors import CogovError, Forbidden, Invalid


class Weibo:
    name = "weibo"

    def can_reach(self, address: str) -> bool:  # noqa: ARG002 - nobody can be reached this way
        return False

    def send(self, message: Outgoing) -> Outcome:  # noqa: ARG002
        """The platform answers in the call only; a person answers on Weibo itself."""
        return Outcome(Result.NEVER, "Weibo takes no answers from here")

    def parse(self, raw: bytes) -> Heard | None:
        """One pushed message; None for events that say nothing. Places are GCJ-02. Raises Invalid."""
        try:
            told: dict[str, Any] = json.loads(raw)
            kind, sender, at = str(told["type"]), str(int(told["sender_id"])), str(told["created_at"])
        except (ValueError, KeyError, TypeError):
            raise Invalid(_("This is not a message.")) from None
        data: dict[str, Any] = told["data"] if isinstance(told.get("data"), dict) else {}
        if kind not in ("text", "position", "image", "mention"):
            return None
        lat, lon = _position(data) if kind == "position" else (None, None)
        pictures = tuple(Picture(url=str(url)) for url in data.get("pics", ()) if str(url).startswith("https://"))
        return Heard(
            name=str(told.get("id") or f"{sender} {at} {told.get('text', '')}"), sender=sender,
            sender_name=str(told.get("screen_name", ""))[:80], text=str(told.get("text", "")), lat=lat, lon=lon,
            pictures=pictures, thread=str(data.get("mid", "")),
        )  # fmt: skip


def check(signature: str, timestamp: str, nonce: str) -> None:
    """Raises Forbidden unless the call is signed with the application's secret."""
    account = setup.channels().weibo
    if account is None:
        raise Forbidden
    parts = "".join(sorted((account.app_secret, timestamp, nonce)))
    if not ids.same(signature, hashlib.sha1(parts.encode(), usedforsecurity=False).hexdigest()):
        raise Forbidden


def _position(data: dict[str, Any]) -> tuple[float | None, float | None]:
    try:
        return geo.gcj02_to_wgs84(*geo.position(data.get("latitude"), data.get("longitude")))
    except CogovError:
        return None, None
