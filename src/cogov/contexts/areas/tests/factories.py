"""Areas for tests: single ones without outline, and a city of squares."""

from __future__ import annotations

from dataclasses import dataclass

import factory
import shapely
from django.db import transaction

from cogov.contexts.areas import facade
from cogov.contexts.areas.actions import NewArea, add_areas
from cogov.contexts.areas.events import Added
from cogov.contexts.areas.geojson import of_shape
from cogov.contexts.areas.models import Area
from cogov.contexts.areas.tree import snapshot
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, AreaLevel

WEST, SOUTH, SIDE = 104.0, 30.0, 0.08  # degrees: about 8 km each way
LEVELS = list(AreaLevel)


class AreaFactory(factory.django.DjangoModelFactory):
    """A district, or with `parent` an area of the next narrower level; no outline."""

    class Meta:
        model = Area

    code = factory.Sequence(lambda n: f"a{n}")
    name_zh = factory.Sequence(lambda n: f"第{n}区")
    name_en = factory.Sequence(lambda n: f"Area {n}")
    parent = factory.LazyFunction(lambda: Area.objects.filter(level="city").first() or CityFactory())
    level = factory.LazyAttribute(lambda new: LEVELS[LEVELS.index(AreaLevel(new.parent.level)) + 1].value)

    @classmethod
    def _create(cls, model_class: type[Area], *args: object, **fields: object) -> Area:
        area = super()._create(model_class, *args, **fields)
        area.path = f"{area.parent.path if area.parent else '/'}{area.pk}/"
        area.save(update_fields=["path"])
        with transaction.atomic():
            fact = Added(area.code, area.level, area.parent_id, area.name_zh, area.name_en, "")
            journal.record(fact, subject=area, by=SYSTEM, first=True)
            snapshot.changed()
        return area


class CityFactory(AreaFactory):
    level = "city"
    parent = None
    name_zh = "云湖市"
    name_en = "Cloud Lake"


@dataclass(frozen=True)
class Squares:
    """Ids by code: city `c`, districts `c1` `c2`, streets `c11` …, communities `c111` …, grid cells `c1111` …"""

    ids: dict[str, int]

    def __getitem__(self, code: str) -> int:
        return self.ids[code]

    def middle(self, code: str) -> tuple[float, float]:
        """Latitude and longitude of a point inside."""
        info = facade.by_code(code)
        assert info.lat is not None
        assert info.lon is not None
        return info.lat, info.lon


def squares(*, reverse: bool = False) -> Squares:
    """A city that is halved at each level, by turns from west to east and from south to north: 31 areas."""
    rows = []

    def add(code: str, depth: int, west: float, south: float, width: float, height: float) -> None:
        outline = of_shape(shapely.box(west, south, west + width, south + height))
        name = f"{LEVELS[depth].value.title()} {code}"
        rows.append(NewArea(code, LEVELS[depth], code[:-1], f"{code}号", name, outline))
        if depth == len(LEVELS) - 1:
            return
        if depth % 2:
            add(code + "1", depth + 1, west, south, width, height / 2)
            add(code + "2", depth + 1, west, south + height / 2, width, height / 2)
        else:
            add(code + "1", depth + 1, west, south, width / 2, height)
            add(code + "2", depth + 1, west + width / 2, south, width / 2, height)

    add("c", 0, WEST, SOUTH, SIDE, SIDE)
    return Squares(add_areas(reversed(rows) if reverse else rows, by=SYSTEM))
