"""Writers of SQLite stand in line instead of asking again and again.

SQLite lets one writer in and the others try again after pauses that grow to 100 ms; who came last and asks every
millisecond goes first, and who has waited longest waits more than a second while the city is busy. So a transaction
takes its turn before it begins: within a process by a lock, between processes by one on the folder of the database,
asked for every millisecond by all alike. The turn is a courtesy: who has not got it in time begins all the same, and
SQLite's own lock decides as ever.
"""

from __future__ import annotations

import fcntl
import os
import select
import threading
import time
from functools import cache
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

PATIENCE = 5.0
"""Seconds for a turn: fifty times the longest transaction of ours."""
PAUSE = 0.001
"""Seconds between two looks at the other processes' lock."""


class Turn:
    """One for each folder and process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def take(self, seconds: float) -> bool:
        """Whether it is ours now; False when the time is up."""
        until = time.monotonic() + seconds
        if not self._here.acquire(timeout=seconds):
            return False
        try:
            while not self._locked():
                if time.monotonic() > until:
                    self._here.release()
                    return False
                select.select([], [], [], PAUSE)  # not by the clock, which somebody may set
        except BaseException:
            self._here.release()
            raise
        return True

    def give(self) -> None:
        fcntl.flock(self._file(), fcntl.LOCK_UN)
        self._here.release()

    def _begin(self) -> None:
        """A child has no turn of its parent's, and needs a file of its own: a lock belongs to the opened file."""
        self._here = threading.Lock()
        self._opened: int | None = None

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._file(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _file(self) -> int:
        if self._opened is None:
            self._opened = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        return self._opened


@cache
def turn_of(folder: Path) -> Turn:
    return Turn(folder)


class DatabaseWrapper(base.DatabaseWrapper):
    """A transaction that will write has the turn from its beginning to its end."""

    _turn: Turn | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._end_turn()
        if self.transaction_mode == "IMMEDIATE" and not self.is_in_memory_db():  # type: ignore[attr-defined]
            turn = turn_of(Path(str(self.settings_dict["NAME"])).resolve().parent)
            self._turn = turn if turn.take(PATIENCE) else None
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # unknown to the stubs
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]  # unknown to the stubs
        finally:
            self._end_turn()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]  # unknown to the stubs
        finally:
            self._end_turn()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # unknown to the stubs
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.give()
