"""Where things happen: spots of the city, drawn by what a category needs, with the scatter of telephones' positions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import shapely

from cogov.demo.geography import City, Spot
from cogov.demo.geography.plane import TICK_LAT_M, TICK_LON_M, TICKS_PER_DEGREE

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
# Categories that only happen in certain quarters.
_ZONES = {
    "river-rubbish": ("river",),
    "riverside": ("river",),
    "burning": ("rural",),
    "landslip": ("rural",),
    "mud-trucks": ("port", "new", "urban"),
}
# Spots that a storm floods or fells again and again.
STORM_SPOTS = 70
# How far reports of one burst main lie from it, in metres.
BURST_REACH = 700.0
# A telephone's position is off by about so many metres; reports of one cause lie farther apart.
SCATTER = (4.0, 17.0)
_METRES_PER_DEGREE = np.array([TICK_LON_M, TICK_LAT_M]) * TICKS_PER_DEGREE


class Places:
    """Draws spots. Arrays are indexed like `spots`."""

    def __init__(self, city: City, seed: int) -> None:
        self.spots: Sequence[Spot] = city.spots
        self._xy = np.array([(spot.longitude, spot.latitude) for spot in self.spots])
        # Few people live outside, yet somebody does.
        weight = np.array([0.06 + spot.weight for spot in self.spots])
        zone = np.array([spot.zone for spot in self.spots])
        self._every = _rising(weight)
        self._zoned = {code: _rising(weight * np.isin(zone, zones)) for code, zones in _ZONES.items()}
        rng = np.random.default_rng([seed, 4])
        low = weight * np.where(zone == "river", 6.0, 1.0)
        self._storm: Ints = rng.choice(len(weight), STORM_SPOTS, replace=False, p=low / low.sum())
        self._centre = rng.choice(len(weight), 64, p=weight**2 / (weight**2).sum())
        cells = {area.code: area.polygon for area in city.division.of_level("grid")}
        self._cells = np.array([cells[spot.cell] for spot in self.spots], dtype=object)
        shapely.prepare(self._cells)

    def draw(self, rng: np.random.Generator, codes: Sequence[str]) -> Ints:
        """One spot for each category code."""
        where = np.searchsorted(self._every, rng.random(len(codes)))
        for i, code in enumerate(codes):
            if code in self._zoned:
                where[i] = np.searchsorted(self._zoned[code], rng.random())
        return np.minimum(where, len(self.spots) - 1)

    def draw_storm(self, rng: np.random.Generator, count: int) -> Ints:
        """Mostly the weak spots, some anywhere."""
        weak = rng.choice(self._storm, count)
        return np.where(rng.random(count) < 0.7, weak, np.searchsorted(self._every, rng.random(count)))

    def draw_burst(self, rng: np.random.Generator, count: int, event: int) -> Ints:
        """Spots round the burst main, nearer ones more often."""
        centre = self._xy[self._centre[event % len(self._centre)]]
        gap = np.hypot(*((self._xy - centre) * _METRES_PER_DEGREE).T)
        pull = np.exp(-((gap / (BURST_REACH / 2)) ** 2)) * (gap < BURST_REACH)
        return np.asarray(rng.choice(len(pull), count, p=pull / pull.sum()))

    def scatter(self, rng: np.random.Generator, spots: Ints, repeated: npt.NDArray[np.bool_]) -> Floats:
        """(n, 2) latitude, longitude near the spots and inside their cells, six decimals."""
        metres = rng.normal(0, 1, (len(spots), 2)) * np.where(repeated, SCATTER[1], SCATTER[0])[:, None]
        moved = self._xy[spots] + metres / _METRES_PER_DEGREE
        outside = ~shapely.contains_xy(self._cells[spots], moved[:, 0], moved[:, 1])
        moved[outside] = self._xy[spots[outside]]
        return np.asarray(np.round(moved[:, ::-1], 6))


def _rising(weight: Floats) -> Floats:
    total = np.cumsum(weight)
    return np.asarray(total / total[-1])
