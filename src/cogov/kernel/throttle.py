"""Rate limits that hold over all processes and machines: token buckets in the database.

Each (rate, caller) has one row that says when its bucket will be full again (the generic cell
rate algorithm), so asking and taking are one atomic statement. See docs/adr/0003-sign-in.md.
"""

from __future__ import annotations

import ipaddress
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest

from cogov.kernel import replicas
from cogov.kernel.clock import now
from cogov.kernel.errors import Sentence, TooMany
from cogov.kernel.ids import derived_token
from cogov.kernel.models import Bucket

IPV6_HOME = 64
"""Bits of an IPv6 address that one household or machine is given (RFC 6177); all below it is one caller."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`amount` requests at once; an empty bucket is full again after `seconds`, drop by drop."""

    name: str
    amount: int
    seconds: int
    sentence: Sentence | None = None

    @property
    def drop_ms(self) -> int:
        """Milliseconds in which one request is earned."""
        return max(1, self.seconds * 1000 // self.amount)


def take(rate: Rate, *who: object, cost: int = 1) -> None:
    """Take `cost` requests from the caller's bucket, or raise TooMany with the seconds to wait.

    `who` is any mix of addresses, ids and contacts; only a keyed digest of it is stored. One
    statement. Call it before the action's transaction: what is rolled back was not counted.
    """
    wait = taken(rate, *who, cost=cost)
    if wait:
        raise TooMany(rate.sentence, retry_after=wait)


def taken(rate: Rate, *who: object, cost: int = 1) -> int:
    """As `take`, but answers: 0 when granted, else whole seconds until it would be."""
    at, drop, room = _now_ms(), rate.drop_ms * cost, rate.drop_ms * rate.amount
    values: dict[str, str | int] = {"key": _key(rate, who), "at": at, "drop": drop, "room": room}
    with replicas.primary(), _in_line(), connection.cursor() as cursor:
        cursor.execute(_TAKE, values)
        [(granted, full_at)] = cursor.fetchall()
    return 0 if granted else max(1, -(-(int(full_at) + drop - room - at) // 1000))


def _in_line() -> AbstractContextManager[object]:
    """On SQLite a write outside a transaction has no turn, and waits behind all that have one (`kernel.sqlite`)."""
    return transaction.atomic(savepoint=False) if connection.vendor == "sqlite" else nullcontext()


def refill(rate: Rate, *who: object) -> None:
    """Forget what the caller has taken: after the right password, say. One statement."""
    Bucket.objects.filter(key=_key(rate, who)).delete()


def sweep() -> int:
    """Delete the rows of full buckets, which say nothing; returns how many. For the hourly tick."""
    return Bucket.objects.filter(full_at__lt=_now_ms()).delete()[0]


def caller(request: HttpRequest) -> str:
    """The network address that asks: of IPv6 the household's /64. Never store it in clear.

    Behind `TRUSTED_PROXIES` reverse proxies it is the address that the outermost of them saw.
    """
    proxies = getattr(settings, "TRUSTED_PROXIES", 0)
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    address = hops[-proxies] if proxies and len(hops) >= proxies else request.META.get("REMOTE_ADDR", "")
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""  # a Unix socket has no address: then all share one bucket
    if parsed.version == 6 and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, IPV6_HOME), strict=False).network_address)
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _key(rate: Rate, who: tuple[object, ...]) -> str:
    return derived_token("throttle", rate.name, *who)


def _now_ms() -> int:
    return int(now().timestamp() * 1000)


_STORED = (
    "CASE WHEN kernel_bucket.full_at > %(at)s AND kernel_bucket.full_at <= %(at)s + %(room)s"
    " THEN kernel_bucket.full_at ELSE %(at)s END"
)
"""No bucket takes longer to fill than `room`: one that seems to was drawn from before the clock was set back, and
counts as full, so that nobody is locked out for the time by which the clock was wrong."""
_TAKE = f"""
INSERT INTO kernel_bucket (key, full_at, granted) VALUES (%(key)s, %(at)s + %(drop)s, %(drop)s <= %(room)s)
ON CONFLICT (key) DO UPDATE SET
    granted = {_STORED} + %(drop)s <= %(at)s + %(room)s,
    full_at = CASE WHEN {_STORED} + %(drop)s <= %(at)s + %(room)s
                   THEN {_STORED} + %(drop)s ELSE kernel_bucket.full_at END
RETURNING granted, full_at
"""
