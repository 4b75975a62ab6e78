"""A small city that is served by real processes, and people who use it and remember what they were told."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.system.installation import Installation, free_port

SECONDS = int(os.environ.get("COGOV_FAULT_SECONDS", "4"))
"""For how long a fault lasts."""
ROUNDS = int(os.environ.get("COGOV_FAULT_ROUNDS", "2"))
"""How often one that comes at random comes."""
PATIENCE = 60
"""Seconds within which everything must have come back by itself."""
HOME = Path(__file__).resolve().parents[3]
CSRF = "a" * 32

PEOPLE = """
import json
from django.conf import settings
from importlib import import_module
from cogov.contexts.accounts import sessions
from cogov.contexts.accounts.models import Person
from cogov.contexts.reports.tests import world
from cogov.kernel.clock import now
found = world.build()
def cookie(who, staff):
    person = Person.objects.get(pk=found.actor(who).person)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session.update({"_auth_user_id": str(person.pk), "_auth_user_backend": sessions.BACKEND,
                    "_auth_user_hash": person.get_session_auth_hash()})
    if staff:
        session.update({sessions.STAFF: {"factor": "totp", "at": now().isoformat()}, sessions.SEEN: now().isoformat()})
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
print(json.dumps({"lat": found.areas.middle("c1111")[0], "lon": found.areas.middle("c1111")[1],
                  "reviewer": cookie("reviewer:centre", True), "resident": cookie("resident", False)}))
"""


@dataclass(frozen=True)
class City:
    """`reviewer` and `resident` are the cookies of their sessions."""

    home: Installation
    lat: float
    lon: float
    reviewer: str
    resident: str
    findings: int
    """Rows of the test's world that came without a word in the journal."""

    def ask(self, sql: str) -> list[list[Any]]:
        """Rows, looked up by us beside those who work with them."""
        if self.home.url:
            with psycopg.connect(self.home.url, autocommit=True) as server:
                return [list(row) for row in server.execute(sql.encode()).fetchall()]
        if self.home.within:  # a file that this process cannot see
            code = f"import json\nfrom django.db import connection as c\nq = c.cursor()\nq.execute({sql!r})\n"
            return list(json.loads(self.home.python(code + "print(json.dumps(q.fetchall(), default=str))")))
        with closing(sqlite3.connect(self.home.data / "cogov.sqlite3", timeout=20)) as file:
            return [list(row) for row in file.execute(sql).fetchall()]

    def number(self, sql: str) -> int:
        return int(self.ask(sql)[0][0])

    def is_sound(self) -> None:
        """Nothing waits, nothing was given up, and the journal is as it was written."""
        eventually(lambda: self.number("SELECT count(*) FROM kernel_delivery") == 0)
        assert self.home.json("journal", "verify")["findings"] == self.findings


def settle(home: Installation) -> City:
    home.must("migrate")
    found = json.loads(home.python(PEOPLE).splitlines()[-1])
    return City(home, **found, findings=home.json("journal", "verify")["findings"])


@dataclass
class Served:
    """`port` on this machine; `log` is what the processes wrote."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def ask(
        self, path: str, body: bytes | None = None, *, timeout: float = 60, **headers: str
    ) -> tuple[int, dict[str, str], str]:
        """(status, headers, content); status 0 when there was no answer at all."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, named)
        try:
            with _opener.open(request, timeout=timeout) as found:
                return found.status, _headers(found), found.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, _headers(error), error.read().decode("utf-8", "replace")
        except OSError as error:
            return 0, {}, repr(error)


def _headers(answer: Any) -> dict[str, str]:
    """By their usual names; of several of one name all, by lines."""
    found: dict[str, str] = {}
    for name, value in answer.headers.items():
        found[name.title()] = f"{found[name.title()]}\n{value}" if name.title() in found else value
    return found


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)


@contextmanager
def serving(city: City, *arguments: str, **environment: str) -> Iterator[Served]:
    """`cogov serve` with its worker; ended in order if it can be."""
    port = free_port()
    log = Path(os.environ["COGOV_DATA"]) / f"serve-{port}.log"
    own = city.home.environment(COGOV_PORT=str(port), COGOV_PROXIES="1", COGOV_OPEN311="open", **environment)
    command = city.home.command("serve", "--processes", "2", *arguments)
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, env=own, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
    served = Served(port, process, log)
    try:
        eventually(lambda: served.ask("/robots.txt", timeout=2)[0] == 200)
        yield served
    finally:
        os.killpg(process.pid, signal.SIGCONT)
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def eventually(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not come to pass in time"
        time.sleep(0.1)


@dataclass
class People:
    """Residents who file reports until each is taken, readers, and a reviewer: all at once, until `leave`.

    `seen` holds (what, status, seconds, headers, content) of every answer that was not good.
    """

    city: City
    served: Served
    seed: int = 1
    filed: dict[str, int] = field(default_factory=dict)
    accepted: list[int] = field(default_factory=list)
    good: dict[str, int] = field(default_factory=dict)
    bad: list[tuple[str, int, float, dict[str, str], str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._guarded, args=(act,), daemon=True)
            for act in (self._file, self._file, self._read, self._review)
        ]
        self.trouble: list[BaseException] = []

    def come(self) -> People:
        for thread in self._threads:
            thread.start()
        return self

    def leave(self) -> None:
        """Whoever has begun to file goes on until it is taken."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE * 2)
            assert not thread.is_alive()
        assert not self.trouble, self.trouble

    def file(self, key: str, chance: random.Random) -> tuple[int, int]:
        """(status, number of the report): the same key is the same report."""
        lat, lon = self.city.lat + chance.uniform(-1, 1) / 500, self.city.lon + chance.uniform(-1, 1) / 500
        words = {"category": "lamp", "text": f"路灯不亮 {key}", "lat": lat, "lon": lon}
        headers = {"Idempotency_Key": key, "Content_Type": "application/json", "X_Forwarded_For": address(chance)}
        status, _told, content = self._note("file", "/api/v1/reports", json.dumps(words).encode(), **headers)
        return status, int(json.loads(content)["id"]) if status == 201 else 0

    def _file(self) -> None:
        chance = random.Random(self.seed)
        while not self._over.is_set():
            key, sown = str(uuid.UUID(int=uuid.uuid4().int)), chance.random()
            status = 0
            until = time.monotonic() + PATIENCE + SECONDS
            while status != 201:
                status, number = self.file(key, random.Random(sown))
                assert time.monotonic() < until, f"never taken: {status}"
                if status != 201:
                    time.sleep(0.2)
            self.filed[key] = number

    def _read(self) -> None:
        while not self._over.is_set():
            for what, path in (
                ("page", "/reports"),
                ("json", "/api/v1/reports"),
                ("open311", "/open311/v2/requests.xml"),
            ):
                self._note(what, path, Cookie=self.city.resident, X_Forwarded_For=address(random.Random()))
            time.sleep(0.02)

    def _review(self) -> None:
        """Accepts what came in, as the page does."""
        cookie = f"{self.city.reviewer}; csrftoken={CSRF}"
        while not self._over.is_set():
            self._note("desk", "/desk/review", Cookie=cookie)
            for number in [one for one in list(self.filed.values()) if one not in self.accepted][:1]:
                form = f"key={uuid.uuid4()}&text_zh=".encode()
                status, _told, _content = self._note(
                    "accept", f"/desk/reports/{number}/accept", form, Cookie=cookie, X_CSRFToken=CSRF
                )
                if status in (200, 204, 302, 303):
                    self.accepted.append(number)
                elif status in (409, 422):
                    self.accepted.append(-number)
            time.sleep(0.05)

    def _note(self, what: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        began = time.monotonic()
        status, told, content = self.served.ask(path, body, **headers)
        with self._lock:
            if 200 <= status < 400 or status in (409, 422):
                self.good[what] = self.good.get(what, 0) + 1
            else:
                self.bad.append((what, status, time.monotonic() - began, told, content))
        return status, told, content

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - told by `leave`
            self.trouble.append(error)

    # ---- what must hold ---------------------------------------------------

    def were_refused_calmly(self) -> None:
        """Each answer that was not good is a 503 in its own form, which says when to come back."""
        assert {status for _what, status, *_ in self.bad} <= {503}, self._odd()
        for what, _status, _seconds, told, content in self.bad:
            assert int(told["Retry-After"]) > 0
            if what in ("file", "json"):
                assert json.loads(content)["code"] in ("unavailable", "busy")
            elif what == "open311":
                assert "<code>503</code>" in content
            else:
                assert "<main" in content
                assert "Traceback" not in content

    def lost_nothing(self) -> None:
        """What was acknowledged is there, once each, and nothing else is."""
        kept = [row[0] for row in self.city.ask("SELECT id FROM reports_report")]
        assert len(set(self.filed.values())) == len(self.filed)
        assert sorted(kept) == sorted(self.filed.values())
        states = dict(self.city.ask("SELECT id, state FROM reports_report"))
        assert all(states[number] != "received" for number in self.accepted if number > 0)

    def _odd(self) -> list[tuple[str, int, str]]:
        return [(what, status, content[:300]) for what, status, _s, _h, content in self.bad if status != 503][:3]


def address(chance: random.Random) -> str:
    """Another household each time, so that nobody is slowed down for asking often."""
    return ".".join(str(chance.randint(1, 250)) for _ in range(4))
