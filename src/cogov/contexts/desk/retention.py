"""What came in is forgotten when its time is over: a year after it was dealt with."""

from __future__ import annotations

from cogov.contexts.desk.actions.receiving import forget_incoming
from cogov.contexts.desk.models import Incoming
from cogov.contexts.desk.personal import INCOMING_KEPT
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now

BATCH = 200
"""Messages of one round; each takes a few statements, and the next round comes within the hour."""


def tidy() -> int:
    """Returns how many were forgotten."""
    old = list(Incoming.objects.filter(handled_at__lt=now() - INCOMING_KEPT).order_by("handled_at")[:BATCH])
    for row in old:
        forget_incoming(row, by=SYSTEM)
    return len(old)
