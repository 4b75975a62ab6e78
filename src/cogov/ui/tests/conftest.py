"""The house alone, without the contexts that live in it, and a browser to look at it."""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest

from cogov.ui import nav

CHROMIUM = "COGOV_CHROMIUM"


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = os.environ.get(CHROMIUM) or shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = {"args": ["--no-sandbox", "--disable-gpu", "--disable-quic"]}
    return {**browser_type_launch_args, **arguments, **({"executable_path": path} if path else {})}


@pytest.fixture(autouse=True)
def _house_alone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "cogov.ui.tests.site"
    monkeypatch.setattr(nav, "_items", {})
    nav.register(nav.Item("report", "Report", "map-pin-plus", order=1, primary=True))
    nav.register(nav.Item("ui:gallery", "Components", "layers", order=2))
    nav.register(nav.Item("thanks", "Feedback", "message-square-plus", place="footer"))
    nav.register(nav.Item("ui:offline", "Help", "circle-help", place="help"))
    nav.register(nav.Item("ui:gallery_desk", "To review", "inbox", place="desk", group="Queues", count=lambda _: 12))
