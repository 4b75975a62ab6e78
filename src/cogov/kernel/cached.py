"""Small tables (areas, bodies, categories, rules) held in memory by each process.

The version row says when to read again; it is looked at no more than once a second, so
another process sees a change within a second and this one at once. Both are read from the
primary: a replica that is behind must not put an old copy before all readers of the process.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F

from cogov.kernel import replicas
from cogov.kernel.models import Version

T = TypeVar("T")


class Snapshot(Generic[T]):
    """`get()` gives what `load()` made; `changed()` belongs in each transaction that changes the tables behind it."""

    all: ClassVar[list[Snapshot[Any]]] = []

    def __init__(self, name: str, load: Callable[[], T]) -> None:
        self.name = name
        self._load = load
        self._lock = threading.Lock()
        self._value: T | None = None
        self._number = -1
        self._looked_at = 0.0
        Snapshot.all.append(self)

    def get(self) -> T:
        value = self._value
        if value is not None and time.monotonic() - self._looked_at < settings.SNAPSHOT_SECONDS:
            return value
        with self._lock:
            try:
                self._look()
            except OperationalError:
                if value is None or not replicas.is_reading():
                    raise
                self._value = value  # the primary is away: what was known serves those who only read
            self._looked_at = time.monotonic()
            assert self._value is not None
            return self._value

    def _look(self) -> None:
        with replicas.primary():
            number = self._stored_number()
            if self._value is None or number != self._number:
                self._value, self._number = self._load(), number

    def changed(self) -> None:
        """Tell all processes; call inside the transaction that made the change."""
        if not Version.objects.filter(name=self.name).update(number=F("number") + 1):
            Version.objects.create(name=self.name, number=1)
        self.forget()
        transaction.on_commit(self.forget)

    def forget(self) -> None:
        self._value = None

    def _stored_number(self) -> int:
        return Version.objects.filter(name=self.name).values_list("number", flat=True).first() or 0


def forget_all() -> None:
    """For tests, whose transactions are rolled back without a word."""
    for snapshot in Snapshot.all:
        snapshot.forget()
