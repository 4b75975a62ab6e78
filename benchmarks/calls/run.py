"""An hour of a hotline's calls through the desk's API, pressed into minutes, with the worker running.

    python -m benchmarks.calls.run [--calls 3000] [--times 12] [--operators 40]

3,000 calls in an hour are 50 a minute; `--times 12` makes 600 a minute of them, so the hour takes five minutes.
A call is what an operator's software asks: start, who is it, what fits the words, and its end (70 of 100 become
reports, 15 end with an answer, 10 without anything, 5 are promised a call). Each operator is a person with a session,
and each comes from an address of their own. Calls begin by the clock, whether or not the earlier ones have ended:
where no operator is free, the delay is counted as late. Uses a demo city of its own in a temporary folder, or that
of DATABASE_URL's, which should be empty. Exit code 1 for any error.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import queue
import random
import sys
import tempfile
import threading
import time
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

FOLDER = tempfile.TemporaryDirectory(prefix="cogov-bench-")
os.environ |= {"COGOV_MODE": "demo", "COGOV_DATA": FOLDER.name, "DJANGO_SETTINGS_MODULE": "cogov.config.settings"}

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks import servers, sessions
from cogov.contexts.accounts.models import Person
from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.bodies.models import Membership
from cogov.contexts.knowledge.models import Answer, State
from cogov.contexts.reports.categories import tree
from cogov.demo.load import build
from cogov.kernel.actors import AreaLevel, Role
from cogov.kernel.clock import now
from cogov.kernel.models import Delivery

AN_HOUR = 3600.0  # seconds
CALLS_AN_HOUR = 3000
SEED = 20260101
REPORTS = 400  # in the city before the first call
NUMBERS = 2000  # people who call: so many that a third calls again
WORDS = ("路灯不亮，三天了", "垃圾没人收", "路面有个大坑", "半夜工地很吵", "共享单车堵了盲道", "井盖松了，一踩就响")
KINDS = ("street-lamp", "street-cleaning", "pothole", "night-works", "shared-bikes", "manhole")
DRAINED_WITHIN = 120.0  # seconds after the last call


@dataclass
class Found:
    """Seconds of each request by its name; what went wrong; how late calls began; deliveries waiting, by second."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    late: list[float] = field(default_factory=list)
    waiting: list[tuple[int, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Town:
    """What the calls are about."""

    places: list[str]
    kinds: list[tuple[str, str]]
    answers: list[int]


class Operator(threading.Thread):
    """Takes the next call that is due until there is none."""

    def __init__(self, number: int, address: str, cookies: str, town: Town, due: queue.Queue[float], found: Found):
        super().__init__(daemon=True)
        host, port = address.removeprefix("http://").split(":")
        self._wire = http.client.HTTPConnection(host, int(port), timeout=60)
        self._headers = {
            "Cookie": cookies,
            "X-CSRFToken": cookies.split("csrftoken=")[1].split(";", maxsplit=1)[0],
            "X-Forwarded-For": f"198.51.100.{number + 1}",
            "Content-Type": "application/json",
            "Accept-Language": "zh-hans",
        }
        self._town, self._due, self._found = town, due, found
        self._draw = random.Random(number)

    def run(self) -> None:
        while True:
            try:
                at = self._due.get_nowait()
            except queue.Empty:
                return
            pause = at - time.monotonic()
            if pause > 0:
                time.sleep(pause)
            with self._found.lock:
                self._found.late.append(max(0.0, -pause))
            self._call()

    def _call(self) -> None:
        number = f"+8613{self._draw.randrange(NUMBERS):09d}"
        begun = self._ask("start", "POST", "", {"about": number})
        if begun is None:
            return
        call, (kind, words) = begun["id"], self._draw.choice(self._town.kinds)
        place = f"{self._draw.choice(self._town.places)}{self._draw.randrange(1, 90)}号"
        self._ask("show", "GET", f"/{call}", None)
        share = self._draw.random()
        if share < 0.70:
            self._file(call, kind, words, place)
        elif share < 0.85:
            self._ask("answer", "POST", f"/{call}/answer", {"answer": self._draw.choice(self._town.answers)})
        elif share < 0.95:
            self._ask("end", "POST", f"/{call}/end", {"outcome": "advised"})
        else:
            due = now().timestamp() + 7200
            self._ask("promise", "POST", f"/{call}/promise", {"due_at": _iso(due), "reason": "请回电"})

    def _file(self, call: int, kind: str, words: str, place: str) -> None:
        """As an operator does it: what another has filed nearby meanwhile is looked at, then it is filed."""
        for again in (False, True):
            look = f"/{call}/look?text={quote(words)}&place={quote(place)}"
            found = self._ask("look", "GET", look, None) or {}
            body = {"text": words, "kind": kind, "place": place, "known": [one["id"] for one in found.get("same", ())]}
            if self._ask("file", "POST", f"/{call}/file", body, meant=() if again else ("409",)) is not None:
                return
        self._ask("end", "POST", f"/{call}/end", {"outcome": "cut_off"})

    def _ask(
        self, name: str, method: str, path: str, body: dict[str, Any] | None, meant: tuple[str, ...] = ()
    ) -> dict[str, Any] | None:
        """None where it went wrong, which is counted unless `meant`."""
        headers = self._headers | ({"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {})
        began = time.monotonic()
        try:
            data = json.dumps(body) if body is not None else None
            self._wire.request(method, f"/api/v1/desk/calls{path}", data, headers)
            answer = self._wire.getresponse()
            text = answer.read()
            status = str(answer.status)
        except (OSError, http.client.HTTPException) as error:
            self._wire.close()
            text, status = b"", type(error).__name__
        with self._found.lock:
            self._found.took[name].append(time.monotonic() - began)
            if not status.startswith("2") and status not in meant:
                self._found.errors[f"{name} {status} {text[:120].decode(errors='replace')}"] += 1
        return json.loads(text) if status.startswith("2") else None


def main() -> int:
    args = _arguments()
    call_command("migrate", verbosity=0)
    build(seed=SEED, reports=REPORTS, progress=lambda _done: None)
    town, sessions = _town(), [_session(number) for number in range(args.operators)]
    found, due = Found(), queue.Queue[float]()
    step = AN_HOUR / CALLS_AN_HOUR / args.times
    with servers.cogov(worker=True) as (address, _pid):
        begin = time.monotonic() + 1.0
        for place in range(args.calls):
            due.put(begin + place * step)
        crew = [Operator(n, address, cookies, town, due, found) for n, cookies in enumerate(sessions)]
        for one in crew:
            one.start()
        drained = _watch(crew, found)
        took = time.monotonic() - begin - drained
    _report(args, found, took, drained)
    return 1 if found.errors else 0


def _watch(crew: list[Operator], found: Found) -> float:
    """Note once a second what waits for the worker; returns the seconds it needed after the last call."""
    while any(one.is_alive() for one in crew):
        found.waiting.append(_backlog())
        time.sleep(1.0)
    end = time.monotonic()
    while _backlog()[0] and time.monotonic() - end < DRAINED_WITHIN:
        time.sleep(0.2)
    return time.monotonic() - end


def _backlog() -> tuple[int, float]:
    """(deliveries due, age of the oldest in seconds)."""
    rows = Delivery.objects.filter(dead_at=None, due_at__lte=now())
    oldest = rows.order_by("due_at").values_list("due_at", flat=True).first()
    return rows.count(), (now() - oldest).total_seconds() if oldest else 0.0


def _report(args: argparse.Namespace, found: Found, took: float, drained: float) -> None:
    done = sum(len(found.took[name]) for name in ("file", "answer", "end", "promise"))
    print(f"{connection.vendor}, {args.operators} operators, {args.calls:,} calls at {50 * args.times:g} a minute")
    print(f"  ({args.times:g} times the 3,000 of an hour): {done:,} ended in {took:.0f} s")
    for name, values in sorted(found.took.items()):
        print(f"  {name:8} {len(values):>6,}  p50 {_at(values, 50):7.1f} ms  p99 {_at(values, 99):7.1f} ms")
    every = [value for values in found.took.values() for value in values]
    print(f"  {'all':8} {len(every):>6,}  p50 {_at(every, 50):7.1f} ms  p99 {_at(every, 99):7.1f} ms")
    print(f"  calls that began late: p50 {_at(found.late, 50):.1f} ms, p99 {_at(found.late, 99):.1f} ms")
    most, oldest = max(found.waiting, default=(0, 0.0)), max((age for _n, age in found.waiting), default=0.0)
    print(f"  worker: at most {most[0]:,} deliveries waiting, the oldest {oldest:.1f} s; empty {drained:.1f} s after")
    print(f"  errors: {sum(found.errors.values())}")
    for text, times in sorted(found.errors.items()):
        print(f"    {times} x {text}")


def _at(values: list[float], percent: int) -> float:
    """In milliseconds."""
    ordered = sorted(values)
    return 1000 * ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def _town() -> Town:
    places = [areas.name(info.id, "zh-hans") for info in areas.areas(AreaLevel.COMMUNITY)]
    known = {node.code for node in tree().leaves()}
    kinds = [(kind, words) for kind, words in zip(KINDS, WORDS, strict=True) if kind in known]
    return Town(places, kinds, list(Answer.objects.filter(state=State.PUBLISHED).values_list("pk", flat=True)))


def _session(number: int) -> str:
    """Cookies of an operator who has shown both factors."""
    person = Person(email=f"bench{number}@staff.example", name=f"话务员{number}", email_verified_at=now())
    person.set_password(uuid.uuid4().hex)
    person.save()
    line = bodies.by_code("hotline").id
    Membership.objects.create(person=person, body_id=line, role=Role.OPERATOR, since=now())
    return sessions.header(sessions.staff(person))


def _iso(timestamp: float) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=CALLS_AN_HOUR)
    parser.add_argument("--times", type=float, default=12, help="how much faster than the hour's 50 a minute")
    parser.add_argument("--operators", type=int, default=40)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
