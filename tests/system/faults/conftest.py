"""A city on each of the two databases."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest

from tests.system.cluster import Cluster
from tests.system.faults.city import City, settle
from tests.system.installation import Installation


@pytest.fixture(scope="session")
def seedbed(tmp_path_factory: pytest.TempPathFactory) -> City:
    """On SQLite; tests get copies."""
    return settle(Installation(tmp_path_factory.mktemp("seedbed") / "data"))


@pytest.fixture
def lite(seedbed: City, tmp_path: Path) -> City:
    there = tmp_path / "data"
    shutil.copytree(seedbed.home.data, there)
    return dataclasses.replace(seedbed, home=Installation(there))


@pytest.fixture
def pg(cluster: Cluster, tmp_path: Path) -> City:
    assert cluster.start() == 0
    return settle(Installation(tmp_path / "data", cluster.url))
