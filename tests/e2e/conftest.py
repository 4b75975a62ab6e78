"""A small city with a live server, and people with their own windows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from cogov.contexts.reports.tests.world import World, build
from cogov.ui.tests.browsing import Look
from tests.e2e.people import Visitor, visitor

LAYERS = ("landuse", "water", "green", "building", "road", "boundary", "label")
LOTUS_ROAD = {
    "type": "Feature",
    "properties": {"name_zh": "莲花路", "name_en": "Lotus Road", "kind": "street"},
    "geometry": {"type": "LineString", "coordinates": [[104.03, 30.03], [104.031, 30.03]]},
}

Enter = Callable[..., Visitor]


@pytest.fixture(scope="session", autouse=True)
def _base_map() -> None:
    """A bare ground with one street; without it each page with a map would complain of seven missing layers."""
    folder = settings.DATA / "basemap"
    folder.mkdir(parents=True, exist_ok=True)
    for layer in LAYERS:
        features = [LOTUS_ROAD] if layer == "road" else []
        (folder / f"{layer}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


@pytest.fixture
def enter(browser: Browser, live_server: LiveServer, world: World) -> Iterator[Enter]:
    """`enter("reviewer", look)` opens a window for that person; "anonymous" needs no session."""
    opened: list[Visitor] = []

    def come(who: str, look: Look, *, script: bool = True, worker: bool = False) -> Visitor:
        opened.append(visitor(browser, live_server.url, world, who, look, script=script, worker=worker))
        return opened[-1]

    yield come
    for one in opened:
        one.page.context.close()
