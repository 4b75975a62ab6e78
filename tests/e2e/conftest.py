"""A browser, a city, and people with their own windows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from cogov.contexts.reports.tests.world import World, build
from tests.e2e.people import Look, Visitor, visitor


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get("COGOV_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    return {**browser_type_launch_args, "args": flags, **({"executable_path": path} if path else {})}


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


@pytest.fixture
def enter(browser: Browser, live_server: LiveServer, world: World) -> Iterator[Callable[..., Visitor]]:
    """`enter("reviewer", look)` opens a window for that person; "anonymous" needs no session."""
    opened: list[Visitor] = []

    def come(who: str, look: Look) -> Visitor:
        opened.append(visitor(browser, live_server.url, world, who, look))
        return opened[-1]

    yield come
    for one in opened:
        one.page.context.close()
