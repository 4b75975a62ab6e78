"""The one clock. Everything that needs the time asks here, so that tests can move it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

JUMP = timedelta(minutes=2)
"""By which the clock must be set to be told of: NTP slews a few seconds, one-time codes bear one minute."""

_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Counts on while the machine sleeps, and is set by nobody."""


def now() -> datetime:
    """The present, aware, UTC."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds since some moment; only differences mean something. Setting the clock does not change it."""
    return time.clock_gettime(_STEADY)


class Watch:
    """Notices when somebody sets the clock of this machine while the process runs."""

    def __init__(self) -> None:
        self._apart = self._look()

    def jumped(self) -> timedelta:
        """By how much since it was asked before: positive is forward; zero below `JUMP`."""
        apart, before = self._look(), self._apart
        jump = timedelta(seconds=apart - before)
        if abs(jump) < JUMP:
            return timedelta(0)
        self._apart = apart
        return jump

    @staticmethod
    def _look() -> float:
        return now().timestamp() - steady()
