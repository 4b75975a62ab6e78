"""What Django keeps for each thread (language, time zone, database connections) as plain `threading.local`.

Django keeps it in asgiref's `Local`, which also follows a request from coroutine to thread. We serve by threads alone
(config.serve), and each page reads these some hundred times: reading them took a tenth of its time.
"""

from __future__ import annotations

import threading

from django.db import connections
from django.urls import base
from django.utils import timezone
from django.utils.translation import trans_real

HOLDERS = (
    (trans_real, "_active"),
    (timezone, "_active"),
    (base, "_prefixes"),
    (base, "_urlconfs"),
    (connections, "_connections"),
)


def make_plain() -> None:
    """Before the first request; what this thread has set stays set."""
    for holder, name in HOLDERS:
        known, plain = getattr(holder, name), threading.local()
        if isinstance(known, threading.local):
            continue
        for key in ("value", *connections.settings):
            if hasattr(known, key):
                setattr(plain, key, getattr(known, key))
        setattr(holder, name, plain)
