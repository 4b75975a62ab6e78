"""A small city to ask, and a key to ask with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from cogov.contexts.reports.api import keys, throttling
from cogov.contexts.reports.models import ApiKey
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel.actors import SYSTEM


@pytest.fixture(autouse=True)
def _fresh_counts() -> Iterator[None]:
    throttling.forget()
    yield
    throttling.forget()


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def key(db: None) -> tuple[ApiKey, str]:
    """A key of an app, with its secret."""
    return keys.make_key(by=SYSTEM, label="An app", contact="app@example.org", quota=1000)
