"""Cells as ranges: in H3, all fine cells of a coarse one are neighbours in the order of integers.

An H3 index of resolution 12 carries three bits for each finer step, so a coarse cell is one range
of the `cell` column, and cutting off bits groups by any coarser cell without a second column.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from cogov.contexts.reports.checking import CELL_RESOLUTION
from cogov.kernel import geo

RESOLUTION_SHIFT = 52
"""Bit at which an H3 index holds its resolution."""

FINEST = 15
"""Resolutions of H3; each takes three bits from the right."""

NEAR_RESOLUTION = 10
"""Cells of some 130 m across, in which the reports near a point are looked for."""

NEAR_SQL = f"(p.cell >> {3 * (FINEST - NEAR_RESOLUTION)})"
"""As the index `reports_near_newest` says it."""

NEXT_INDEX = 1 << (3 * (FINEST - CELL_RESOLUTION))
"""Distance to the next index that exists: the unused steps beyond resolution 12 are all ones."""


def span(cell: int) -> tuple[int, int]:
    """First and last index of resolution 12 inside a coarser (or equal) cell."""
    resolution = geo.resolution_of(cell)
    base = cell & ~(0xF << RESOLUTION_SHIFT) | (CELL_RESOLUTION << RESOLUTION_SHIFT)
    low, high = base, base
    for step in range(resolution + 1, CELL_RESOLUTION + 1):
        shift = 3 * (FINEST - step)
        low &= ~(0b111 << shift)
        high = high & ~(0b111 << shift) | (0b110 << shift)
    return low, high


def spans(cells: Iterable[int]) -> list[tuple[int, int]]:
    """(first, last) index of resolution 12 of all the cells; adjoining ranges become one."""
    merged: list[list[int]] = []
    for low, high in sorted(span(cell) for cell in cells):
        if merged and low <= merged[-1][1] + NEXT_INDEX:
            merged[-1][1] = max(high, merged[-1][1])
        else:
            merged.append([low, high])
    return [(low, high) for low, high in merged]


def within(cells: Iterable[int]) -> Q:
    """Reports in any of the cells."""
    found = [Q(cell__range=each) for each in spans(cells)]
    return reduce(or_, found) if found else Q(pk=None)  # "or no id at all" would make SQLite read every report


def group_shift(resolution: int) -> int:
    """Right shift after which indexes of resolution 12 are equal exactly within one cell of `resolution`."""
    return 3 * (FINEST - resolution)


def grouped(cells: Iterable[int]) -> list[int]:
    """Cells of NEAR_RESOLUTION as NEAR_SQL has them."""
    return [span(cell)[0] >> group_shift(NEAR_RESOLUTION) for cell in cells]


def filed() -> Coalesce:
    """The time of filing, for reports of a few cells: compares and sorts what the index of cells has found.

    By the bare column a planner takes the index of that column instead, and walks through all of a city's days.
    """
    return Coalesce("filed_at", "filed_at")


def newest_first() -> OrderBy:
    return OrderBy(filed(), descending=True)
