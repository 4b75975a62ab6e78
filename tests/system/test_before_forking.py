"""What every process of the server needs is loaded once, before they are forked."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from cogov.config import serve
from cogov.kernel.cached import Snapshot, forget_all

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _thawed() -> Iterator[None]:
    forget_all()
    yield
    gc.unfreeze()
    forget_all()


def test_areas_bodies_categories_and_holidays_are_known() -> None:
    serve.warm()
    assert "holidays.countries.china" in sys.modules
    assert [snapshot.name for snapshot in Snapshot.all if snapshot._value is None] == []


def test_a_table_that_cannot_be_read_stops_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(snapshot: Snapshot[object]) -> object:
        raise OperationalError("the server is away")

    monkeypatch.setattr(Snapshot, "get", away)
    serve.warm()
