"""A browser for the tests of the house: the system's own where there is one, else Playwright's."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

CHROMIUM = "COGOV_CHROMIUM"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get(CHROMIUM) or shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = {"args": ["--no-sandbox", "--disable-gpu", "--disable-quic"]}
    return {**browser_type_launch_args, **arguments, **({"executable_path": path} if path else {})}
