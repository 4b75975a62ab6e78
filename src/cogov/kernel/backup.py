"""One file that holds everything that must be kept, made while the city runs, checked before it is used.

The archive is a tar: `database` (SQLite copy or pg_dump), `files/…` as they lie in COGOV_DATA, and last
`manifest.json` with size and SHA-256 of each. The database is taken first: files are written before
their rows and removed after them, so no row of the copy waits for a file that came later.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext_lazy as _

from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError, Conflict, Invalid
from cogov.kernel.models import Heartbeat

FORMAT = 1
DATABASE = "database"
FILES = "files/"
MANIFEST = "manifest.json"
SECRET = "secret.key"  # noqa: S105 - a file's name
NOT_KEPT = ("static", "cogov.sqlite3", "test.sqlite3", "backups", SECRET, "before-restore", "restore-")
"""First parts of names in COGOV_DATA that are made again, taken otherwise, or on wish only."""
ALIVE = timedelta(seconds=30)
"""Three missed beats: a worker that is silent for longer does not run."""
CHUNK = 1024 * 1024
"""Bytes read at a time."""

Progress = Callable[[int], None]


class BackupFailed(CogovError):
    """A program or the disk failed; nothing was left behind."""

    status = 500
    code = "backup_failed"


@dataclass(frozen=True, slots=True)
class Manifest:
    """`members` maps names in the archive to [bytes, SHA-256 as hex]; `migrations` are those applied."""

    vendor: str
    made_at: str
    migrations: list[str]
    members: dict[str, list[Any]] = field(default_factory=dict)
    format: int = FORMAT

    @property
    def size(self) -> int:
        return sum(size for size, _ in self.members.values())


def make(target: Path, *, secret: bool = False, progress: Progress = lambda _: None) -> Manifest:
    """Write the archive to `target`, which must not exist. Raises Conflict, BackupFailed."""
    if target.exists():
        raise Conflict(_("There is already a file %(name)s.") % {"name": target})
    partial = target.with_name(target.name + ".partial")
    manifest = Manifest(connection.vendor, now().isoformat(), _applied())
    try:
        with partial.open("xb") as file, tarfile.open(fileobj=file, mode="w") as tar:
            with tempfile.TemporaryDirectory(dir=target.parent) as folder:
                copy = _dump(Path(folder) / DATABASE)
                _put(tar, manifest, DATABASE, copy, progress)
            for path in _kept(secret):
                _put(tar, manifest, FILES + path.relative_to(settings.DATA).as_posix(), path, progress)
            _put_bytes(tar, MANIFEST, json.dumps(asdict(manifest)).encode())
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)
        _sync(target.parent)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(_("The backup could not be written: %(error)s") % {"error": error}) from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def check(source: Path, progress: Progress = lambda _: None) -> Manifest:
    """Read everything and compare with the manifest. Raises Invalid with what does not fit."""
    try:
        with tarfile.open(source) as tar:
            manifest, seen = None, {}
            for member in tar:
                content = _regular(tar, member)
                if member.name == MANIFEST:
                    manifest = Manifest(**json.loads(content.read()))
                else:
                    seen[member.name] = [member.size, _digest(content, progress)]
    except (OSError, tarfile.TarError, ValueError, TypeError) as error:
        raise Invalid(_("This is no readable backup: %(error)s") % {"error": error}) from error
    if manifest is None or manifest.format != FORMAT:
        raise Invalid(_("This is no backup that this version can read."))
    _compare(manifest.members, seen)
    return manifest


def require_fitting(manifest: Manifest) -> None:
    """Raises Invalid when this installation cannot take the backup."""
    if manifest.vendor != connection.vendor:
        text = _("The backup is of a database of kind %(theirs)s, this installation uses %(ours)s.")
        raise Invalid(text % {"theirs": manifest.vendor, "ours": connection.vendor})
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 - slow, and used here only

    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    newer = sorted(set(manifest.migrations) - known)
    if newer:
        raise Invalid(
            _("The backup is of a newer version of Cogov; install that first (%(name)s).") % {"name": newer[0]}
        )


def alive() -> list[str]:
    """Names of workers at work on this database; none when it has no such table yet."""
    if Heartbeat._meta.db_table not in connection.introspection.table_names():
        return []
    at = now()  # a beat of the future is one from before the clock was set back
    return list(Heartbeat.objects.filter(at__gt=at - ALIVE, at__lt=at + ALIVE).values_list("name", flat=True))


def occupied() -> bool:
    """Whether there is anything that a restore would replace."""
    return "kernel_entry" in connection.introspection.table_names()


def restore(source: Path, progress: Progress = lambda _: None) -> None:
    """Put database and files where they belong; `check` and `require_fitting` come first.

    A replaced SQLite file goes to COGOV_DATA/before-restore. `erased.list` is joined with the one that is there.
    """
    with tarfile.open(source) as tar:
        for member in tar:
            content = _regular(tar, member)
            if member.name == DATABASE:
                _load(content)
            elif member.name == FILES + "erased.list":
                _join_lines(settings.DATA / "erased.list", content.read())
            elif member.name.startswith(FILES):
                _write(_inside(member.name.removeprefix(FILES)), content)
            progress(member.size)


def find_program(name: str) -> str:
    """A program of PostgreSQL, of the newest version on this machine. Raises BackupFailed."""
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    found = shutil.which(name, path=os.pathsep.join(map(str, homes))) or shutil.which(name)
    if found is None:
        raise BackupFailed(_("The program %(name)s of PostgreSQL is needed and was not found.") % {"name": name})
    return found


def _dump(target: Path) -> Path:
    if connection.vendor == "postgresql":
        _run([find_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])
        return target
    # In one step: copied page by page it would begin anew at every write of others.
    connection.ensure_connection()
    with sqlite3.connect(target) as copy:
        connection.connection.backup(copy)
    copy.close()
    return target


def _sync(folder: Path) -> None:
    """A new name survives a power cut only after this."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _load(content: IO[bytes]) -> None:
    if connection.vendor == "sqlite":
        connections.close_all()
        _set_aside()
        _write(Path(str(settings.DATABASES["default"]["NAME"])), content)
        return
    with tempfile.NamedTemporaryFile(dir=settings.DATA, prefix="restore-") as file:
        shutil.copyfileobj(content, file, CHUNK)
        file.flush()
        target = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
        _run([find_program("pg_restore"), *target, f"--dbname={_parameters()['PGDATABASE']}", file.name])


def _set_aside() -> None:
    current = Path(str(settings.DATABASES["default"]["NAME"]))
    aside = settings.DATA / "before-restore" / f"{now():%Y%m%d-%H%M%S}"
    for path in [current, *(current.with_name(current.name + end) for end in ("-wal", "-shm"))]:
        if path.exists():
            aside.mkdir(parents=True, exist_ok=True)
            path.rename(aside / path.name)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, env={**os.environ, **_parameters()}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupFailed(_("%(name)s failed: %(error)s") % {"name": command[0], "error": done.stderr.strip()})


def _parameters() -> Mapping[str, str]:
    """The connection as libpq's environment, so that no password stands in a list of processes."""
    wanted = connection.settings_dict
    names = {"PGDATABASE": "NAME", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGHOST": "HOST", "PGPORT": "PORT"}
    return {name: str(wanted[key]) for name, key in names.items() if wanted.get(key)}


def _applied() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _kept(secret: bool) -> Iterator[Path]:
    if secret and (settings.DATA / SECRET).exists():
        yield settings.DATA / SECRET
    for top in sorted(settings.DATA.iterdir()):
        if not top.name.startswith(NOT_KEPT) and top.suffix not in {".tar", ".partial"}:
            yield from (path for path in sorted(_walk(top)) if path.is_file() and not path.is_symlink())


def _walk(top: Path) -> Iterator[Path]:
    return iter([top]) if top.is_file() else top.rglob("*")


def _put(tar: tarfile.TarFile, manifest: Manifest, name: str, path: Path, progress: Progress) -> None:
    try:
        with path.open("rb") as file:
            info = tar.gettarinfo(arcname=name, fileobj=file)
            reader = _Hashing(file)
            tar.addfile(info, reader)
    except FileNotFoundError:
        return  # removed in this moment, as its row will say
    manifest.members[name] = [info.size, reader.digest.hexdigest()]
    progress(info.size)


def _put_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


class _Hashing:
    """Reads a file and remembers the digest of what was read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _regular(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member) if member.isreg() else None
    if content is None:
        raise Invalid(_("The backup holds something that is no plain file: %(name)s") % {"name": member.name})
    return content


def _digest(content: IO[bytes], progress: Progress) -> str:
    digest = hashlib.sha256()
    while data := content.read(CHUNK):
        digest.update(data)
        progress(len(data))
    return digest.hexdigest()


def _compare(told: dict[str, list[Any]], seen: dict[str, list[Any]]) -> None:
    for name in sorted(told.keys() | seen.keys()):
        if told.get(name) != seen.get(name):
            raise Invalid(_("The backup is damaged: %(name)s is not what its manifest says.") % {"name": name})


def _inside(name: str) -> Path:
    """The place of a file in COGOV_DATA; a name that leads out of it is refused."""
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or parts[0] == "/":
        raise Invalid(_("The backup holds a file with a forbidden name: %(name)s") % {"name": name})
    path: Path = settings.DATA.joinpath(*parts)
    return path


def _write(path: Path, content: IO[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".restoring")
    with open(os.open(fresh, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as file:
        shutil.copyfileobj(content, file, CHUNK)
        file.flush()
        os.fsync(file.fileno())
    if path.name != SECRET:
        fresh.chmod(0o644)
    fresh.rename(path)


def _join_lines(path: Path, more: bytes) -> None:
    present = path.read_bytes() if path.exists() else b""
    known = set(present.splitlines())
    fresh = [line for line in more.splitlines() if line and line not in known]
    if fresh:
        with path.open("ab") as file:
            file.write(b"\n" + b"\n".join(fresh) + b"\n")
            file.flush()
            os.fsync(file.fileno())
