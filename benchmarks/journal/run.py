"""The journal: writing chains at once, verifying and checkpoints, each beside the plainest way to do it.

    python benchmarks/journal/run.py [entries]

Uses a database of its own in a temporary folder (or DATABASE_URL's, which should be empty). Baselines:
`record()` one by one for writing; reading the same rows by the ORM without checking for verifying.
Exit code 1 where a figure stays below its target.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta

FOLDER = tempfile.TemporaryDirectory(prefix="cogov-bench-")
os.environ |= {"COGOV_MODE": "service", "COGOV_DATA": FOLDER.name, "DJANGO_SETTINGS_MODULE": "cogov.config.settings"}

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM
from cogov.kernel.bulk import Chain, Link, reserve_ids, write_chains
from cogov.kernel.checkpoints import checkpoint
from cogov.kernel.models import Calendar, Entry
from cogov.kernel.tests.samples import Opened, Renamed
from cogov.kernel.verify import Verification

ENTRIES = 120_000
LENGTH = 6  # entries of a chain: what a report of the demo city has
ONE_BY_ONE = 500  # entries of the baseline for writing
BULK_TARGET = 20_000  # entries a second
VERIFY_TARGET = 50_000  # entries a second
START = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    call_command("migrate", verbosity=0)
    slow = ONE_BY_ONE / timed(one_by_one)
    things = subjects(count // LENGTH)
    fast = count / timed(lambda: in_bulk(things))
    read = count / timed(lambda: sum(1 for _ in Entry.objects.order_by("id").iterator()))
    covered = count / timed(checkpoint)
    check = Verification()
    verified = count / timed(lambda: findings(check))
    print(f"{connection.vendor}, {count:,} entries")
    print(f"write chains at once  {fast:>9,.0f}/s  {fast / slow:6.1f} x record() one by one ({slow:,.0f}/s)")
    print(
        f"verify everything     {verified:>9,.0f}/s  {verified / read:6.2f} x only reading by the ORM ({read:,.0f}/s)"
    )
    print(f"put under checkpoints {covered:>9,.0f}/s")
    print(f"memory at most        {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>9,.0f} MB")
    return 0 if fast >= BULK_TARGET and verified >= VERIFY_TARGET else 1


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def subjects(count: int) -> list[Calendar]:
    return [Calendar(pk=pk, code=f"b{pk}", name_zh="历", name_en="c", hours={}) for pk in reserve_ids(Calendar, count)]


@transaction.atomic
def in_bulk(things: list[Calendar]) -> None:
    write_chains(Chain(thing, links(thing)) for thing in things)
    Calendar.objects.bulk_create(things)


def links(thing: Calendar) -> list[Link]:
    later = (Link(Renamed("路灯", ("a", "b")), SYSTEM, START + timedelta(hours=hour)) for hour in range(1, LENGTH))
    return [Link(Opened(thing.code), SYSTEM, START), *later]


def one_by_one() -> None:
    thing = Calendar.objects.create(code="one", name_zh="历", name_en="c", hours={})
    for number in range(ONE_BY_ONE):
        with transaction.atomic():
            journal.record(Renamed("路灯", ("a", "b")), subject=thing, by=SYSTEM, first=number == 0)


def findings(check: Verification) -> None:
    found = list(check.findings())
    assert not found, found[:3]


if __name__ == "__main__":
    sys.exit(main())
