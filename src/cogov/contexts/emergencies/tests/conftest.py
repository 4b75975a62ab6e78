import pytest

from cogov.contexts.reports.tests.world import World, build


@pytest.fixture
def world(db: None) -> World:
    return build()
