"""The tallies say what counting says, after whatever happened to the reports."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cogov.contexts.reports import actions, mapping, queries, tallies
from cogov.contexts.reports.models import Outcome, Report, State, TallyChange
from cogov.contexts.reports.queries import Filters
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World
from cogov.kernel import geo
from cogov.kernel.clock import now

pytestmark = pytest.mark.django_db

EARTH = geo.Bbox(29.0, 103.0, 31.0, 106.0)
ZOOMS = (0, 6, 8, 10, 11, 12)


def counted(zoom: float, filters: Filters) -> list[tuple[float, float, int, int, int | None]]:
    found = mapping.features(queries.public_reports(), EARTH, zoom, filters)
    return _shape(found)


def tallied(zoom: float, filters: Filters) -> list[tuple[float, float, int, int, int | None]]:
    return _shape(mapping.public_features(EARTH, zoom, filters))


def _shape(found: dict) -> list[tuple[float, float, int, int, int | None]]:  # type: ignore[type-arg]
    rows = []
    for feature in found["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        known = feature["properties"]
        rows.append((round(lat, 4), round(lon, 4), known["count"], known["open"], known.get("id")))
    return sorted(rows)


def same_everywhere() -> None:
    for zoom in ZOOMS:
        for filters in (Filters(), Filters(category="lamp")):
            assert tallied(zoom, filters) == counted(zoom, filters)


def change(report: Report, dice: random.Random) -> None:
    """Anything that may happen to a row, also past the actions."""
    fields = dice.choice(
        [
            {"private": True},
            {"private": False},
            {"state": State.REJECTED, "closed_at": now()},
            {"state": State.WITHDRAWN, "closed_at": now()},
            {"state": State.RECEIVED, "closed_at": None, "outcome": Outcome.NONE},
            {"state": State.CLOSED, "closed_at": now(), "outcome": Outcome.FIXED},
            {"address": "somewhere"},
            {"lat": None, "lon": None, "cell": None},
        ]
    )
    Report.objects.filter(pk=report.pk).update(**fields)


def test_tallies_agree_with_counting_after_any_change_folded_or_not(world: World) -> None:
    dice = random.Random(7)
    rows = [world.file(at=dice.choice(["c1111", "c1112"]), category=dice.choice(["lamp", "rubbish"])) for _ in range(8)]
    same_everywhere()
    for step in range(24):
        change(dice.choice(rows), dice)
        if step % 5 == 0:
            tallies.fold()
        same_everywhere()
    tallies.fold()
    assert not TallyChange.objects.exists()
    same_everywhere()


def test_a_report_shows_on_the_map_of_the_city_at_the_next_request(client: Client, world: World) -> None:
    view = {"bbox": "103,29,106,31", "zoom": "9"}
    tallies.fold()
    before = client.get("/reports.geojson", view).json()["features"]
    report = world.file()
    after = client.get("/reports.geojson", view).json()["features"]
    assert before == []
    assert [feature["properties"]["id"] for feature in after] == [report.pk]


def test_a_rejected_report_leaves_the_map_at_once(world: World) -> None:
    report = world.file()
    tallies.fold()
    actions.reject(report=report.pk, reason=Said("不归城市管"), by=world.actor("reviewer"))
    assert tallied(9, Filters()) == []


def test_open_and_closed_are_told_apart_from_the_tallies(world: World) -> None:
    world.file()
    assert [row[2] for row in tallied(9, Filters(status="open"))] == [1]
    assert tallied(9, Filters(status="closed")) == []


def test_the_map_of_the_city_takes_one_query(world: World) -> None:
    world.file()
    mapping.public_features(EARTH, 9, Filters())
    with CaptureQueriesContext(connection) as asked:
        mapping.public_features(EARTH, 9, Filters())
    assert len(asked) == 1


def test_reports_from_before_the_tallies_are_counted_once(world: World) -> None:
    world.file()
    TallyChange.objects.all().delete()
    tallies.install(connection)
    tallies.install(connection)
    same_everywhere()
