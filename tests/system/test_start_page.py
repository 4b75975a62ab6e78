"""A demo city that stands already answers at once; the first building of it is the tool's own test."""

from __future__ import annotations

import time
import urllib.request
from pathlib import Path

import pytest

from tests.system.installation import Installation, free_port

pytestmark = pytest.mark.slow

AT_MOST = 5.0
"""Seconds from the command to the start page, the second time (what is promised of `make demo`)."""
REPORTS = "60"
"""A start does not depend on how many there are; these are soon built."""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Built and served once, so that the static files stand, too."""
    installation = Installation(tmp_path_factory.mktemp("city") / "data")
    installation.must("demo", "--reports", REPORTS, COGOV_MODE="demo")
    first_answer(installation)
    return installation


def first_answer(installation: Installation) -> tuple[float, str]:
    """Seconds until the start page came, and the page."""
    port = free_port()
    started = time.monotonic()
    with installation.process("demo", "--serve", COGOV_MODE="demo", COGOV_PORT=str(port)) as running:
        while running.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=20) as answer:
                    return time.monotonic() - started, answer.read().decode()
            except OSError:
                time.sleep(0.05)
        raise AssertionError(running.stdout.read() if running.stdout else "it ended")


def test_the_start_page_is_there_within_five_seconds_the_second_time(city: Installation) -> None:
    seconds, page = min(first_answer(city) for _ in range(3))  # the best of three: others may use the machine, too
    assert seconds <= AT_MOST
    assert 'action="/demo/sign-in"' in page


def test_a_city_that_stands_is_not_built_again(city: Installation) -> None:
    marks = sorted((path.name, path.stat().st_mtime_ns) for path in Path(city.data).glob("demo/*"))
    first_answer(city)
    assert marks == sorted((path.name, path.stat().st_mtime_ns) for path in Path(city.data).glob("demo/*"))
