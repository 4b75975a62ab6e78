"""Lanjiang 澜江市: the fictional city's ground, from a seed.

city = build_city(7)
city.division.areas      # 1 city, 6 districts, 40 streets, ~300 communities, ~900 cells
city.spots               # places on pavements, with address and cell
city.basemap.write(dir)  # GeoJSON layers
overview_svg(city.basemap, names="zh")
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cogov.demo.geography import basemap, buildings, skeleton
from cogov.demo.geography.areas import Area, Division, divide, feature_collection
from cogov.demo.geography.basemap import BaseMap
from cogov.demo.geography.fabric import weave
from cogov.demo.geography.overview import overview_svg
from cogov.demo.geography.roads import Road, Spot, find_spots, name_roads
from cogov.demo.geography.tiling import tile

__all__ = ["Area", "BaseMap", "City", "Division", "Road", "Spot", "build_city", "feature_collection", "overview_svg"]


@dataclass(frozen=True)
class City:
    """Everything that stands still."""

    seed: int
    division: Division
    roads: tuple[Road, ...]
    spots: tuple[Spot, ...]
    basemap: BaseMap


def build_city(seed: int) -> City:
    """The city of this seed; about 5 s on one core. Same seed, same bytes."""
    rng = np.random.default_rng([seed, 1])
    fabric = weave(skeleton.draw(rng), rng)
    tiling = tile(fabric, rng)
    division = divide(fabric, tiling)
    roads, road_of = name_roads(fabric, rng)
    spots = find_spots(fabric, division, roads, road_of, rng)
    parks = basemap.choose_parks(fabric, rng)
    houses = buildings.footprints(fabric, frozenset(parks), rng)
    drawn = basemap.draw(fabric, tiling, division, roads, parks, houses)
    return City(seed, division, roads, spots, drawn)
