"""Writers of SQLite in line."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from django.db import connection, transaction

from cogov.kernel.models import Calendar
from cogov.kernel.sqlite import base
from cogov.kernel.sqlite.base import Turn

lite = pytest.mark.skipif(connection.vendor != "sqlite", reason="the line is SQLite's")


def test_one_process_has_the_turn_and_the_next_gets_it_when_it_is_given(tmp_path: Path) -> None:
    here, there = Turn(tmp_path), Turn(tmp_path)  # each with a file of its own, as in two processes
    assert here.take(1)
    assert not there.take(0.02)
    here.give()
    assert there.take(1)
    there.give()


def test_within_a_process_one_thread_has_the_turn(tmp_path: Path) -> None:
    turn, got = Turn(tmp_path), []
    assert turn.take(1)
    waiting = threading.Thread(target=lambda: got.append(turn.take(0.02)))
    waiting.start()
    waiting.join()
    assert got == [False]
    turn.give()
    assert turn.take(1)
    turn.give()


def test_the_turn_of_a_process_that_dies_is_free(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0 if Turn(tmp_path).take(1) else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert Turn(tmp_path).take(1)


@lite
@pytest.mark.django_db(transaction=True)
def test_a_transaction_holds_the_turn_until_its_end_also_when_it_fails() -> None:
    other = Turn(Path(str(connection.settings_dict["NAME"])).resolve().parent)
    with transaction.atomic():
        assert not other.take(0.02)
    assert other.take(1)
    other.give()
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        raise ValueError("no")
    assert other.take(1)
    other.give()


@lite
@pytest.mark.django_db(transaction=True)
def test_a_turn_that_never_comes_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PATIENCE", 0.02)
    other = Turn(Path(str(connection.settings_dict["NAME"])).resolve().parent)
    assert other.take(1)
    try:
        with transaction.atomic():
            Calendar.objects.create(code="late", name_zh="历", name_en="c", hours={})
    finally:
        other.give()
    assert Calendar.objects.filter(code="late").exists()
