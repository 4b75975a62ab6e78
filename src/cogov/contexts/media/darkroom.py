"""Photos of strangers are developed in a process of their own.

The decoders are a million lines of C that no pixel cap makes harmless. So each photo goes through a
pipe to a child that was started afresh (no secrets in its memory, no environment, no open
connection), may write no file and take no more than `MEMORY` and `SECONDS`. A photo that crashes,
hangs or bloats it is refused with a sentence; the server goes on. A thread could be given none of
this. Children stay for many photos, so the price is two copies of the data: a few milliseconds.
Where the system lacks a limit (macOS has none on memory), the caps of `pipeline` are what remains.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import queue
import resource
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

from cogov.contexts.media import pipeline
from cogov.contexts.media.pipeline import Drawn, Facts, Oversized, Photo, Reason, Size, Unusable
from cogov.kernel.errors import CogovError, TooMany

SECONDS = 10  # of wall clock for one photo; the slowest honest one (50 MP WebP) takes 1 to 2 on one core
WAIT = 20  # seconds in which a photo waits for its turn; below the patience of proxies (60)
MEMORY = 1536 * 1024**2  # bytes of address space; the hungriest honest photo (50 MP WebP) was seen to reserve 842 MB
PHOTOS = 200  # after which a child is replaced, so that nothing that leaks or lurks in it stays
WORKERS = max(1, min(4, os.cpu_count() or 1))  # decoding fills a core; more than 4 would fill a small machine's memory
LONGEST_ANSWER = 32 * 1024 * 1024  # bytes; three JPEG files of 2048 px and less cannot be larger than a few MB

LENGTH = struct.Struct(">Q")
BUSY = _("Very many photos are arriving just now. Please send yours again in a minute.")

log = logging.getLogger(__name__)


def redraw(data: bytes) -> Photo:
    """As `pipeline.redraw`, but what it does to the process happens elsewhere. Blocks; raises TooMany when busy."""
    pipeline.check_bytes(data)  # refuses most wrong files without a child
    try:
        room = _rooms.get(timeout=WAIT)
    except queue.Empty:
        raise TooMany(BUSY, retry_after=60) from None
    try:
        return room.redraw(data)
    finally:
        _rooms.put(room)


class Room:
    """One child at a time, used by one thread at a time."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._photos = 0

    def redraw(self, data: bytes) -> Photo:
        child = self._started()
        late = threading.Event()
        timer = threading.Timer(SECONDS, _end, (child, late))
        timer.start()
        try:
            photo = _photo(*_exchange(child, data))
        except (OSError, EOFError, ValueError, TypeError, KeyError):
            self.close()
            log.warning("a photo of %d bytes ended its process with code %s", len(data), child.returncode)
            raise Unusable(Reason.SLOW if late.is_set() else Reason.DAMAGED) from None
        finally:
            timer.cancel()
        if late.is_set():
            self.close()  # it answered in the moment in which it was killed
        return photo

    def close(self) -> None:
        """End the child; the next photo starts another."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        for pipe in filter(None, (child.stdin, child.stdout)):
            with suppress(OSError):
                pipe.close()
        child.wait()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None or self._photos >= PHOTOS:
            self.close()
            self._child, self._photos = _start(), 0
        self._photos += 1
        return self._child


def _start() -> subprocess.Popen[bytes]:
    """A new interpreter rather than a fork: a fork would inherit secrets and the locks of other threads."""
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "MALLOC_ARENA_MAX": "2"}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],  # -P: nothing in the working folder can pose as a module
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        close_fds=True,
        cwd="/",
    )


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _exchange(child: subprocess.Popen[bytes], data: bytes) -> tuple[dict[str, Any], bytes]:
    """Send one file, get the answer's head and files. Raises OSError, EOFError or ValueError when the child fails."""
    assert child.stdin is not None
    assert child.stdout is not None
    _send(child.stdin, data)
    head = json.loads(_receive(child.stdout))
    return head, _receive(child.stdout)


def _photo(head: dict[str, Any], files: bytes) -> Photo:
    """The answer as it is trusted: a child that was taken over can draw a wrong picture, and nothing else."""
    if "refused" in head:
        raise _refusal(Reason(head["refused"]))
    sizes, start = {}, 0
    for size in Size:
        end = start + int(head["lengths"][size])
        sizes[size] = files[start:end]
        start = end
    if not all(file.startswith(b"\xff\xd8\xff") for file in sizes.values()):
        raise ValueError("an answer without three JPEG files")
    taken_at = datetime.fromisoformat(head["taken_at"]) if head["taken_at"] else None
    drawn = Drawn(int(head["width"]), int(head["height"]), int(head["dhash"]), sizes)
    return Photo(drawn, Facts(head["lat"], head["lon"], taken_at), bool(head["several"]))


def _refusal(reason: Reason) -> CogovError:
    return Oversized(reason) if reason in (Reason.BYTES, Reason.PIXELS) else Unusable(reason)


def _send(pipe: IO[bytes], data: bytes) -> None:
    pipe.write(LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _receive(pipe: IO[bytes], limit: int = LONGEST_ANSWER) -> bytes:
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    (length,) = LENGTH.unpack(head)
    if length > limit:
        raise ValueError(f"{length} bytes are more than {limit}")
    data = pipe.read(length)
    if len(data) < length:
        raise EOFError
    return data


def _serve(incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """The child's whole life: one file in, one answer out, until the parent closes the pipe."""
    while True:
        try:
            data = _receive(incoming)
        except EOFError:
            return
        head, files = _answer(data)
        _send(outgoing, json.dumps(head).encode())
        _send(outgoing, files)


def _answer(data: bytes) -> tuple[dict[str, Any], bytes]:
    try:
        photo = pipeline.redraw(data)
    except (Unusable, Oversized) as error:
        return {"refused": error.reason.value}, b""
    facts, drawn = photo.facts, photo.drawn
    return {
        "lat": facts.lat,
        "lon": facts.lon,
        "taken_at": facts.taken_at.isoformat() if facts.taken_at else None,
        "several": photo.several,
        "width": drawn.width,
        "height": drawn.height,
        "dhash": drawn.dhash,
        "lengths": {size.value: len(drawn.files[size]) for size in Size},
    }, b"".join(drawn.files[size] for size in Size)


def _confine() -> None:
    """Give up what drawing does not need. A limit that this system does not know is left out."""
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),  # its pipes, and what a decoder opens while it is loaded
    )
    for limit, value in limits:
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (value, value))


def _open_rooms() -> queue.LifoQueue[Room]:
    """Last in, first out: the warm child works, the others are never started while one suffices."""
    rooms: queue.LifoQueue[Room] = queue.LifoQueue()
    for _each in range(WORKERS):
        rooms.put(Room())
    return rooms


def close() -> None:
    """End the children that are idle; those at work end with this process, whose pipe they read."""
    idle = []
    with suppress(queue.Empty):
        while True:
            idle.append(_rooms.get_nowait())
    for room in idle:
        room.close()
        _rooms.put(room)


def _after_fork() -> None:
    """A forked server must not share the pipes of its parent."""
    global _rooms  # noqa: PLW0603 - replaced exactly here
    _rooms = _open_rooms()


_rooms = _open_rooms()

if __name__ == "__main__":
    _confine()
    _serve(sys.stdin.buffer, sys.stdout.buffer)
else:
    atexit.register(close)
    os.register_at_fork(after_in_child=_after_fork)
