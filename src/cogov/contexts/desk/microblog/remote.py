"""Accounts on other servers: looked up through the guard of `kernel.outbound`, remembered for an hour."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.cache import cache

from cogov.contexts.desk.microblog.documents import ACCEPT
from cogov.kernel import ids, outbound
from cogov.kernel.errors import Forbidden

MOST_BYTES = 256 * 1024  # of an actor's document; usual ones have 3 KB
SECONDS = 5.0  # for a server to show one
KEPT = 3600  # seconds
LONGEST = 500  # characters of an address, as stored


@dataclass(frozen=True, slots=True)
class Account:
    """An account elsewhere with its key."""

    id: str
    name: str
    inbox: str
    shared_inbox: str
    key: str


def account(id_: str) -> Account:
    """Raises Forbidden for what is no account, Refused, Unreachable and TooLarge as outbound does."""
    return _known(_document(id_), id_)


def owner_of(key_id: str, *, fresh: bool = False) -> Account:
    """Whose key it is. Key, owner and inbox have to live on one server. Raises as `account`."""
    name = f"desk.key.{ids.digest(key_id)}"
    known = None if fresh else cache.get(name)
    if isinstance(known, Account):
        return known
    document = _document(key_id)
    owner = str(document.get("owner") or document.get("id") or "")
    if not same_host(owner, key_id):
        raise Forbidden
    if "publicKey" not in document:  # the key's own document
        document = _document(owner)
    found = _known(document, owner)
    key = document.get("publicKey")
    if not isinstance(key, dict) or key.get("id") != key_id:
        raise Forbidden
    cache.set(name, found, KEPT)
    return found


def same_host(one: str, other: str) -> bool:
    return bool(one) and urlsplit(one).netloc.lower() == urlsplit(other).netloc.lower()


def _document(id_: str) -> dict[str, Any]:
    reply = outbound.fetch(id_.partition("#")[0], most=MOST_BYTES, seconds=SECONDS, accept=ACCEPT)
    try:
        told = json.loads(reply.body)
    except ValueError:
        raise Forbidden from None
    if reply.status != 200 or not isinstance(told, dict):
        raise Forbidden
    return told


def _known(document: dict[str, Any], id_: str) -> Account:
    key = document.get("publicKey")
    endpoints = document.get("endpoints")
    inbox = str(document.get("inbox", ""))
    shared = str(endpoints.get("sharedInbox") or "") if isinstance(endpoints, dict) else ""
    shared = shared if same_host(shared, id_) else ""
    right = document.get("id") == id_ and isinstance(key, dict) and key.get("owner") == id_
    if not right or not same_host(inbox, id_) or max(map(len, (id_, inbox, shared))) > LONGEST:
        raise Forbidden
    name = str(document.get("name") or document.get("preferredUsername") or "")[:80]
    return Account(id_, name, inbox, shared, str(key["publicKeyPem"]) if isinstance(key, dict) else "")
