"""The drawing of the city in a page: dots stand where things are, and no drawing leaves no hole."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from cogov.ui.overview import overview

DRAWING = '<svg class="map" viewBox="0 0 1000 500" data-box="110 20 120 25"><title>City</title></svg>'


@dataclass(frozen=True)
class Dot:
    lat: float
    lon: float
    tone: str = "open"


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Any:
    settings.DATA = tmp_path
    (tmp_path / "basemap").mkdir()
    with translation.override("en"):
        yield tmp_path / "basemap"


def test_a_dot_stands_on_its_place(folder: Path) -> None:
    (folder / "overview-en.svg").write_text(DRAWING)
    drawn = overview([Dot(22.5, 115.0, "done")])
    assert '<circle class="dot done" cx="500" cy="250" r="8"/></svg>' in drawn


def test_a_dot_outside_is_not_drawn(folder: Path) -> None:
    (folder / "overview-en.svg").write_text(DRAWING)
    assert "circle" not in overview([Dot(30.0, 115.0)])


def test_a_new_drawing_is_read_again(folder: Path) -> None:
    (folder / "overview-en.svg").write_text(DRAWING)
    assert "City" in overview()
    (folder / "overview-en.svg").write_text(DRAWING.replace("City", "Lanjiang"))
    assert "Lanjiang" in overview()


@pytest.mark.parametrize("text", ["<svg></svg>", "not a drawing"])
def test_a_file_that_does_not_say_what_it_shows_is_left_out(folder: Path, text: str) -> None:
    (folder / "overview-en.svg").write_text(text)
    assert overview([Dot(22.5, 115.0)]) == ""


def test_a_city_without_a_drawing_has_none() -> None:
    assert overview() == ""
