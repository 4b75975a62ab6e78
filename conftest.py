"""What holds in every test: test settings, one temporary data folder, no memory of earlier tests."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["COGOV_MODE"] = "test"
os.environ["COGOV_DATA"] = tempfile.mkdtemp(prefix="cogov-test-")
atexit.register(shutil.rmtree, os.environ["COGOV_DATA"], ignore_errors=True)
(Path(os.environ["COGOV_DATA"]) / "static").mkdir()  # where `cogov serve` would have put the compressed static files
os.environ["DJANGO_SETTINGS_MODULE"] = "cogov.config.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in the thread that also uses the ORM

import django
import hypothesis
import pytest

django.setup()

from django.db.backends.base.operations import BaseDatabaseOperations
from django.utils import translation

from cogov.kernel import guards
from cogov.kernel.cached import forget_all

SHARED = "COGOV_SHARED"

PATIENCE = 30_000
"""Milliseconds that a test in a browser waits for a page on a busy machine. Speed is measured elsewhere."""

# No deadline: a busy machine is no defect. No database: what failed once is written down as an example.
hypothesis.settings.register_profile("cogov", deadline=None, database=None)
hypothesis.settings.load_profile("cogov")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a browser is a browser test, without having to say so."""
    for item in items:
        if {"page", "browser", "context", "browser_type"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")


@pytest.fixture(autouse=True)
def _no_memory() -> Iterator[None]:
    """Snapshots of small tables outlive a rolled-back transaction unless forgotten; so does a request's language."""
    forget_all()
    translation.deactivate()
    yield
    forget_all()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How pytest-playwright starts Chromium; only asked for by tests with a browser."""
    from playwright.sync_api import expect

    from cogov.ui.tests.browsing import launching

    expect.set_options(timeout=PATIENCE)
    return launching(browser_type_launch_args)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data: $COGOV_SHARED/data or ../shared/data; skips where it is absent."""
    home = Path(os.environ.get(SHARED) or Path(__file__).resolve().parent.parent / "shared")
    if not (home / "data").is_dir():
        pytest.skip(f"real data absent: set {SHARED} or put `shared` beside the project")
    return home / "data"


def _flush_past_guards(self: BaseDatabaseOperations, sql_list: list[str]) -> None:
    """Transactional tests end by emptying all tables, which the journal's triggers rightly refuse."""
    guards.remove(self.connection)
    _execute_sql_flush(self, sql_list)
    guards.install(self.connection)


_execute_sql_flush: Any = BaseDatabaseOperations.execute_sql_flush
BaseDatabaseOperations.execute_sql_flush = _flush_past_guards  # type: ignore[method-assign]
