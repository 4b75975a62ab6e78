"""The process in which photos are drawn can crash, hang, bloat or lie: the server goes on."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cogov.contexts.media import darkroom, pipeline
from cogov.contexts.media.darkroom import Room
from cogov.contexts.media.pipeline import Oversized, Photo, Reason, Unusable
from cogov.contexts.media.tests.factories import GPS_NORTH_EAST, encoded, exif_with
from cogov.contexts.media.tests.hostile import jpeg_of_many_scans, png
from cogov.kernel.errors import TooMany

GOOD = encoded("PNG")
LINUX = pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="reads /proc, which only Linux has")


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.close()


def pid_of(room: Room) -> int:
    assert room._child is not None
    return room._child.pid


def test_the_other_process_gives_the_same_photo_as_this_one(room: Room) -> None:
    exif = exif_with(gps=GPS_NORTH_EAST, details={0x9003: "2026:05:04 12:34:56", 0x9011: "+08:00"})
    for data in (GOOD, encoded(exif=exif.tobytes()), encoded("GIF")):
        assert room.redraw(data) == pipeline.redraw(data)


@pytest.mark.parametrize(
    ("data", "kind", "reason"),
    [
        (png(9000, 9000), Oversized, Reason.PIXELS),
        (GOOD[:40], Unusable, Reason.DAMAGED),
        (png(2, 2), Unusable, Reason.TINY),
    ],
)
def test_a_refusal_comes_over_with_its_sentence(room: Room, data: bytes, kind: type[Unusable], reason: Reason) -> None:
    with pytest.raises(kind) as refused:
        room.redraw(data)

    assert refused.value.reason == reason
    assert refused.value.sentence == pipeline.SENTENCES[reason]
    assert room.redraw(GOOD).drawn.width == 96


def test_a_photo_that_takes_too_long_is_refused_and_the_next_one_is_drawn(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.redraw(GOOD)
    monkeypatch.setattr(darkroom, "SECONDS", 0.3)
    started = time.monotonic()

    with pytest.raises(Unusable) as refused:
        room.redraw(jpeg_of_many_scans())

    assert refused.value.reason == Reason.SLOW
    assert time.monotonic() - started < 5
    monkeypatch.setattr(darkroom, "SECONDS", 10)
    assert room.redraw(GOOD).drawn.width == 96


def test_a_photo_that_crashes_its_process_is_refused_and_the_next_one_is_drawn(room: Room) -> None:
    slow = jpeg_of_many_scans()
    room.redraw(GOOD)
    crash = threading.Timer(0.2, os.kill, (pid_of(room), signal.SIGSEGV))
    crash.start()

    with pytest.raises(Unusable) as refused:
        room.redraw(slow)

    crash.join()
    assert refused.value.reason == Reason.DAMAGED
    assert room.redraw(GOOD).drawn.width == 96


def test_a_process_that_died_while_idle_is_replaced_unnoticed(room: Room) -> None:
    room.redraw(GOOD)
    before = pid_of(room)
    os.kill(before, signal.SIGKILL)
    assert room._child is not None
    room._child.wait()

    assert room.redraw(GOOD).drawn.width == 96
    assert pid_of(room) != before


@LINUX
def test_the_process_may_write_nothing_and_take_only_so_much(room: Room) -> None:
    room.redraw(GOOD)

    limits = Path(f"/proc/{pid_of(room)}/limits").read_text()

    values = {line[:25].strip(): line[26:46].strip() for line in limits.splitlines()[1:]}
    assert values["Max address space"] == str(darkroom.MEMORY)
    assert values["Max file size"] == "0"
    assert values["Max core file size"] == "0"


@LINUX
def test_the_process_knows_no_secret(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://user:the-password@host/db")
    room.redraw(GOOD)

    environment = Path(f"/proc/{pid_of(room)}/environ").read_bytes()
    files = [os.readlink(file) for file in Path(f"/proc/{pid_of(room)}/fd").iterdir()]

    assert b"the-password" not in environment
    assert all(name.startswith("pipe:") or name == "/dev/null" for name in files)


@LINUX
def test_memory_beyond_the_limit_is_refused_as_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    confine = (
        "import os; from cogov.contexts.media import darkroom as d; "
        "now = int(open('/proc/self/statm').read().split()[0]) * os.sysconf('SC_PAGE_SIZE'); "
        "d.MEMORY = now + 40 * 2**20; d._confine(); "
    )
    serve = "import sys; d._serve(sys.stdin.buffer, sys.stdout.buffer)"
    _replace_child(monkeypatch, confine + serve)
    room = Room()
    try:
        with pytest.raises(Oversized):
            room.redraw(png(7000, 7000, pixels=bytes(7001 * 7000)))
        assert room.redraw(GOOD).drawn.width == 96
    finally:
        room.close()


def _answer(head: object, files: bytes = b"") -> str:
    """A child that gives this answer whatever it gets."""
    head_bytes = json.dumps(head).encode()
    packed = struct.pack(">Q", len(head_bytes)) + head_bytes + struct.pack(">Q", len(files)) + files
    return f"import sys; sys.stdin.buffer.read(8); sys.stdout.buffer.write({packed!r})"


def _replace_child(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    def start() -> subprocess.Popen[bytes]:
        environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", script]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)

    monkeypatch.setattr(darkroom, "_start", start)


HTML = b"<script>alert(1)</script>"
LENGTHS = {"thumb": len(HTML), "page": len(HTML), "full": len(HTML)}


@pytest.mark.parametrize(
    "script",
    [
        "pass",
        "import sys; sys.stdin.buffer.read(8); sys.stdout.buffer.write(b'garbage')",
        "import sys; sys.stdin.buffer.read(8); sys.stdout.buffer.write(b'\\xff' * 8)",
        _answer({"refused": "because"}),
        _answer({}),
        _answer([1, 2]),
        _answer({"lengths": LENGTHS, "width": 1, "height": 1, "dhash": 0, "taken_at": None}, HTML * 3),
        _answer({"lengths": {"thumb": None}}),
    ],
    ids=["silent", "garbage", "endless", "unknown reason", "empty", "list", "html", "no lengths"],
)
def test_a_process_that_was_taken_over_cannot_make_the_server_fail(
    script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _replace_child(monkeypatch, script)
    room = Room()

    with pytest.raises(Unusable) as refused:
        room.redraw(GOOD)

    assert refused.value.reason == Reason.DAMAGED
    assert room._child is None


def test_when_every_room_is_busy_the_sender_is_asked_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "WAIT", 0.01)
    taken = [darkroom._rooms.get_nowait() for _each in range(darkroom.WORKERS)]
    try:
        with pytest.raises(TooMany) as refused:
            darkroom.redraw(GOOD)
        assert refused.value.retry_after == 60
    finally:
        for room in taken:
            darkroom._rooms.put(room)
    assert isinstance(darkroom.redraw(GOOD), Photo)


def test_several_threads_draw_at_once() -> None:
    drawn: list[str] = []
    threads = [threading.Thread(target=lambda: drawn.append(darkroom.redraw(GOOD).drawn.sha256)) for _each in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(drawn) == 6
    assert len(set(drawn)) == 1


def test_a_process_is_replaced_after_so_many_photos(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "PHOTOS", 2)

    pids = [(room.redraw(GOOD), pid_of(room))[1] for _each in range(4)]

    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_a_wrong_file_is_refused_without_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(darkroom, "_rooms", None)

    for data, reason in ((b"", Reason.EMPTY), (b"%PDF", Reason.UNKNOWN), (bytes(16 * 2**20), Reason.BYTES)):
        with pytest.raises((Unusable, Oversized), check=lambda error, reason=reason: error.reason == reason):  # type: ignore[misc]
            darkroom.redraw(data)
