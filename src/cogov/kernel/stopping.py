"""Signals that end a long-running command, as an event."""

from __future__ import annotations

import signal
import threading


def stop_on(stop: threading.Event, *numbers: int) -> None:
    """Set `stop` when one of these signals comes. Only for the main thread.

    Another thread sets it: a handler runs in the middle of whatever the main thread does, and if that is waiting for
    the very event, it may hold the event's own lock, for which the handler would wait for ever.
    """
    for number in numbers:
        signal.signal(number, lambda *_: threading.Thread(target=stop.set, name="cogov-stop").start())
