"""Streets as evenly spaced lines along the field (after Jobard & Lefer 1997, Chen et al. 2008)."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from cogov.demo.geography.field import HALF_HEIGHT, HALF_WIDTH, MASK_STEP, Field, Mask

Spacing = Callable[[float, float], float]
# A line ends when it comes nearer than this share of the spacing to one of its family …
CLOSE = 0.52
# … and a new one starts no nearer than this.
START = 0.88
# A street goes on over its end for this share of the spacing, to meet the next crossing.
REACH = 0.8
# Shorter streets, in spacings, are not built.
SHORTEST = 0.9
# Existing lines are looked at every so many metres.
WALK = 50.0
# Longest street in steps: keeps a circling line finite.
MOST_STEPS = 400


@dataclass
class Family:
    """One of the two crossing families: where its lines already run."""

    turn: bool
    close: Mask
    start: Mask


@dataclass(frozen=True)
class Plan:
    """What kind of streets to draw: spacing in metres, and where not."""

    spacing: Spacing
    blocked: Mask


def families(existing: Iterable[BaseGeometry], field: Field, spacing: Spacing) -> tuple[Family, Family]:
    """Two families that know the roads that are already there."""
    pair = (_empty(turn=False), _empty(turn=True))
    for line in existing:
        skip = 0.0
        for x, y, dx, dy in _walk(line, WALK):
            skip -= WALK
            if skip > 0 or abs(x) > HALF_WIDTH - 500 or abs(y) > HALF_HEIGHT - 500:
                continue
            ux, uy = field.direction(x, y)
            along = abs(ux * dx + uy * dy)
            sep = spacing(x, y)
            # Stamps of this size overlap by far: fewer of them leave the same free.
            skip = 0.22 * sep
            # A road counts for the family that it runs along; a diagonal for both.
            if along > 0.6:
                _stamp(pair[0], x, y, sep)
            if along < 0.8:
                _stamp(pair[1], x, y, sep)
    return pair


def trace_all(
    field: Field, plan: Plan, pair: tuple[Family, Family], seeds: Iterable[tuple[float, float]]
) -> list[LineString]:
    """Fill the free space from the seeds; each new line offers seeds beside itself."""
    drawn: list[LineString] = []
    for seed in seeds:
        for family in pair:
            queue = deque([seed])
            while queue:
                x, y = queue.popleft()
                line = _trace(x, y, field, plan, family)
                if line is None:
                    continue
                drawn.append(LineString(line))
                for px, py in line[1:-1]:
                    _stamp(family, px, py, plan.spacing(px, py))
                queue.extend(_beside(line, plan.spacing))
    return drawn


def _empty(*, turn: bool) -> Family:
    shape = (int(2 * HALF_HEIGHT / MASK_STEP), int(2 * HALF_WIDTH / MASK_STEP))
    return Family(turn, np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool))


def _walk(line: BaseGeometry, step: float) -> Iterable[tuple[float, float, float, float]]:
    for part in shapely.get_parts(line):
        dense = shapely.get_coordinates(shapely.segmentize(part, step))
        ahead = np.diff(dense, axis=0)
        length = np.maximum(np.hypot(*ahead.T), 1e-9)
        unit = ahead / length[:, None]
        yield from zip(*dense[:-1].T.tolist(), *unit.T.tolist(), strict=True)


_DISCS: dict[int, Mask] = {}


def _disc(radius: int) -> Mask:
    if radius not in _DISCS:
        r = np.arange(-radius, radius + 1)
        _DISCS[radius] = (r[:, None] ** 2 + r[None, :] ** 2) <= radius**2
    return _DISCS[radius]


def _stamp(family: Family, x: float, y: float, sep: float) -> None:
    i, j = int((y + HALF_HEIGHT) / MASK_STEP), int((x + HALF_WIDTH) / MASK_STEP)
    for mask, share in ((family.close, CLOSE), (family.start, START)):
        r = max(1, int(share * sep / MASK_STEP))
        rows, columns = mask.shape
        if r <= i < rows - r and r <= j < columns - r:
            mask[i - r : i + r + 1, j - r : j + r + 1] |= _disc(r)


def _beside(line: list[tuple[float, float]], spacing: Spacing) -> Iterable[tuple[float, float]]:
    for (x0, y0), (x1, y1) in zip(line[1:-2:4], line[2:-1:4], strict=False):
        length = math.hypot(x1 - x0, y1 - y0) or 1.0
        nx, ny = -(y1 - y0) / length, (x1 - x0) / length
        sep = spacing(x0, y0)
        yield x0 + nx * sep, y0 + ny * sep
        yield x0 - nx * sep, y0 - ny * sep


def _trace(x: float, y: float, field: Field, plan: Plan, family: Family) -> list[tuple[float, float]] | None:
    if _is_set(family.start, x, y) or _is_set(plan.blocked, x, y):
        return None
    sep = plan.spacing(x, y)
    forward = _half(x, y, 1.0, field, plan, family)
    backward = _half(x, y, -1.0, field, plan, family)
    inner = [*backward[::-1], (x, y), *forward]
    if len(inner) < 3 or math.dist(inner[0], inner[-1]) < SHORTEST * sep:
        return None
    return [_beyond(inner[1], inner[0], sep), *inner, _beyond(inner[-2], inner[-1], sep)]


def _half(x: float, y: float, sign: float, field: Field, plan: Plan, family: Family) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    px, py = 0.0, 0.0
    step = min(90.0, max(25.0, plan.spacing(x, y) / 5))
    for _ in range(MOST_STEPS):
        dx, dy = _heading(field, x, y, family.turn)
        if not points:
            dx, dy = sign * dx, sign * dy
        elif dx * px + dy * py < 0:
            dx, dy = -dx, -dy
        nx, ny = x + dx * step, y + dy * step
        if _is_set(plan.blocked, nx, ny) or _is_set(family.close, nx, ny):
            break
        points.append((nx, ny))
        x, y, px, py = nx, ny, dx, dy
    return points


def _heading(field: Field, x: float, y: float, turn: bool) -> tuple[float, float]:
    dx, dy = field.direction(x, y)
    return (-dy, dx) if turn else (dx, dy)


def _beyond(before: tuple[float, float], last: tuple[float, float], sep: float) -> tuple[float, float]:
    dx, dy = last[0] - before[0], last[1] - before[1]
    length = math.hypot(dx, dy) or 1.0
    return last[0] + dx / length * sep * REACH, last[1] + dy / length * sep * REACH


def _is_set(mask: Mask, x: float, y: float) -> bool:
    if abs(x) >= HALF_WIDTH - MASK_STEP or abs(y) >= HALF_HEIGHT - MASK_STEP:
        return True
    return bool(mask[int((y + HALF_HEIGHT) / MASK_STEP), int((x + HALF_WIDTH) / MASK_STEP)])
