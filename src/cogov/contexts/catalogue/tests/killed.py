"""Hands an order over and kills itself: `python killed.py DATABASE ORDER settle|record|commit`.

Killed before paying, before telling the journal, or just before the commit.
"""

from __future__ import annotations

import os
import signal
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - Django comes first

from cogov.contexts.catalogue.actions import orders  # noqa: E402
from cogov.kernel import ids  # noqa: E402
from cogov.kernel.actors import SYSTEM  # noqa: E402


def die(*_given: object, **_named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main(database: str, order: int, step: str) -> None:
    connection.settings_dict["NAME"] = database
    if step == "settle":
        orders.wallet.settle = die
    elif step == "record":
        orders.WORKFLOW.apply = die
    with transaction.atomic():
        orders.collect(order=order, by=SYSTEM, key=ids.token())
        die()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
