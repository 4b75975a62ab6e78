"""A whole installation in a folder of its own, driven by the `cogov` command as a person would."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

PATIENCE = 120
"""Seconds for one command on a busy machine."""


class Installation:
    """`data` is its COGOV_DATA; `url` its DATABASE_URL, empty for SQLite; `within` the first words of each command."""

    def __init__(self, data: Path, url: str = "", within: Sequence[str] = ()) -> None:
        self.data = data
        self.url = url
        self.within = list(within)

    def environment(self, **more: str) -> dict[str, str]:
        told = ("COGOV_", "DATABASE_", "DJANGO_", "LC_")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(told)}
        own = {"COGOV_DATA": str(self.data), "COGOV_MODE": "service", "DATABASE_URL": self.url, "LANG": "C.UTF-8"}
        return {**kept, **own, **more}

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def must(self, *arguments: str, **environment: str) -> str:
        done = self.run(*arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, *arguments: str) -> Any:
        return json.loads(self.run(*arguments, "--json").stdout)

    def python(self, code: str) -> str:
        """Run lines within the installation; returns what they print."""
        done = subprocess.run(
            [*self.within, sys.executable, "-c", f"import django; django.setup()\n{code}"],
            env=self.environment(DJANGO_SETTINGS_MODULE="cogov.config.settings"),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def process(self, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
        """A command that goes on, in a process group of its own; killed at the end if it still runs."""
        with subprocess.Popen(
            self.command(*arguments),
            env=self.environment(**environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as running:
            try:
                yield running
            finally:
                if running.poll() is None:
                    os.killpg(running.pid, 9)

    def command(self, *arguments: str) -> list[str]:
        return [*self.within, sys.executable, "-m", "cogov.cli", *arguments]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Template:
    """One migrated installation for each session; tests get copies."""

    def __init__(self, folder: Path) -> None:
        self._base = os.environ.get("DATABASE_URL", "")
        self._first = Installation(folder / "template", self._create("") if self._base else "")
        self._first.must("migrate")

    def copy(self, folder: Path) -> Installation:
        shutil.copytree(self._first.data, folder)
        return Installation(folder, self._create(self._name(self._first.url)) if self._base else "")

    def empty(self, folder: Path) -> Installation:
        return Installation(folder, self._create("") if self._base else "")

    def drop(self, installation: Installation) -> None:
        if installation.url:
            self._admin(f'DROP DATABASE IF EXISTS "{self._name(installation.url)}" WITH (FORCE)')

    def close(self) -> None:
        self.drop(self._first)

    def _create(self, template: str) -> str:
        name = f"cogov_{uuid.uuid4().hex[:12]}"
        self._admin(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return urlunsplit(urlsplit(self._base)._replace(path=f"/{name}"))

    def _admin(self, statement: str) -> None:
        with psycopg.connect(self._base, autocommit=True) as connection:
            connection.execute(statement)

    @staticmethod
    def _name(url: str) -> str:
        return urlsplit(url).path.lstrip("/")
