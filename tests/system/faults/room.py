"""A real small file system at a folder, in a mount namespace of its own: it can be filled, made read-only, emptied."""

from __future__ import annotations

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

CHUNK = 64 * 1024


@dataclass
class Room:
    """`within` are the first words of commands that are to see it; `seen` is the folder for this process."""

    folder: Path
    holder: subprocess.Popen[str]

    @property
    def within(self) -> list[str]:
        user = [] if os.geteuid() == 0 else ["--user", "--preserve-credentials"]
        return ["nsenter", "--target", str(self.holder.pid), "--mount", *user]

    @property
    def seen(self) -> Path:
        return Path(f"/proc/{self.holder.pid}/root{self.folder}")

    @property
    def free(self) -> int:
        found = os.statvfs(self.seen)
        return found.f_bavail * found.f_frsize

    def fill(self, left: int = 0) -> None:
        """Bytes that stay free."""
        with open(self.seen / "filler", "ab", buffering=0) as filler, suppress(OSError):
            while self.free > left:
                filler.write(b"\xff" * min(CHUNK, self.free - left))

    def make_room(self) -> None:
        (self.seen / "filler").unlink(missing_ok=True)

    def remount(self, how: str) -> None:
        """`ro` or `rw`."""
        subprocess.run([*self.within, "mount", "-o", f"remount,{how}", str(self.folder)], check=True)


@contextmanager
def room(folder: Path, megabytes: float, owner: str = "0") -> Iterator[Room]:
    """Empty, mounted at `folder`, which must exist. Skips where the machine allows no namespaces."""
    size = int(megabytes * 1024)
    mount = (
        f"mount -t tmpfs -o size={size}k,mode=755 none '{folder}' && chown {owner} '{folder}' && echo ready && exec cat"
    )
    private = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    holder = subprocess.Popen(
        [*private, "sh", "-c", mount], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout
        if holder.stdout.readline().strip() != "ready":
            pytest.skip("this machine allows no mount namespaces")
        yield Room(folder, holder)
    finally:
        for pipe in (holder.stdin, holder.stdout, holder.stderr):
            assert pipe
            pipe.close()
        holder.wait(10)


def is_full(room: Room) -> bool:
    """Whether not even a page can be written."""
    probe = room.seen / "probe"
    try:
        probe.write_bytes(b"x" * 4096)
    except OSError as error:
        return error.errno == errno.ENOSPC
    finally:
        with suppress(OSError):
            probe.unlink()
    return False
