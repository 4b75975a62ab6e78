"""Imports follow the contracts, and the contracts catch what they are for."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]


def broken(folder):
    """Names of the contracts that a tree of sources breaks."""
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-logo", "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Contracts:" in done.stdout, done.stdout + done.stderr
    return [line.split(" BROKEN")[0] for line in done.stdout.splitlines() if " BROKEN" in line]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A tree with one file in each place, under the project's own contracts."""
    folder = tmp_path_factory.mktemp("small")
    shutil.copy(HOME / "pyproject.toml", folder)
    for name in ("cli", "config", "demo", "contexts/a", "contexts/b", "ui", "kernel", "methods"):
        place = folder / "src" / "cogov" / name
        place.mkdir(parents=True)
        (place / "facade.py").write_text("")
        (place / "models.py").write_text("")
    for place in (folder / "src" / "cogov").rglob("*"):
        if place.is_dir():
            (place / "__init__.py").touch()
    (folder / "src" / "cogov" / "__init__.py").touch()
    return folder


@pytest.fixture
def planted(small):
    """Plants one import and takes it out again."""
    touched = []

    def plant(place, statement):
        path = small / "src" / "cogov" / place
        path.write_text(statement)
        touched.append(path)
        return broken(small)

    yield plant
    for path in touched:
        path.write_text("")


def test_the_project_keeps_its_contracts():
    assert broken(HOME) == []


@pytest.mark.parametrize(
    ("place", "statement", "contract"),
    [
        ("kernel/models.py", "import cogov.ui.models", "Imports point down"),
        ("kernel/models.py", "import cogov.contexts.a.facade", "Imports point down"),
        ("methods/models.py", "import cogov.kernel.models", "Imports point down"),
        ("contexts/a/models.py", "import cogov.config.models", "Imports point down"),
        ("contexts/a/models.py", "import cogov.contexts.b.models", "Contexts meet only"),
    ],
)
def test_a_forbidden_import_is_caught(planted, place, statement, contract):
    assert [name.startswith(contract) for name in planted(place, statement)] == [True]


def test_a_facade_may_be_called(planted):
    assert planted("contexts/a/models.py", "import cogov.contexts.b.facade") == []
