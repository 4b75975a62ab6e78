"""A small city, whose figures are counted when a test says so."""

from __future__ import annotations

import pytest

from cogov.contexts.reports.tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()
