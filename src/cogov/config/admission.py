"""Who comes in: between the server's many cheap threads and the few that hold a connection to the database.

A cheap thread reads the body (a slow phone holds up nobody), stands in line, and sends the answer off (a slow
reader holds up nobody either). What cannot be served within seconds is refused at once, with the time to come
back. See docs/adr/0017-above-capacity.md.
"""

from __future__ import annotations

import io
import json
import logging
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.http.cookie import parse_cookie

from cogov.config.refusal import Refusal
from cogov.config.turnstile import ROOM, Full, Kind, Turnstile
from cogov.kernel import badge
from cogov.kernel.clock import now

BODIES = 64
"""Bodies that are read at the same time in one process; behind a reverse proxy that buffers they take no time."""
DOORS = ROOM + BODIES + 32
"""Cheap threads of one process: all that may wait, all that read, and some that are left to refuse the others."""
MOST = 256 * 2**20
"""Bytes of one body: a form with more photos than any asks for."""
ANSWER_IN_MEMORY = 2**20
"""Bytes of an answer made bit by bit that are held in memory; longer ones go through the disk."""
BODY_IN_MEMORY = 16 * 2**20
"""Bytes: any photo, whose original must not touch the disk (ADR 0006). Longer bodies are files that staff import."""
BODIES_IN_MEMORY = 96 * 2**20
"""Bytes of all bodies in one process; who finds no room is refused, as by a full line."""
PIECE = 64 * 1024
BODY = "cogov.body"
TALLY = 10.0
"""Seconds over which refusals are counted before they are told."""
TALLY_FILE = "refused.jsonl"
LONGEST_TALLY = 2**20
"""Bytes of the file, some 10,000 lines; then it begins anew."""

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

log = logging.getLogger("cogov.admission")


class Answer(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: Iterable[bytes]


class Admission:
    """A WSGI application around another."""

    def __init__(self, application: Application, threads: int) -> None:
        self._application = application
        self._turnstile = Turnstile(threads)
        self._refusal = Refusal()
        self._bodies = threading.BoundedSemaphore(BODIES)
        self._room = Room(BODIES_IN_MEMORY)
        self._tally = Tally(settings.DATA / TALLY_FILE)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        kind = kind_of(environ)
        try:
            early = self._take_in(environ)
            answer = early or self._turnstile.run(kind, partial(answer_of, self._application, environ))
        except Full:
            self._tally.count(kind)
            ready = self._refusal.answer(environ)
            answer = Answer(ready.status, ready.with_wait(), [ready.body])
        finally:
            if kept := environ.pop(BODY, None):
                kept.close()
        start_response(answer.status, answer.headers)
        return answer.body

    def _take_in(self, environ: Environ) -> Answer | None:
        """The body is read to its end and put in the place of the stream; an answer for one that cannot be."""
        length = environ.get("CONTENT_LENGTH") or ""
        if length in ("", "0") and "HTTP_TRANSFER_ENCODING" not in environ:
            return None
        told = int(length) if length.isdigit() else None
        if not self._bodies.acquire(blocking=False):
            raise Full
        try:
            body = _read(environ["wsgi.input"], told, self._room)
        except OSError:
            body = None
        finally:
            self._bodies.release()
        if body is None:
            return Answer("400 Bad Request", [("Content-Length", "0"), ("Connection", "close")], [])
        environ[BODY] = environ["wsgi.input"] = body
        environ["CONTENT_LENGTH"] = str(body.seek(0, io.SEEK_END))
        body.seek(0)
        return None


class Room:
    """Bytes of memory that are shared out."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        with self._lock:
            if size > self._free:
                return False
            self._free -= size
            return True

    def give(self, size: int) -> None:
        with self._lock:
            self._free += size


class Body(tempfile.SpooledTemporaryFile[bytes]):
    """In memory, in room that was taken for it; longer than any photo, on the disk. Closing gives the room back."""

    def __init__(self, room: Room, size: int) -> None:
        super().__init__(BODY_IN_MEMORY)
        self._room, self._taken = room, 0
        if not room.take(size):
            self.close()
            raise Full
        self._taken = size

    def close(self) -> None:
        super().close()
        self._room.give(self._taken)
        self._taken = 0


def kind_of(environ: Environ) -> Kind:
    """From memory. Nobody becomes staff by an address or a cookie of their own making."""
    reads = environ.get("REQUEST_METHOD") in ("GET", "HEAD", "OPTIONS")
    if reads and environ.get("PATH_INFO", "").startswith(settings.STATIC_URL):
        return Kind.STATIC
    cookies = environ.get("HTTP_COOKIE", "")
    if f"{badge.COOKIE}=" in cookies:
        named = parse_cookie(cookies)
        if badge.remaining(named.get(badge.COOKIE, ""), named.get(settings.SESSION_COOKIE_NAME, "")):
            return Kind.STAFF
    return Kind.READ if reads else Kind.WRITE


def answer_of(application: Application, environ: Environ) -> Answer:
    """The whole answer, so that the thread that made it is free. Files alone are read while they are sent."""
    head: list[Any] = []
    result: Any = application(environ, lambda status, headers, _error=None: head.extend((status, headers)))
    if getattr(result, "file_to_stream", None) is not None:
        return Answer(head[0], head[1], result)
    try:
        body: Any = _spooled(result) if getattr(result, "streaming", False) else [b"".join(result)]
    finally:
        if hasattr(result, "close"):
            result.close()
    return Answer(head[0], head[1], body)


def _spooled(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """What is made bit by bit from the database is made at once, whatever the pace of the reader."""
    file = tempfile.SpooledTemporaryFile(ANSWER_IN_MEMORY)  # noqa: SIM115 - closed by whoever sends it
    for piece in pieces:
        file.write(piece)
    file.seek(0)
    return _Sent(file)


class _Sent:
    def __init__(self, file: Any) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(partial(self._file.read, PIECE), b"")

    def close(self) -> None:
        self._file.close()


def _read(stream: Any, length: int | None, room: Room) -> Body | None:
    """The body as a file; None for one that was cut off or has more than `MOST` bytes. Raises Full."""
    if length is not None and length > MOST:
        return None
    file = Body(room, min(length if length is not None else BODY_IN_MEMORY, BODY_IN_MEMORY))
    size = 0
    try:
        while piece := stream.read(PIECE if length is None else min(PIECE, length - size)):
            size += len(piece)
            if size > MOST:
                break
            file.write(piece)
            if size == length:
                return file
    except BaseException:
        file.close()
        raise
    if length is None and size <= MOST:
        return file
    file.close()
    return None


class Tally:
    """Tells how many were refused: in the log, and in a file that `cogov doctor` reads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def count(self, kind: Kind) -> None:
        with self._lock:
            first = not self._counts
            self._counts[kind.value] += 1
        if first:
            timer = threading.Timer(TALLY, self.tell)
            timer.daemon = True
            timer.start()

    def tell(self) -> None:
        with self._lock:
            counts, self._counts = dict(self._counts), Counter()
        if not counts:
            return
        told = json.dumps({"at": now().isoformat(timespec="seconds"), "refused": counts}) + "\n"
        log.warning("more was asked than could be answered; refused in %.0f s: %s", TALLY, counts)
        try:
            much = self._path.exists() and self._path.stat().st_size > LONGEST_TALLY
            with self._path.open("w" if much else "a", encoding="utf-8") as file:
                file.write(told)
        except OSError:
            log.warning("%s cannot be written", self._path)


def refused(folder: Path, since: datetime) -> Counter[str]:
    """Requests of each kind that this machine has refused since then."""
    found: Counter[str] = Counter()
    path = folder / TALLY_FILE
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            told = json.loads(line)
        except ValueError:
            continue  # cut off when a process was killed
        if datetime.fromisoformat(told["at"]) >= since:
            found.update(told["refused"])
    return found
