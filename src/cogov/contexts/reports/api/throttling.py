"""How often programs may ask. Writes are counted one by one, reads by the handful.

A limit that writes to the database at each read would cost more than the read. So each process
counts a caller's reads and takes ten from the shared bucket at once: a caller gets at most nine
more in each process than the limit says, and nobody below ten costs anything.
"""

from __future__ import annotations

from cogov.contexts.reports.models import ApiKey
from cogov.kernel import throttle
from cogov.kernel.throttle import Rate

HANDFUL = 10
"""Reads taken from the bucket at once."""

CALLERS = 10_000
"""Callers counted by one process (about 1 MB); past it all start again, which costs nine reads each."""

READS = Rate("api.read", 240, 60)
"""Four a second from one address: an app with a map, or an office behind one address."""

_reads: dict[str, int] = {}


def read(caller: str, key: ApiKey | None = None) -> None:
    """Count one read. Raises TooMany; a statement at every tenth read at most."""
    rate, who = (_rate(key), str(key.pk)) if key else (READS, caller)
    handful = max(1, min(HANDFUL, rate.amount // HANDFUL))
    mark = f"{rate.name} {who}"
    if len(_reads) > CALLERS:
        _reads.clear()
    _reads[mark] = min(handful, _reads.get(mark, 0) + 1)
    if _reads[mark] == handful:
        throttle.take(rate, who, cost=handful)
        _reads[mark] = 0


def write(caller: str, rate: Rate, key: ApiKey | None = None) -> None:
    """Count one write: by the key's own quota, else by `rate` for the caller. Raises TooMany; one statement."""
    if key is not None:
        throttle.take(_rate(key), str(key.pk))
    else:
        throttle.take(rate, caller)


def forget() -> None:
    """For tests, whose buckets are rolled back without a word."""
    _reads.clear()


def _rate(key: ApiKey) -> Rate:
    return Rate("api.key", key.quota, 60)
