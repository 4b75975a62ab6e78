"""A PostgreSQL server of one's own, which can be stopped, killed as a whole, or put on a disk that is small."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest

from tests.system.installation import PATIENCE

C = TypeVar("C", bound="Cluster")


@dataclass
class Cluster:
    """`within` are the first words of every command: those that enter another namespace, say."""

    programs: Path
    home: Path
    owner: str
    within: list[str] = field(default_factory=list)
    disk: str = "data"

    @property
    def data(self) -> Path:
        return self.home / self.disk

    @property
    def url(self) -> str:
        return f"postgresql://cogov@/postgres?host={str(self.home).replace('/', '%2F')}"

    def run(self, program: str, *arguments: str, **environment: str) -> int:
        done = subprocess.run(
            [*self.within, *self._as_owner(), str(self.programs / program), *arguments],
            env={**os.environ, **environment},
            cwd=self.home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
        return done.returncode

    def init(self, *options: str) -> None:
        auth = ("-U", "cogov", "--auth=trust", "--data-checksums", "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8")
        assert self.run("initdb", "-D", str(self.data), *auth, *options) == 0

    def start(self, *options: str, **environment: str) -> int:
        settings = [
            "listen_addresses=''",
            f"unix_socket_directories={self.home}",
            "autovacuum=off",
            "max_connections=40",
            *options,
        ]
        told = " ".join(f"-c {one}" for one in settings)
        where = ("-D", str(self.data), "-w", "-t", "60", "-l", str(self.home / "server.log"))
        return self.run("pg_ctl", *where, "-o", told, "start", **environment)

    @property
    def running(self) -> bool:
        return self.run("pg_ctl", "-D", str(self.data), "status") == 0

    def kill(self) -> None:
        """Every process of the server at once, as a power cut does: the whole session of the postmaster."""
        first = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        os.killpg(os.getpgid(first), signal.SIGSTOP)
        children = [int(one) for one in Path(f"/proc/{first}/task/{first}/children").read_text().split()]
        for process in [first, *children]:
            os.kill(process, signal.SIGKILL)
        for lock in self.home.glob(".s.PGSQL*"):
            lock.unlink()

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")

    def _as_owner(self) -> list[str]:
        if os.geteuid() != 0:
            return []
        return ["setpriv", "--reuid", self.owner, "--regid", self.owner, "--clear-groups"]


@contextmanager
def folder(kind: type[C]) -> Iterator[C]:
    """A cluster that has not been made yet, in a folder that its owner may reach and whose name fits a socket."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    if not found:
        pytest.skip("PostgreSQL's server programs are absent (Debian: apt-get install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="cogov-cut.", dir="/tmp"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    home.chmod(0o755)
    made = kind(found[0].parent, home, "postgres")
    try:
        yield made
    finally:
        made.stop()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with folder(Cluster) as made:
        made.init()
        yield made
