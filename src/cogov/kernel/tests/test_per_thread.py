"""Language, zone and connection belong to one thread, as with Django's own holders."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import timezone, translation
from django.utils.translation import trans_real

from cogov.kernel import per_thread


def elsewhere(ask: Any) -> Any:
    """What `ask` gives in a thread of its own."""
    found: list[Any] = []
    other = threading.Thread(target=lambda: found.append(ask()))
    other.start()
    other.join()
    return found[0]


def test_every_holder_is_plain() -> None:
    assert [name for holder, name in per_thread.HOLDERS if not isinstance(getattr(holder, name), threading.local)] == []


def test_language_and_zone_of_one_thread_are_not_those_of_another() -> None:
    with translation.override("en"), timezone.override("Europe/Berlin"):
        assert elsewhere(lambda: (translation.get_language(), timezone.get_current_timezone_name())) == (
            "zh-hans", "Asia/Shanghai",
        )  # fmt: skip
        assert (translation.get_language(), timezone.get_current_timezone_name()) == ("en", "Europe/Berlin")


@pytest.mark.django_db
def test_each_thread_has_a_connection_of_its_own() -> None:
    connection.ensure_connection()
    mine = connections[DEFAULT_DB_ALIAS]
    assert elsewhere(lambda: connections[DEFAULT_DB_ALIAS]) is not mine
    assert connections[DEFAULT_DB_ALIAS] is mine


def test_what_was_set_before_stays_set(monkeypatch: pytest.MonkeyPatch) -> None:
    class Former:
        value = translation.trans_real.translation("en")

    monkeypatch.setattr(trans_real, "_active", Former())
    per_thread.make_plain()
    assert translation.get_language() == "en"
    assert isinstance(trans_real._active, threading.local)
