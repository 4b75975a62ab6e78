"""The one-time code of an order: in the QR 160 bits, to be typed eight letters that count at its partner only.

Both are computed again from the server's key, the order and its salt; the database holds digests, so a copy
of it collects nothing.
"""

from __future__ import annotations

import re

from cogov.contexts.catalogue.models import OPEN, Order
from cogov.kernel import ids
from cogov.kernel.errors import Missing

SHORT = 8
"""Letters of the typed code: 40 bits among one partner's open orders, at a throttled pace."""
_TOKEN_AT_END = re.compile(r"(?:^|/)([a-z2-7]{32})/?$")
_NOT_CODE = re.compile(r"[^a-z2-7]")


def token(order: int, salt: str) -> str:
    """160 bits as 32 base32 letters."""
    return ids.derived_token("catalogue.order", order, salt)


def short(order: int, salt: str) -> str:
    """40 bits, of no help towards the token."""
    return ids.derived_token("catalogue.short", order, salt)[:SHORT]


def short_digest(code: str) -> str:
    return ids.derived_token("catalogue.short-digest", code)


def spaced(code: str) -> str:
    """In groups of four capitals, to read out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4)).upper()


def find(text: str, partner: int) -> Order:
    """The partner's order with this code, scanned (the whole address, too) or typed. Raises Missing. One query.

    A token opens orders in every state, so that a second scan can say what happened to the first; a short code
    counts while the order is open.
    """
    rows = Order.objects.select_related("item", "partner", "point", "device").filter(partner=partner)
    scanned = _TOKEN_AT_END.search(text.strip().lower())
    if scanned:
        return _by_token(rows.filter(digest=ids.digest(scanned[1])).first(), scanned[1])
    typed = bare(text)
    found = list(rows.filter(short=short_digest(typed), state__in=OPEN)[:2]) if len(typed) == SHORT else []
    if len(found) != 1 or not ids.same(typed, short(found[0].pk, found[0].salt)):
        raise Missing
    return found[0]


def bare(text: str) -> str:
    """The letters of a code as scanned or typed: without address, spaces and capitals; 0 and 1 were O and I."""
    scanned = _TOKEN_AT_END.search(text.strip().lower())
    return scanned[1] if scanned else _NOT_CODE.sub("", text.strip().lower().replace("0", "o").replace("1", "i"))


def proves(order: Order, code: str) -> bool:
    """Whether this is the order's token or short code. In constant time."""
    given = code.strip().lower()
    return ids.same(given, token(order.pk, order.salt)) or ids.same(given, short(order.pk, order.salt))


def _by_token(order: Order | None, given: str) -> Order:
    if order is None or not ids.same(given, token(order.pk, order.salt)):
        raise Missing
    return order
