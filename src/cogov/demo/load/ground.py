"""Areas, base map, categories, bodies and rules of the demo city, through the contexts' own actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from cogov.contexts.areas import geojson
from cogov.contexts.areas.actions import NewArea, add_areas
from cogov.contexts.bodies.actions import NewBody, NewRule, add_bodies, add_rules
from cogov.contexts.bodies.models import Body, Kind
from cogov.contexts.reports.actions import set_category
from cogov.contexts.reports.models import Category
from cogov.demo.bodies import Body as Office
from cogov.demo.bodies import Offices
from cogov.demo.categories import CATEGORIES
from cogov.demo.categories import Category as Plan
from cogov.demo.geography import City, overview_svg
from cogov.demo.load import times
from cogov.kernel.actors import SYSTEM, AreaLevel


@dataclass(frozen=True)
class Ground:
    """Ids by code; `rules` by (category, area); bodies also with the one above and their level."""

    areas: dict[str, int]
    bodies: dict[str, int]
    above: dict[int, int | None]
    body_area: dict[str, str]
    rules: dict[tuple[str, str], int]
    categories: dict[str, Category]


def lay(city: City, offices: Offices, since: datetime) -> Ground:
    """Everything that stands before the first report; `since` is when the rules began to hold."""
    areas = _areas(city)
    add_categories()
    times.lay_calendars()
    times.lay_policies(since)
    bodies = add_bodies([_body(body) for body in offices.bodies], by=SYSTEM)
    ordered = [NewRule(rule.category, rule.area, rule.body) for rule in offices.rules]
    ids = add_rules(ordered, by=SYSTEM, since=since)
    return Ground(
        areas=areas,
        bodies=bodies,
        above=dict(Body.objects.values_list("id", "parent_id")),
        body_area={body.code: body.area for body in offices.bodies},
        rules={(rule.category, rule.area): id_ for rule, id_ in zip(offices.rules, ids, strict=True)},
        categories={row.code: row for row in Category.objects.all()},
    )


def write_maps(city: City) -> None:
    """The base map's layers, and the overview in both languages with its colours, under COGOV_DATA/basemap."""
    folder = Path(settings.DATA) / "basemap"
    city.basemap.write(folder)
    zh, en = city.division.areas[0].name_zh, city.division.areas[0].name_en
    (folder / "overview-zh.svg").write_text(overview_svg(city.basemap, names="zh", title=zh), encoding="utf-8")
    (folder / "overview-en.svg").write_text(overview_svg(city.basemap, names="en", title=en), encoding="utf-8")


def _areas(city: City) -> dict[str, int]:
    rows = [
        NewArea(
            code=area.code,
            level=AreaLevel(area.level),
            parent=area.parent,
            name_zh=area.name_zh,
            name_en=area.name_en,
            outline=geojson.of_shape(area.polygon),
            position=position,
        )
        for position, area in enumerate(city.division.areas)
    ]
    return add_areas(rows, by=SYSTEM)


def add_categories() -> None:
    """The usual tree, which a city in service starts with, too."""
    for order, category in enumerate(CATEGORIES):
        _category(category, order)


def _category(category: Plan, order: int) -> None:
    set_category(
        code=category.code,
        by=SYSTEM,
        parent=category.parent or None,
        kind=category.kind,
        order=order,
        name_zh=category.name_zh,
        name_en=category.name_en,
        description_zh=category.description_zh,
        description_en=category.description_en,
        keywords_zh=category.keywords_zh,
        keywords_en=category.keywords_en,
        icon=category.icon,
        simple=category.simple,
        private=category.private,
        needs_place=category.needs_place,
        emergency=category.emergency,
        difficulty=category.difficulty,
        limit_hours=category.hours,
        questions=[question.as_json(place) for place, question in enumerate(category.questions, 1)],
        leaf=category.leaf,
    )


def _body(body: Office) -> NewBody:
    return NewBody(
        code=body.code,
        area=body.area,
        kind=Kind(body.kind),
        parent=body.parent,
        name_zh=body.name_zh,
        name_en=body.name_en,
        phone=body.phone,
        duty_zh=body.duty_zh,
        duty_en=body.duty_en,
        calendar=times.calendar_of(body),
    )
