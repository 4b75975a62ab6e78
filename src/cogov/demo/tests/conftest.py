"""One city for all tests of the demo: building it takes seconds."""

from __future__ import annotations

import pytest

from cogov.demo.geography import City, build_city


@pytest.fixture(scope="session")
def city() -> City:
    return build_city(7)
