"""Who comes: residents who look and report, and staff who work off the queues. Each as its own browser does it."""

from __future__ import annotations

import asyncio
import json
import random
import time
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from benchmarks import sessions
from benchmarks.day.city import City, Officer
from benchmarks.day.schedule import Arrival
from benchmarks.day.wire import Answer, Broken, Wire

PATIENCE = 30.0
"""Seconds after which a page is given up."""
PERSISTENCE = 180.0
"""Seconds for which a phone sends a report again that the city had no time for, with the same key."""
AGAIN = 2.0
"""Seconds until it tries again when the connection broke."""
CONFLICTS = frozenset({404, 409, 422})
"""Somebody was quicker, or the report has moved on: another is taken."""


@dataclass
class Book:
    """What everybody saw. Times in seconds; `rows` holds (second, class, seconds taken, outcome)."""

    begin: float = 0.0
    rows: list[tuple[float, str, float, str]] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    filed: dict[str, tuple[int, str]] = field(default_factory=dict)
    steps: list[tuple[int, str]] = field(default_factory=list)
    given_up: int = 0
    conflicts: int = 0
    idle: int = 0
    """Times that staff looked and found nothing to do."""
    waits: list[float] = field(default_factory=list)
    """Seconds from a report's first sending to its receipt."""

    def note(self, kind: str, due: float, outcome: str) -> None:
        at = time.monotonic()
        self.rows.append((at - self.begin, kind, at - due, outcome))


class Day:
    """Everybody, on one wire."""

    def __init__(self, city: City, wire: Wire, book: Book, work: Callable[[], dict[int, int]], *, seed: int) -> None:
        self._city, self._wire, self._book, self._open_work = city, wire, book, work
        self._dice = random.Random(seed)
        self._etags: dict[str, str] = {}
        self._mark = uuid.uuid4().hex[:6]
        self._queues: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._taken: set[tuple[str, int]] = set()
        self._busy: set[int] = set()
        self._turn = self._sent = 0
        self.tasks: set[asyncio.Task[None]] = set()

    async def play(self, arrivals: list[Arrival], *, wait: bool = True) -> None:
        """Each begins by the clock, whether or not the earlier ones have ended. Then waits for those under way."""
        loop = asyncio.get_running_loop()
        begin = loop.time() + 0.5
        for arrival in arrivals:
            pause = begin + arrival.at - loop.time()
            if pause > 0:
                await asyncio.sleep(pause)
            task = loop.create_task(self.one(arrival, begin + arrival.at))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
        while wait and self.tasks:
            await asyncio.wait(self.tasks)

    def one(self, arrival: Arrival, due: float) -> Coroutine[Any, Any, None]:
        """`due` on the monotonic clock."""
        if arrival.kind == "file":
            return self._file(arrival, due)
        if arrival.kind == "staff":
            return self._work(arrival.number)
        return self._view(arrival.kind, due)

    # ---- residents --------------------------------------------------------------

    async def _view(self, kind: str, due: float) -> None:
        headers = {"X-Forwarded-For": self._address(), "Accept-Language": "zh-CN", "Accept-Encoding": "gzip"}
        if kind == "receipt" and self._book.filed:
            code = self._dice.choice(list(self._book.filed.values())[-200:])[1]
            path = f"/r/{code}"
        else:
            path = self._dice.choice(self._city.paths["report" if kind in ("report again", "receipt") else kind])
        if kind == "report again" and path in self._etags:
            headers["If-None-Match"] = self._etags[path]
        answer = await self._ask("read", "GET", path, headers, due=due)
        if answer and kind.startswith("report") and answer.header(b"etag"):
            self._etags[path] = answer.header(b"etag")

    async def _file(self, arrival: Arrival, due: float) -> None:
        """As the report form does: the photo first, then the report; what was not taken is sent again later."""
        first = due
        self._sent += 1
        mark = f"{self._mark}{self._sent}"
        body = dict(self._dice.choice(self._city.reports))
        body["text"] = f"{body['text']} #{mark}"
        key = uuid.uuid4().hex
        headers = {"X-Forwarded-For": self._address(), "Accept-Language": "zh-CN", "Idempotency-Key": key}
        photo = self._dice.choice(self._city.photos) if arrival.photo else None
        while time.monotonic() - first < PERSISTENCE:
            wait = 0.0
            if photo is not None:
                answer, wait = await self._send("photo", "/api/v1/photos", headers, due, photo=photo)
                if answer:
                    body["photos"], photo = [json.loads(answer.body)["token"]], None
                    due = time.monotonic()
            if photo is None:
                answer, wait = await self._send("file", "/api/v1/reports", headers, due, body=body)
                if answer:
                    told = json.loads(answer.body)
                    self._book.filed[mark] = told["id"], told["receipt"]
                    self._book.waits.append(time.monotonic() - first)
                    return
            if wait == 0.0:
                return  # refused for what it says: an error, noted
            await asyncio.sleep(wait)
            due = time.monotonic()
        self._book.given_up += 1

    async def _send(
        self, kind: str, path: str, headers: dict[str, str], due: float, *, body: Any = None, photo: bytes | None = None
    ) -> tuple[Answer | None, float]:
        """(its answer, or None; seconds after which it is worth another try, or 0)."""
        if photo is not None:
            data, content = _multipart(photo)
        else:
            data, content = json.dumps(body, ensure_ascii=False).encode(), "application/json"
        answer = await self._ask(kind, "POST", path, headers | {"Content-Type": content}, data, due=due)
        if answer is None:
            return None, AGAIN
        if answer.status in (200, 201):
            return answer, 0.0
        again = answer.status in (429, 503) or answer.status >= 500
        return None, float(answer.header(b"retry-after") or AGAIN) if again else 0.0

    # ---- staff --------------------------------------------------------------------

    async def _work(self, number: int) -> None:
        """One unit: the next report that waits for a reviewer, a handler or an inspector."""
        role = ("reviewer", "handler", "inspector")[number % 3]
        officer = self._free(role)
        if officer is None:
            self._book.idle += 1
            return
        self._busy.add(officer.person)
        try:
            report = await self._next(role, officer)
            if report is None:
                self._book.idle += 1
            elif role == "reviewer":
                await self._step(officer, report, ("accept", "reports.accepted", {}))
            elif role == "handler":
                started = ("start", "reports.started", {}) if report["state"] == "dispatched" else None
                resolved = ("resolve", "reports.resolved", {"zh": "已处理。", "en": "Done."})
                await self._step(officer, report, *([started] if started else []), resolved)
            else:
                await self._step(officer, report, ("confirm", "reports.closed", {}))
        finally:
            self._busy.discard(officer.person)

    def _free(self, role: str) -> Officer | None:
        crew = self._city.officers[role]
        if role == "handler":
            work = self._open_work()
            crew = [one for one in crew if work.get(one.body) and one.person not in self._busy]
            if not crew:
                return None
            return self._dice.choices(crew, [work[one.body] for one in crew])[0]
        for _ in crew:
            self._turn += 1
            officer = crew[self._turn % len(crew)]
            if officer.person not in self._busy:
                return officer
        return None

    async def _next(self, role: str, officer: Officer) -> dict[str, Any] | None:
        """From the list that is on the screen; when it is empty, the list is loaded anew."""
        rows = self._queues[f"{role}{officer.person}"]
        if not any((role, row["id"]) not in self._taken for row in rows):
            path = {"reviewer": "review", "handler": "work", "inspector": "check"}[role]
            answer = await self._desk("GET", officer, path)
            if answer is None or answer.status != 200:
                return None
            rows[:] = json.loads(answer.body)["work" if role == "handler" else "reports"]
        while rows:
            row = rows.pop(0)
            if (role, row["id"]) in self._taken or (
                role == "handler" and row["state"] not in ("dispatched", "handling")
            ):
                continue
            self._taken.add((role, row["id"]))
            return row
        return None

    async def _step(self, officer: Officer, report: dict[str, Any], *steps: tuple[str, str, dict[str, Any]]) -> None:
        number, revision = report["id"], report.get("revision")
        if revision is None:
            answer = await self._desk("GET", officer, f"reports/{number}")
            if answer is None or answer.status != 200:
                return
            revision = json.loads(answer.body)["revision"]
        for step, event, words in steps:
            body = {"revision": revision} | words
            answer = await self._desk("POST", officer, f"reports/{number}/{step}", body)
            if answer is None or answer.status != 200:
                return
            revision = json.loads(answer.body)["revision"]
            self._book.steps.append((number, event))

    async def _desk(
        self, method: str, officer: Officer, path: str, body: dict[str, Any] | None = None
    ) -> Answer | None:
        """As a person at a desk: what the city had no time for, or broke, is pressed again with the same key."""
        key = {"Idempotency-Key": uuid.uuid4().hex} if method == "POST" else {}
        data = json.dumps(body).encode() if body is not None else b""
        first = time.monotonic()
        while time.monotonic() - first < PERSISTENCE:
            headers = key | {
                "Cookie": sessions.header(officer.cookies),
                "X-CSRFToken": officer.cookies["csrftoken"],
                "X-Forwarded-For": f"198.51.{officer.person // 250 % 250}.{officer.person % 250}",
                "Content-Type": "application/json",
                "Accept-Language": "zh-CN",
            }
            due = time.monotonic()
            kind = "staff" if method == "POST" else "desk"
            answer = await self._ask(kind, method, f"/api/v1/desk/{path}", headers, data, due=due)
            if answer is not None and answer.status < 500:
                _keep_cookies(officer, answer)
                self._book.conflicts += answer.status in CONFLICTS
                return answer
            await asyncio.sleep(AGAIN)
        self._book.given_up += 1
        return None

    # ---- all ------------------------------------------------------------------------

    async def _ask(
        self, kind: str, method: str, path: str, headers: dict[str, str], body: bytes = b"", *, due: float
    ) -> Answer | None:
        """None where no answer came. Every ending is noted."""
        try:
            answer = await self._wire.ask(method, path, headers, body, within=PATIENCE)
        except TimeoutError:
            self._book.note(kind, due, "timeout")
            self._book.errors[f"{kind} no answer within {PATIENCE:.0f} s"] += 1
            return None
        except (Broken, OSError) as error:
            self._book.note(kind, due, "broken")
            self._book.errors[f"{kind} {type(error).__name__}: {error}"[:100]] += 1
            return None
        if answer.status < 400 or (kind in ("staff", "desk") and answer.status in CONFLICTS):
            outcome = "ok"
        elif answer.status in (429, 503):
            outcome = "refused"
        else:
            outcome = "error"
            place = path.split("?", maxsplit=1)[0].rstrip("0123456789")
            self._book.errors[f"{kind} {answer.status} {place} {answer.body[:160].decode(errors='replace')}"] += 1
        self._book.note(kind, due, outcome)
        return answer

    def _address(self) -> str:
        """One of some millions of homes."""
        return f"10.{self._dice.randrange(256)}.{self._dice.randrange(256)}.{self._dice.randrange(1, 255)}"


def _keep_cookies(officer: Officer, answer: Answer) -> None:
    for line in answer.head.split(b"\r\n"):
        if line.startswith(b"set-cookie: "):
            name, _is, value = line[12:].decode().split(";", 1)[0].partition("=")
            officer.cookies[name] = value


def _multipart(photo: bytes) -> tuple[bytes, str]:
    edge = "cogov-day"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="photo"; filename="p.jpg"\r\n'
    head += "Content-Type: image/jpeg\r\n\r\n"
    return head.encode() + photo + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
