"""Streets, squares, parks and banks as seen by a telephone: every pixel looks at ground, wall or sky."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from cogov.demo.photos import trees
from cogov.demo.photos.camera import EYE, HEIGHT, LEFT, RIGHT, WIDTH, Floats, noise, rays, sample

Place = Literal["street", "pavement", "park", "bank", "estate", "wall"]
Colour = tuple[float, float, float]
# Nothing is drawn farther than this, in metres: it melts into the haze.
FAR = 90.0


@dataclass(frozen=True)
class Light:
    """Colours of the sky above and at the horizon, and of the haze, 0 … 255."""

    top: Colour
    low: Colour
    warm: Colour


LIGHTS: tuple[Light, ...] = (
    Light((138, 172, 208), (226, 232, 234), (1.0, 0.985, 0.95)),
    Light((168, 180, 190), (222, 222, 218), (0.96, 0.97, 0.98)),
    Light((122, 160, 205), (250, 226, 196), (1.05, 0.97, 0.86)),
)


@cache
def backdrop(place: Place, variant: int) -> Image.Image:
    """The empty scene, 1024 × 768. Callers copy it before drawing."""
    light = LIGHTS[variant % len(LIGHTS)]
    right, down = rays()
    picture = _sky(light, right, down, variant)
    _skyline(picture, light, right, down, variant)
    _ground(picture, right, down, _GROUNDS[place], light, variant)
    if place in ("street", "pavement", "estate", "wall"):
        _wall(picture, right, down, RIGHT if place != "wall" else 2.6, variant, light)
    if place in ("street", "estate"):
        _wall(picture, right, down, LEFT, variant + 1, light)
    picture *= np.array(light.warm, dtype=np.float32)
    small = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    full = small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    trees.plant(full, place, variant)
    return full


def _sky(light: Light, right: Floats, down: Floats, variant: int) -> Floats:
    rise = np.clip(-down / 0.42, 0, 1)[..., None]
    low, top = np.array(light.low, np.float32), np.array(light.top, np.float32)
    sky = low * (1 - rise) + top * rise
    depth = 1.0 / np.maximum(0.05, -down + 0.03)
    cloud = sample(noise(variant + 20, 4), right * depth * 60 + 100, depth * 46)
    white = np.clip(cloud - 0.35, 0, 1)[..., None] * np.clip(rise * 3, 0, 1) * 0.5
    return np.asarray(sky * (1 - white) + 250 * white, dtype=np.float32)


def _skyline(picture: Floats, light: Light, right: Floats, down: Floats, variant: int) -> None:
    """Far houses, two rows, paler the farther."""
    rng = np.random.default_rng([variant, 31])
    columns = right[0]
    for row, (tall, fade) in enumerate(((0.16, 0.62), (0.10, 0.4))):
        step = 0.05 + 0.03 * row
        heights = rng.uniform(0.35, 1.0, 80) * tall
        top = heights[((columns + 2) / step).astype(int) % 80]
        inside = (-down < top[None, :]) & (down < 0)
        grey = np.array((148, 158, 168), np.float32) - 14 * row
        haze = np.array(light.low, np.float32)
        lit = (np.sin(right * 900) > 0.2) & (np.sin(down * 1100) > 0.1)
        shade = (grey * (1 - fade) + haze * fade) * np.where(lit, 0.965, 1.0)[..., None]
        picture[inside] = shade[inside]


Ground = Callable[[Floats, Floats, int], Floats]


def _ground(picture: Floats, right: Floats, down: Floats, paint: Ground, light: Light, variant: int) -> None:
    below = down > 0.004
    z = np.minimum(EYE / np.where(below, down, 1), FAR)
    first = int(np.argmax(below[:, 0]))
    x, z = (right * z)[first:], z[first:]
    colour = paint(x, z, variant)
    haze = np.clip((z - 8) / FAR, 0, 0.75)[..., None]
    picture[first:] = colour * (1 - haze) + np.array(light.low, np.float32) * 0.92 * haze


def _rgb(colour: Colour, shade: Floats) -> Floats:
    return np.array(colour, np.float32) * shade[..., None]


def _fade(z: Floats, start: float) -> Floats:
    """Fine patterns vanish with distance, else they flicker."""
    return np.asarray(np.clip(start / z, 0, 1))


def _asphalt(x: Floats, z: Floats, variant: int) -> Floats:
    fine = sample(noise(variant, 6), x * 150, z * 150) * 0.07 * _fade(z, 5)
    broad = sample(noise(variant + 1, 4), x * 14, z * 9) * 0.05
    worn = -0.05 * np.exp(-(((np.abs(x + 1.6) - 0.85) / 0.3) ** 2))
    return _rgb((112, 112, 114), 1 + fine + broad + worn)


def _tiles(x: Floats, z: Floats, size: float, colour: Colour, variant: int) -> Floats:
    i, j = np.floor(x / size), np.floor(z / size)
    own = np.sin(i * 12.99 + j * 78.23 + variant) * 43758.5
    own = (own - np.floor(own) - 0.5) * 0.11
    gap = ((x / size - i) < 0.05) | ((z / size - j) < 0.05)
    fine = sample(noise(variant + 2, 6), x * 170, z * 170) * 0.05 * _fade(z, 4)
    broad = sample(noise(variant + 3, 4), x * 20, z * 14) * 0.05
    return _rgb(colour, 1 + own + fine + broad - 0.2 * gap * _fade(z, 5))


def _grass(x: Floats, z: Floats, variant: int) -> Floats:
    fine = sample(noise(variant + 4, 6), x * 210, z * 120) * 0.11 * _fade(z, 6)
    broad = sample(noise(variant + 5, 4), x * 15, z * 11) * 0.06
    return _rgb((122, 144, 88), 1 + fine + broad)


def _street(x: Floats, z: Floats, variant: int) -> Floats:
    """Road to the left, kerb, tiled pavement to the right."""
    colour = _asphalt(x, z, variant)
    dashes = (np.abs(x + 3.3) < 0.07) & (z % 6 < 3.2)
    edge = np.abs(x - 0.95) < 0.06
    scuffed = 0.75 + 0.2 * sample(noise(variant + 6, 5), x * 90, z * 90)
    colour[dashes | edge] = (225 * np.clip(scuffed, 0.6, 1.0))[dashes | edge][:, None]
    kerb = (x > 1.3) & (x < 1.52)
    stone = _tiles(x, z, 1.0, (176, 173, 166), variant)
    colour[kerb] = stone[kerb]
    pavement = x >= 1.52
    paved = _tiles(x, z, 0.42, (178, 158, 144) if variant % 2 else (164, 164, 160), variant)
    strip = (x > 2.6) & (x < 3.05)
    paved[strip] = _tiles(x, z, 0.3, (206, 178, 92), variant)[strip]
    colour[pavement] = paved[pavement]
    # Gutter: dirt along the kerb.
    colour *= (1 - 0.22 * np.exp(-(((x - 1.2) / 0.12) ** 2)))[..., None]
    return colour


def _pavement(x: Floats, z: Floats, variant: int) -> Floats:
    """Tiles all over, the road far to the left."""
    colour = _tiles(x, z, 0.45, (170, 160, 150) if variant % 2 else (160, 163, 164), variant)
    strip = (x > -1.6) & (x < -1.15)
    colour[strip] = _tiles(x, z, 0.3, (204, 176, 94), variant)[strip]
    road = x < -3.0
    colour[road] = _asphalt(x, z, variant)[road]
    kerb = (x > -3.2) & (x < -2.95)
    colour[kerb] = _tiles(x, z, 1.0, (182, 180, 172), variant)[kerb]
    return colour


def _park(x: Floats, z: Floats, variant: int) -> Floats:
    """Lawn with a winding path."""
    colour = _grass(x, z, variant)
    way = -1.5 + 1.1 * np.sin(z / 7 + variant)
    path = np.abs(x - way) < 0.9
    paved = _tiles(x, z, 0.6, (186, 176, 158), variant)
    colour[path] = paved[path]
    rim = np.abs(np.abs(x - way) - 0.95) < 0.05
    colour[rim] *= 0.75
    return colour


def _bank(x: Floats, z: Floats, variant: int) -> Floats:
    """Promenade in front, then the river up to the other bank."""
    colour = _tiles(x, z, 0.5, (182, 176, 168), variant)
    shore = 4.6 + 0.2 * np.sin(x)
    water = z > shore
    ripple = sample(noise(variant + 7, 5), x * 16 / np.maximum(1, z / 12), z * 70 / np.maximum(1, z / 12))
    wet = _rgb((116, 142, 146), 1.0 + 0.07 * ripple)
    wet += np.clip((z - 20) / 70, 0, 1)[..., None] * 42
    colour[water] = wet[water]
    edge = np.abs(z - shore) < 0.12
    colour[edge] = (140, 136, 130)
    return colour


def _estate(x: Floats, z: Floats, variant: int) -> Floats:
    """Concrete lane between houses, green strip at the wall."""
    colour = _tiles(x, z, 2.4, (158, 156, 151), variant)
    green = x > 4.2
    colour[green] = _grass(x, z, variant)[green]
    rim = np.abs(x - 4.15) < 0.07
    colour[rim] = (188, 184, 176)
    return colour


_GROUNDS: dict[str, Ground] = {
    "street": _street,
    "pavement": _pavement,
    "park": _park,
    "bank": _bank,
    "estate": _estate,
    "wall": _pavement,
}
_FACADES: tuple[Colour, ...] = ((198, 186, 170), (186, 190, 192), (204, 178, 152), (176, 170, 164), (210, 204, 192))
_SHOPS: tuple[Colour, ...] = ((150, 72, 60), (64, 96, 120), (196, 152, 70), (86, 118, 92), (120, 84, 110))


def _wall(whole: Floats, right: Floats, down: Floats, x: float, variant: int, light: Light) -> None:
    """A row of houses along the street at x metres: base, shops, windows, floors."""
    columns = right[0] > 0.05 if x > 0 else right[0] < -0.05
    first, last = int(np.argmax(columns)), int(len(columns) - np.argmax(columns[::-1]))
    picture, right, down = whole[:, first:last], right[:, first:last], down[:, first:last]
    towards = right > 0.02 if x > 0 else right < -0.02
    z: Floats = np.minimum(x / np.where(towards, right, 1.0), FAR).astype(np.float32)
    height: Floats = (EYE - down * z).astype(np.float32)
    house = np.floor(z / 9 + variant * 0.3).astype(np.int32)
    roof = 8.0 + (house * 7919 % 5) * 3.2
    inside = towards & (height > 0) & (height < roof) & (z < FAR * 0.98) & (z > 1.2)
    tint = np.array(_FACADES, np.float32)[(house + variant) % len(_FACADES)]
    rough = (
        sample(noise(variant + 8, 6), z * np.float32(40), height * np.float32(40)) * 0.035
        + sample(noise(variant + 9, 3), z * np.float32(8), height * np.float32(5)) * 0.05
    )
    colour = tint * (1 + rough)[..., None]
    _windows(colour, z, height, variant)
    _shops(colour, z, height, house, variant)
    colour[np.abs(height - roof + 0.25) < 0.25] *= 0.82
    # The wall gets darker towards the ground and paler with distance.
    colour *= (0.78 + 0.22 * np.clip(height / 2.2, 0, 1))[..., None]
    haze = np.clip((z - 6) / FAR, 0, 0.8)[..., None]
    colour = colour * (1 - haze) + np.array(light.low, np.float32) * haze
    colour *= 0.9 if x > 0 else 1.02
    picture[inside] = colour[inside]


def _windows(colour: Floats, z: Floats, height: Floats, variant: int) -> None:
    floor, bay = np.floor((height - 3.4) / 3.0), np.floor(z / 2.2)
    u, v = z / 2.2 - bay, (height - 3.4) / 3.0 - floor
    frame = (u > 0.2) & (u < 0.8) & (v > 0.28) & (v < 0.8) & (height > 3.4)
    pane = (u > 0.24) & (u < 0.76) & (v > 0.31) & (v < 0.77) & (np.abs(u - 0.5) > 0.02) & frame
    own = np.sin(floor * 31.7 + bay * 17.3 + variant) * 43758.5
    own = own - np.floor(own)
    colour[frame] *= 1.12
    glass = np.array((92, 108, 122), np.float32) + (own * 60)[..., None] + (v * 30)[..., None]
    colour[pane] = glass[pane]
    sill = (np.abs(v - 0.25) < 0.03) & (u > 0.16) & (u < 0.84) & (height > 3.4)
    colour[sill] *= 0.8
    unit = (own > 0.55) & (u > 0.86) & (v > 0.1) & (v < 0.3) & (height > 3.4)
    colour[unit] = 205


def _shops(colour: Floats, z: Floats, height: Floats, house: npt.NDArray[np.int32], variant: int) -> None:
    shop = np.floor(z / 4.4)
    u = z / 4.4 - shop
    paint = np.array(_SHOPS, np.float32)[(shop.astype(np.int32) * 3 + house + variant) % len(_SHOPS)]
    board = (height > 2.55) & (height < 3.3) & (u > 0.05) & (u < 0.95)
    colour[board] = paint[board]
    strokes = board & (np.abs(height - 2.92) < 0.16) & (np.sin(z * 21) > 0.1) & (u > 0.25) & (u < 0.75)
    colour[strokes] = 232
    door = (height < 2.4) & (u > 0.1) & (u < 0.9)
    glass = np.array((74, 84, 92), np.float32) + 46 * np.clip(height / 2.4, 0, 1)[..., None]
    colour[door] = glass[door]
    post = (height < 2.4) & ((np.abs(u - 0.5) < 0.02) | (np.abs(u - 0.1) < 0.015) | (np.abs(u - 0.9) < 0.015))
    colour[post] = 196
