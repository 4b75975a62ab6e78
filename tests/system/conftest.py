"""Installations for the tests of the command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.cluster import cluster
from tests.system.installation import Installation, Template

__all__ = ["cluster"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    made = Template(tmp_path_factory.mktemp("installation"))
    yield made
    made.close()


@pytest.fixture
def installation(template: Template, tmp_path: Path) -> Iterator[Installation]:
    """Migrated and empty."""
    made = template.copy(tmp_path / "data")
    yield made
    template.drop(made)


@pytest.fixture
def bare(template: Template, tmp_path: Path) -> Iterator[Installation]:
    """Nothing at all yet."""
    made = template.empty(tmp_path / "bare")
    yield made
    template.drop(made)
