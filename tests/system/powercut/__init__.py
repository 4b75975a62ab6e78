"""A power cut, played after the fact: what was written but never synced is kept or forgotten, sector by sector.

`recorder.c` is loaded into the program that writes (LD_PRELOAD). After the program was killed, the files hold
everything, as after a crash of the program alone. `cut` then chooses for each 512-byte sector with unsynced
writes which of its versions the disk still has: the synced one, or any later. Names and sizes of files are taken
to be kept, as by a file system with a journal.
"""

from __future__ import annotations

import random
import shutil
import struct
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""

_HEAD = struct.Struct("<cHQII")
Writes = dict[int, list[tuple[int, bytes, bytes]]]
"""Sector → (offset within it, bytes before, bytes after) of each write, in order."""


@dataclass(frozen=True, slots=True)
class Operation:
    op: str
    path: str
    offset: int
    old: bytes
    new: bytes


def build(folder: Path) -> Path:
    """The recorder as a shared library; skips where there is no C compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("a C compiler is absent (Debian: apt-get install gcc libc6-dev)")
    library = folder / "recorder.so"
    source = Path(__file__).with_name("recorder.c")
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return library


def read(log: Path) -> Iterator[Operation]:
    """A record cut off by the kill at the very end tells of nothing that was acknowledged."""
    content = log.read_bytes()
    at = 0
    while at + _HEAD.size <= len(content):
        op, path_length, offset, length, old_length = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        end = at + path_length + old_length + length
        if end > len(content):
            return
        path = content[at : at + path_length].decode()
        old = content[at + path_length : at + path_length + old_length]
        yield Operation(op.decode(), path, offset, old, content[end - length : end])
        at = end


def unsynced(log: Path) -> dict[str, Writes]:
    """Path → sector → its writes since the file was last synced."""
    waiting: dict[str, Writes] = defaultdict(dict)
    for each in read(log):
        if each.op == "S":
            waiting.pop(each.path, None)
        else:
            _note(waiting[each.path], each)
    return {path: writes for path, writes in waiting.items() if writes}


def cut(waiting: dict[str, Writes], folder: Path, there: Path, chance: random.Random) -> int:
    """In `there`, a copy of `folder`: choose what the disk has of each sector. Returns how many were set back."""
    changed = 0
    for path, sectors in waiting.items():
        file = there / Path(path).relative_to(folder)
        if not file.exists():
            continue
        with file.open("r+b") as handle:
            for sector, writes in sectors.items():
                handle.seek(sector * SECTOR)
                now = handle.read(SECTOR)
                kept = _after(now, writes, chance.randint(0, len(writes)))
                if kept != now:
                    handle.seek(sector * SECTOR)
                    handle.write(kept)
                    changed += 1
    return changed


def _note(sectors: Writes, write: Operation) -> None:
    """Split a write into sectors; behind the end of the file there were zeros."""
    old = write.old.ljust(len(write.new), b"\0")
    first, last = write.offset // SECTOR, (write.offset + len(write.new) - 1) // SECTOR
    for sector in range(first, last + 1):
        start = max(sector * SECTOR - write.offset, 0)
        end = min((sector + 1) * SECTOR - write.offset, len(write.new))
        within = write.offset + start - sector * SECTOR
        sectors.setdefault(sector, []).append((within, old[start:end], write.new[start:end]))


def _after(now: bytes, writes: list[tuple[int, bytes, bytes]], count: int) -> bytes:
    """The sector after the first `count` of its writes; the rest of it is as it is now."""
    content = bytearray(now)
    for within, old, _new in reversed(writes):
        content[within : within + len(old)] = old
    for within, _old, new in writes[:count]:
        content[within : within + len(new)] = new
    return bytes(content[: len(now)])
