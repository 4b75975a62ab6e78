"""What the durability tests run and kill: `python -m tests.system.writers write|deliver|leased|count`.

`write` makes journalled things for ever and prints each one's code after its commit.
`deliver` drains their deliveries for ever; the handler writes one row for each.
"""

from __future__ import annotations

import itertools
import sys
import time
from dataclasses import dataclass
from datetime import timedelta

import django

django.setup()

from django.db import transaction

from cogov.kernel import journal, worker
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.models import Answer, Calendar, Delivery, Entry


@journal.event("test.written")
@dataclass(frozen=True, slots=True)
class Written:
    code: str


@journal.on(Written)
def seen(fact: Written, entry: Entry) -> None:
    """Not idempotent on purpose: a second run would show."""
    Answer.objects.create(
        scope="seen", key=f"{fact.code}-{Answer.objects.count()}", fingerprint=fact.code, result={}, at=now()
    )


def write(name: str, most: int | None = None) -> None:
    for number in itertools.islice(itertools.count(), most):
        code = f"{name}-{number}"
        with transaction.atomic():
            thing = Calendar.objects.create(code=code, name_zh="历", name_en="c", hours={})
            journal.record(Written(code), subject=thing, by=SYSTEM, first=True)
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


def deliver() -> None:
    while True:
        sys.stdout.write(f"{worker.turn()}\n")
        sys.stdout.flush()


def leased(seconds: int) -> None:
    """As `deliver`, with so short a lease that a worker that sleeps loses its rows to another."""
    worker.LEASE = timedelta(seconds=seconds)
    worker.BATCH = 10
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        worker.turn() or time.sleep(0.05)


def count() -> None:
    """Drain the rest; print entries, handled deliveries, codes handled twice."""
    Delivery.objects.update(due_at=now())
    worker.drain()
    handled = list(Answer.objects.filter(scope="seen").values_list("fingerprint", flat=True))
    sys.stdout.write(f"{Entry.objects.count()} {len(handled)} {len(handled) - len(set(handled))}\n")


if __name__ == "__main__":
    verbs = {"write": write, "deliver": deliver, "leased": lambda seconds: leased(int(seconds)), "count": count}
    verbs[sys.argv[1]](*sys.argv[2:3], *map(int, sys.argv[3:]))
