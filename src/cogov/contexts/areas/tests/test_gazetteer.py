"""A place named in words is found on the city's own map."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from cogov.contexts.areas import facade


def feature(zh: str, en: str, kind: str, points: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name_zh": zh, "name_en": en},
        "geometry": {"type": kind, "coordinates": points},
    }


@pytest.fixture(autouse=True)
def small_town(settings: Any, tmp_path: Path) -> None:
    """Lotus Road runs east along 30.0, in two pieces; Bridge Street crosses it at 120.01."""
    settings.DATA = tmp_path
    layers = {
        "road": [
            feature("莲花路", "Lotus Road", "LineString", [[120.0, 30.0], [120.02, 30.0]]),
            feature("莲花路", "Lotus Road", "LineString", [[120.02, 30.0], [120.08, 30.0]]),
            feature("桥街", "Bridge Street", "LineString", [[120.01, 29.99], [120.01, 30.01]]),
            feature("莲花路北段", "Lotus Road North", "LineString", [[120.0, 30.05], [120.01, 30.05]]),
        ],
        "label": [feature("东湖区", "East Lake District", "Point", [120.075, 30.001])],
    }
    (tmp_path / "basemap").mkdir()
    for name, features in layers.items():
        content = {"type": "FeatureCollection", "features": features}
        (tmp_path / "basemap" / f"{name}.geojson").write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("莲花路12号", "莲花路"),
        ("东湖区莲花路", "莲花路"),
        ("在莲花路北段的路口", "莲花路北段"),
        ("桥", ""),
        ("桥街", "桥街"),
        ("BRIDGE  street 4", "桥街"),
        ("莲花", "莲花路"),
        ("没有的地方", ""),
    ],
)
def test_the_first_place_is_the_one_meant(text: str, name: str) -> None:
    with translation.override("zh-hans"):
        found = facade.places(text)
    assert (found[0].name if found else "") == name


def test_two_streets_name_their_crossing() -> None:
    with translation.override("en"):
        first = facade.places("corner of Lotus Road and Bridge Street")[0]
    assert first.name == "Bridge Street / Lotus Road"
    assert (first.lat, first.lon) == pytest.approx((30.0, 120.01))


@pytest.mark.parametrize(
    ("text", "near", "lon"), [("莲花路", (30.02, 120.03), 120.03), ("东湖区莲花路", (30.02, 120.03), 120.075)]
)
def test_a_long_street_is_shown_where_one_is_looking_or_in_the_area_named(
    text: str, near: tuple[float, float], lon: float
) -> None:
    first = facade.places(text, near=near)[0]
    assert (first.lat, first.lon) == pytest.approx((30.0, lon))


def test_a_city_without_a_base_map_finds_nothing(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "elsewhere"
    assert facade.places("莲花路") == []


@pytest.mark.django_db
def test_the_form_offers_what_was_found_as_buttons_with_points(client: Client) -> None:
    page = client.get("/report/places", {"address": "桥街 4 号"}).content.decode()
    assert "桥街" in page
    assert re.search(r'data-lat="(29\.99|30\.0)\d*" data-lon="120\.01"', page)
    assert client.get("/report/places", {"address": "<b>", "lat": "x"}).status_code == 200
