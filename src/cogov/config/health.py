"""Is this installation well? Each check answers with what it found and how to mend it."""

from __future__ import annotations

import os
import shutil
import smtplib
import sqlite3
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cogov.config import admission, serve
from cogov.contexts.accounts.models import Person, SecondFactor
from cogov.contexts.bodies.models import Membership
from cogov.contexts.desk.models import Message
from cogov.contexts.media import facade as media
from cogov.kernel import deliveries, guards, periodic, replicas
from cogov.kernel.backup import alive
from cogov.kernel.clock import now
from cogov.kernel.models import Checkpoint, Entry, Periodic

LAG = 300
"""Seconds that a delivery may wait before somebody should look: letters are promised within minutes."""
DISK = 2 * 1024**3
"""Bytes that should stay free: a day's photos of a district and the database's own temporary files."""
LOOK_BACK = timedelta(hours=24)
"""Yesterday's crowd is still worth a word; last week's is not."""
BACKUP_AGE = timedelta(days=2)
"""A nightly backup may fail once."""
CHECKPOINT_AGE = timedelta(hours=1)
"""Checkpoints are made every ten minutes when there is anything new."""
CLOCK_DRIFT = timedelta(seconds=60)
"""Between this machine and the database; promises are counted in hours, one-time codes in half minutes."""
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""No honest clock is before the year of this software."""
PATIENCE = 5
"""Seconds for the mail server to answer."""
REPLICA_PATIENCE = 3
"""Seconds in which a replica that follows has what was written before."""
SLOW = 2.0
"""Seconds after which its greeting is slow: a letter is eight such steps."""
NEWEST = 200
"""Photos that are looked for on the disk: a day's of a district."""
CLOCK_TOLD = timedelta(days=1)
"""For which a set clock is told of: what was promised meanwhile is looked at by hand."""


TITLES = {
    "data_folder": gettext_lazy("Data folder"),
    "secret": gettext_lazy("Secret key"),
    "database": gettext_lazy("Database"),
    "database_settings": gettext_lazy("Settings of the database"),
    "read_replicas": gettext_lazy("Replicas for reading"),
    "clock": gettext_lazy("Clock"),
    "worker": gettext_lazy("Worker"),
    "queue": gettext_lazy("Deliveries"),
    "crowds": gettext_lazy("Crowds"),
    "mail": gettext_lazy("Mail"),
    "photos": gettext_lazy("Photos"),
    "static_files": gettext_lazy("Static files"),
    "second_factor": gettext_lazy("Second factor"),
    "public_address": gettext_lazy("Public address"),
    "journal": gettext_lazy("Journal"),
    "backups": gettext_lazy("Backups"),
}
"""What people call each check."""


class Level(StrEnum):
    OK = "ok"
    WARNING = "warning"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """`mend` says what to do; empty when all is well."""

    check: str
    level: Level
    told: str
    mend: str = ""


Check = Callable[[], Iterator[Finding]]
C = TypeVar("C", bound=Check)
_checks: dict[str, Check] = {}


def examine() -> Iterator[Finding]:
    """All checks in order; one that cannot be made is itself a finding. Nothing is changed but a probe file."""
    for name, check in _checks.items():
        try:
            findings = list(check())
        except (DatabaseError, OSError) as error:
            yield Finding(name, Level.BAD, str(error).strip(), _("Mend what is named above first, then look again."))
            continue
        yield from findings or [Finding(name, Level.OK, "")]


def check(function: C) -> C:
    _checks[function.__name__] = function
    return function


def _bad(name: str, told: str, mend: str) -> Finding:
    return Finding(name, Level.BAD, told, mend)


def _warn(name: str, told: str, mend: str) -> Finding:
    return Finding(name, Level.WARNING, told, mend)


@check
def data_folder() -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=settings.DATA):
            pass
    except OSError as error:
        told = _("%(folder)s cannot be written: %(error)s") % {"folder": settings.DATA, "error": error.strerror}
        yield _bad("data_folder", told, _("Give its owner the right to write, or choose another by COGOV_DATA."))
        return
    free = shutil.disk_usage(settings.DATA).free
    if free < DISK:
        told = _("Only %(size)s MB are free.") % {"size": free // 1024**2}
        yield _bad("data_folder", told, _("Make room, or move COGOV_DATA to a larger disk."))


@check
def secret() -> Iterator[Finding]:
    path = settings.DATA / "secret.key"
    if len(settings.SECRET_KEY) < 32:
        yield _bad("secret", _("The key is too short."), _("Restore secret.key from its copy."))
    elif path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield _bad("secret", _("Others on this machine can read secret.key."), f"chmod 600 {path}")


@check
def database() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        told = _("%(count)s migrations have not been applied.") % {"count": len(pending)}
        yield _bad("database", told, "cogov migrate")
        return
    for name in guards.missing(connection):
        yield _bad("database", _("The guard %(name)s of the journal is missing.") % {"name": name}, "cogov migrate")


@check
def database_settings() -> Iterator[Finding]:
    wanted = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    for name, right, level, mend in wanted:
        found = _setting(name)
        if found not in right:
            told = _("%(name)s is %(found)s, not %(right)s.") % {"name": name, "found": found, "right": right[0]}
            yield Finding("database_settings", level, told, mend or _setting_advice(name, right[0]))
    if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < (3, 35):
        told = _("SQLite %(version)s is too old.") % {"version": sqlite3.sqlite_version}
        yield _bad("database_settings", told, _("Use a Python with SQLite 3.35 or newer."))


@check
def read_replicas() -> Iterator[Finding]:
    """Without them the primary does it all, so none is bad."""
    for replica in map(replicas.Replica, settings.DATABASE_REPLICAS):
        said = {"name": replica.name}
        try:
            missing = _missing(replica)
        except OSError as error:
            told = _("%(name)s does not answer: %(error)s") % (said | {"error": str(error)})
            yield _warn("read_replicas", told, _("Visitors read from the primary meanwhile; start it again."))
            continue
        if missing is None:
            told = _("%(name)s is no replica: it takes writes of its own.") % said
            yield _warn("read_replicas", told, _("Take it out of DATABASE_REPLICAS, or make it anew by pg_basebackup."))
        elif missing:
            told = _("%(name)s is %(size)s KB behind.") % (said | {"size": -(-missing // 1024)})
            yield _warn("read_replicas", told, _("Look at its network, disk and log; it is used again by itself."))


@check
def clock() -> Iterator[Finding]:
    latest = Entry.objects.aggregate(at=Max("at"))["at"]
    if now() < BUILT or (latest and latest > now() + CLOCK_DRIFT):
        yield _bad("clock", _("The clock of this machine is behind."), _("Set it, and keep it right by NTP."))
    jump = Periodic.objects.filter(name=periodic.CLOCK, due_at__gt=now() - CLOCK_TOLD).first()
    if jump:
        told = _("The clock of this machine was set by %(seconds)s s at %(when)s.") % {
            "seconds": jump.error,
            "when": f"{jump.due_at:%Y-%m-%d %H:%M}Z",
        }
        yield _warn("clock", told, _("Keep it right by NTP; look at the cases that fell due since."))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            drift = abs(cursor.fetchone()[0] - now())
        if drift > CLOCK_DRIFT:
            told = _("Database and machine differ by %(seconds)s s.") % {"seconds": int(drift.total_seconds())}
            yield _bad("clock", told, _("Set both, and keep them right by NTP."))


@check
def worker() -> Iterator[Finding]:
    if not alive():
        yield _warn("worker", _("No worker is running."), "cogov worker  (or cogov serve)")
    for job in Periodic.objects.exclude(error="").exclude(name=periodic.CLOCK):
        told = _("The job %(name)s failed: %(error)s") % {"name": job.name, "error": job.error}
        yield _warn("worker", told, _("The log of the worker says more; it is tried again by itself."))


@check
def queue() -> Iterator[Finding]:
    stats = deliveries.stats()
    if stats.dead:
        told = _("%(count)s deliveries were given up.") % {"count": stats.dead}
        yield _warn("queue", told, _("An administrator finds them under /desk/deliveries."))
    if stats.lag > LAG:
        told = _("The oldest delivery has been waiting for %(seconds)s s.") % {"seconds": int(stats.lag)}
        yield _warn("queue", told, _("Start more workers: cogov worker"))


@check
def crowds() -> Iterator[Finding]:
    refused = admission.refused(settings.DATA, now() - LOOK_BACK)
    if refused:
        told = _(
            "In the last %(hours)s h %(count)s requests were refused, of them %(staff)s of staff, "
            "since more was asked than could be answered."
        ) % {"hours": LOOK_BACK // timedelta(hours=1), "count": f"{refused.total():,}", "staff": refused["staff"]}
        mend = _("If this is not one rare hour: a larger machine, or several; see docs/guides/scale.md")
        yield _warn("crowds", told, mend)


@check
def mail() -> Iterator[Finding]:
    if not os.environ.get("EMAIL_URL"):
        if not settings.DEMO:
            told = _("Letters are only written to %(folder)s.") % {"folder": settings.DATA / "mail"}
            yield _warn("mail", told, "EMAIL_URL=smtp+tls://user:password@host:587")
        return
    began = time.monotonic()
    try:
        with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=PATIENCE) as server:
            took = time.monotonic() - began
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield _bad("mail", _("The mail server does not answer: %(error)s") % {"error": error}, _("Look at EMAIL_URL."))
    else:
        if took > SLOW:
            told = _("The mail server takes %(seconds)s s to answer; letters wait in line.") % {"seconds": round(took)}
            yield _warn("mail", told, _("Look at its load, or name another in EMAIL_URL."))
    tried = Message.objects.filter(state=Message.State.WAITING, way=Message.Way.EMAIL, attempts__gt=0).exclude(error="")
    count, last = tried.count(), tried.order_by("-id").first()
    if last:
        told = _("%(count)s letters could not be handed over yet: %(error)s") % {"count": count, "error": last.error}
        yield _warn("mail", told, _("They are tried again by themselves for a day and a half."))


@check
def photos() -> Iterator[Finding]:
    folder = Path(default_storage.path("photos"))
    if folder.exists():
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            told = _("%(folder)s cannot be written: %(error)s") % {"folder": folder, "error": error.strerror}
            yield _bad("photos", told, _("Give its owner the right to write; until then reports come without photos."))
    missing = sum(1 for _asset, fault in media.faults(newest=NEWEST) if fault is media.Fault.MISSING)
    if missing:
        told = _("Of the newest %(all)s photos %(count)s have no file.") % {"all": NEWEST, "count": missing}
        yield _bad(
            "photos", told, _("Mount the disk with %(folder)s, or restore it from a backup.") % {"folder": folder}
        )


@check
def static_files() -> Iterator[Finding]:
    if not serve.static_is_fresh():
        told = _("The compressed static files are missing or old.")
        yield _warn("static_files", told, _("They are made at the next start: cogov serve"))


@check
def second_factor() -> Iterator[Finding]:
    current = Membership.objects.filter(until=None).values("person")
    without = Person.objects.filter(pk__in=current, is_active=True).exclude(
        pk__in=SecondFactor.objects.values("person")
    )
    count = without.count()
    if count:
        told = _("%(count)s members of staff have no second factor yet.") % {"count": count}
        yield _warn("second_factor", told, _("They are asked for it when they sign in next; remind them."))


@check
def public_address() -> Iterator[Finding]:
    if settings.DEMO:
        yield _warn("public_address", _("This is a demo: anybody can sign in."), _("Leave COGOV_MODE away in service."))
    elif not settings.HOSTS:
        told = _("No public name is set, so links point to this machine and cookies are not kept to HTTPS.")
        yield _warn("public_address", told, "COGOV_HOSTS=city.example.org")


@check
def journal() -> Iterator[Finding]:
    covered = Checkpoint.objects.aggregate(last=Max("last_id"))["last"] or 0
    oldest = Entry.objects.filter(id__gt=covered).order_by("id").values_list("at", flat=True).first()
    if oldest and now() - oldest > CHECKPOINT_AGE:
        told = _("Entries since %(when)s are under no checkpoint.") % {"when": f"{oldest:%Y-%m-%d %H:%M}Z"}
        yield _warn("journal", told, "cogov journal checkpoint  (or start a worker)")


@check
def backups() -> Iterator[Finding]:
    folder: Path = settings.DATA / "backups"
    times = [path.stat().st_mtime for path in folder.glob("*.tar")] if folder.exists() else []
    if not settings.DEMO and (not times or datetime.fromtimestamp(max(times), UTC) < now() - BACKUP_AGE):
        told = _("There is no backup of the last two days in %(folder)s.") % {"folder": folder}
        yield _warn("backups", told, _("cogov backup, every night; copy the file to another place."))


def _missing(replica: replicas.Replica) -> int | None:
    """Bytes of the primary's log that it has not got after a moment; None if it follows nobody. Raises OSError."""
    wanted = replicas.Line(settings.DATABASES["default"]).ask(replicas.WRITTEN)
    line, until = replicas.Line(replica.database), time.monotonic() + REPLICA_PATIENCE
    while True:
        there = line.ask(replicas.REPLAYED)
        if there < 0:
            return None
        if there >= wanted or time.monotonic() > until:
            return max(0, wanted - there)
        time.sleep(replicas.EVERY)


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {name}" if connection.vendor == "postgresql" else f"PRAGMA {name}")
        return str(cursor.fetchone()[0])


def _setting_advice(name: str, right: str) -> str:
    if connection.vendor == "postgresql":
        return f"ALTER SYSTEM SET {name} = '{right}'"
    return _("Cogov sets this at every connection; something else has changed it.")


_SQLITE = (
    ("journal_mode", ("wal",), Level.BAD, ""),
    ("synchronous", ("2",), Level.BAD, ""),  # FULL: a commit is on the disk when it is acknowledged
    ("foreign_keys", ("1",), Level.BAD, ""),
)
_POSTGRES = (
    ("fsync", ("on",), Level.BAD, ""),
    ("full_page_writes", ("on",), Level.BAD, ""),
    ("synchronous_commit", ("on", "remote_apply", "remote_write", "local"), Level.BAD, ""),
    ("data_sync_retry", ("off",), Level.BAD, ""),  # a failed sync must stop the server, not be forgotten
    ("server_encoding", ("UTF8",), Level.BAD, "createdb --encoding=UTF8"),
    ("data_checksums", ("on",), Level.WARNING, "pg_checksums --enable"),
)
