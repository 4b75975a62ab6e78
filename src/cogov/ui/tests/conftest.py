"""The house alone, without the contexts that live in it."""

from __future__ import annotations

from typing import Any

import pytest

from cogov.ui import nav


@pytest.fixture(autouse=True)
def _house_alone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "cogov.ui.tests.site"
    monkeypatch.setattr(nav, "_items", {})
    nav.register(nav.Item("report", "Report", "map-pin-plus", order=1, primary=True))
    nav.register(nav.Item("ui:gallery", "Components", "layers", order=2))
    nav.register(nav.Item("thanks", "Feedback", "message-square-plus", place="footer"))
    nav.register(nav.Item("ui:offline", "Help", "circle-help", place="help"))
    nav.register(nav.Item("ui:gallery_desk", "To review", "inbox", place="desk", group="Queues", count=lambda _: 12))
