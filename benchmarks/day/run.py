"""The day of a city of 10 million, pressed into 20 minutes, on this machine, with the load made on it too.

    python -m benchmarks.day.run                         its own demo city in a temporary folder, SQLite
    python -m benchmarks.day.run --here                  the city of COGOV_DATA and DATABASE_URL as it stands
    python -m benchmarks.day.run --beyond 60             and then a minute each at 2, 3 and 4 times the rate found
    python -m benchmarks.day.run --kills 7               kill −9 parts of it meanwhile, at moments from this seed
    tools/postgres.sh python -m benchmarks.day.run       on a PostgreSQL of its own (--kill-database kills that too)

30,000 reports and 150,000 views a day for 10 million residents, by the hours of a day with a morning of three times
the mean, staff working off the queues, and at noon a minute with ten times the reports. All begin by the clock,
whether or not the earlier ones were answered, and are timed from when they were due. Reports are sent again with the
same key, as the form does. Ends with 1 when an acknowledged report or step is not there exactly once, the journal
does not verify, the worker does not catch up, or, where nothing was killed, an answer was an error.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.day import schedule, trouble, wire

SEED = 20260101
OWN_CITY = 4000  # reports of the city that is built where none is given
DRAINED_WITHIN = 300.0  # seconds for the worker after the last request
SAMPLE = 5.0  # seconds between two looks at the queue
MEMORY = 15.0  # seconds between two looks at the memory, which cost the kernel some


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20, help="into which the day is pressed")
    parser.add_argument("--residents", type=int, default=10_000_000)
    parser.add_argument("--times", type=float, default=1, help="as many requests")
    parser.add_argument("--no-storm", action="store_true", help="an ordinary noon")
    parser.add_argument("--beyond", type=float, default=0, metavar="SECONDS", help="at each load above capacity")
    parser.add_argument("--loads", type=float, nargs="+", default=[2, 3, 4], help="times the rate found")
    parser.add_argument("--kills", type=int, metavar="SEED", help="kill −9 at moments from this seed")
    parser.add_argument("--count", type=int, default=6, help="of kills (default 6)")
    parser.add_argument("--victims", nargs="+", choices=["web", "worker", "all"], default=["web", "worker", "all"])
    parser.add_argument("--kill-database", action="store_true", help="PostgreSQL too; only one that nobody else uses")
    parser.add_argument("--here", action="store_true", help="the city that is there, not one of its own")
    parser.add_argument("--reports", type=int, default=OWN_CITY, help="in the city that is built")
    parser.add_argument("--seed", type=int, default=SEED)
    return parser.parse_args(given)


def main(args: argparse.Namespace) -> int:
    _prepare(args)
    from django.conf import settings

    from benchmarks.day import city, figures, people

    town = city.look(random.Random(args.seed))
    seconds = args.minutes * 60
    arrivals = schedule.day(
        seed=args.seed, residents=args.residents, seconds=seconds, times=args.times, storm=not args.no_storm
    )
    beside = f"; {args.count} kills from seed {args.kills}" if args.kills is not None else ""
    figures.head(args.residents, args.minutes, arrivals, beside)
    book, log = people.Book(), settings.DATA / "day.log"
    with trouble.service(log) as (kept, port):
        line = wire.Wire("127.0.0.1", port)
        watch = figures.Watch(lambda: kept.pid, city.backlog, city.open_work, sample=SAMPLE, memory=MEMORY)
        life = people.Day(town, line, book, lambda: watch.work, seed=args.seed)
        killer = _killer(args, kept, seconds)
        with watch.running():
            asyncio.run(_live(args, life, line, book, arrivals, killer, watch))
            drained = _drain(city.backlog)
    figures.told(book, watch, killer.done if killer else [], drained)
    figures.beyond_told(book)
    problems = list(_judged(args, town.last, book, drained))
    figures.end(problems, log.read_text(errors="replace"))
    return 1 if problems else 0


async def _live(args, life, line, book, arrivals, killer, watch) -> None:  # type: ignore[no-untyped-def]
    from benchmarks.day import beyond

    await line.open()
    book.begin = time.monotonic() + 0.5
    watch.begin = book.begin
    ended = threading.Event()
    deeds = threading.Thread(target=killer.run, args=(book.begin, ended), daemon=True) if killer else None
    if deeds:
        deeds.start()
    await life.play(arrivals)
    ended.set()
    if args.beyond:
        await beyond.play(life, book, seconds=args.beyond, loads=args.loads, seed=args.seed)
    line.close()


def _prepare(args: argparse.Namespace) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from cogov.demo.load import build

    if not args.here:
        call_command("migrate", verbosity=0)
        build(seed=args.seed, reports=args.reports, progress=lambda _done: None)


def _killer(args: argparse.Namespace, kept: trouble.Service, seconds: float) -> trouble.Killer | None:
    if args.kills is None:
        return None
    known = {"web": kept.web, "worker": kept.worker, "all": lambda: [kept.pid]}
    targets = {name: known[name] for name in args.victims}
    if args.kill_database:
        targets["database"] = trouble.database_backends
    dice = random.Random(args.kills)
    return trouble.Killer(targets, trouble.moments(dice, args.count, seconds), dice)


def _drain(backlog: Callable[[], tuple[int, float]]) -> float | None:
    """Seconds until the worker had nothing left to do; None if that was too long."""
    began = time.monotonic()
    while time.monotonic() - began < DRAINED_WITHIN:
        if backlog()[0] == 0:
            return time.monotonic() - began
        time.sleep(0.2)
    return None


def _judged(args: argparse.Namespace, last: tuple[int, int], book, drained: float | None) -> Iterator[str]:  # type: ignore[no-untyped-def]
    from benchmarks.day import city

    yield from city.lost_and_doubled(last, book.filed, book.steps)
    findings = city.verify()
    if findings:
        yield f"journal verify: {findings} findings"
    if drained is None:
        yield f"the worker had work left after {DRAINED_WITHIN:.0f} s"
    if args.kills is None:
        yield from (f"{times} × {text}" for text, times in book.errors.items())


@contextmanager
def surroundings(args: argparse.Namespace) -> Iterator[None]:
    """The settings, before Django reads them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cogov.config.settings")
    if args.here:
        yield
        return
    with tempfile.TemporaryDirectory(prefix="cogov-bench-") as folder:
        os.environ |= {"COGOV_MODE": "demo", "COGOV_DATA": folder}
        yield


if __name__ == "__main__":
    asked = arguments()
    with surroundings(asked):
        sys.exit(main(asked))
