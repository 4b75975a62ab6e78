"""A simple camera: metres on the ground to pixels, and for every pixel what lies behind it."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Anything = npt.NDArray[np.floating[Any]]
Pixel = tuple[float, float]

WIDTH, HEIGHT = 1024, 768
# Height of the eye in metres, focal length and horizon in pixels of the full picture.
EYE, FOCAL, HORIZON = 1.55, 820.0, 322.0
# Backdrops are worked out at this share of the full size and enlarged: softer and three times as fast.
SHARE = 0.6
# Walls of the street, in metres left and right of the eye.
LEFT, RIGHT = -7.5, 6.2


def ground(x: float, z: float, height: float = 0.0) -> Pixel:
    """Pixel of a point x metres to the right, z ahead, at a height above the ground."""
    return WIDTH / 2 + FOCAL * x / z, HORIZON + FOCAL * (EYE - height) / z


def per_metre(z: float) -> float:
    """Pixels of one metre at distance z."""
    return FOCAL / z


@cache
def rays() -> tuple[Floats, Floats]:
    """For each pixel of the small picture: direction to the right and downwards, for one metre ahead."""
    width, height = int(WIDTH * SHARE), int(HEIGHT * SHARE)
    x = (np.arange(width, dtype=np.float32) + 0.5) / SHARE
    y = (np.arange(height, dtype=np.float32) + 0.5) / SHARE
    right = np.broadcast_to((x - WIDTH / 2) / FOCAL, (height, width))
    down = np.broadcast_to(((y - HORIZON) / FOCAL)[:, None], (height, width))
    return np.ascontiguousarray(right), np.ascontiguousarray(down)


@cache
def noise(seed: int, octaves: int = 5) -> Floats:
    """512 × 512 tile of soft noise, mean 0, about ±1, repeating at its edges."""
    rng = np.random.default_rng([seed, 9])
    total = np.zeros((512, 512), dtype=np.float32)
    for octave in range(octaves):
        size = 8 << octave
        coarse = rng.standard_normal((size, size)).astype(np.float32)
        total += _enlarge(coarse, 512) * np.float32(0.6**octave)
    return np.asarray(total / total.std(), dtype=np.float32)


def sample(tile: Floats, u: Anything, v: Anything) -> Floats:
    """The tile at coordinates in its pixels, repeated without end."""
    return np.asarray(tile[v.astype(np.int32) & 511, u.astype(np.int32) & 511])


def _enlarge(coarse: Floats, size: int) -> Floats:
    at = np.arange(size, dtype=np.float32) * (len(coarse) / size)
    low = at.astype(np.int32)
    share = at - low
    share = share * share * (3 - 2 * share)
    high = (low + 1) % len(coarse)
    rows = coarse[low] * (1 - share)[:, None] + coarse[high] * share[:, None]
    return np.asarray(rows[:, low] * (1 - share) + rows[:, high] * share)
