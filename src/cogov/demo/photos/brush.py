"""Painting on a picture: smooth edges, soft shadows, grain."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from cogov.demo.photos.camera import HEIGHT, WIDTH, Pixel, ground, noise

Colour = tuple[int, int, int]
# Shapes are drawn this many times larger and reduced: smooth edges.
FINER = 2
# Less blur than this, in pixels, is not seen after reducing.
SEEN = 1.0


class Layer:
    """A transparent sheet over a part of the picture, in pixels of the full picture."""

    def __init__(self, box: tuple[float, float, float, float]) -> None:
        left, top, right, bottom = box
        self._at = (int(max(-40, left)), int(max(-40, top)))
        width = int(min(WIDTH + 40, right)) - self._at[0]
        height = int(min(HEIGHT + 40, bottom)) - self._at[1]
        self._sheet = Image.new("RGBA", (max(2, width) * FINER, max(2, height) * FINER))
        self._draw = ImageDraw.Draw(self._sheet)

    def poly(self, points: Sequence[Pixel], colour: Colour, opacity: int = 255) -> None:
        self._draw.polygon([self._move(p) for p in points], fill=(*colour, opacity))

    def line(self, points: Sequence[Pixel], colour: Colour, width: float, opacity: int = 255) -> None:
        thick = max(1, round(width * FINER))
        self._draw.line([self._move(p) for p in points], fill=(*colour, opacity), width=thick, joint="curve")

    def oval(self, centre: Pixel, rx: float, ry: float, colour: Colour, opacity: int = 255) -> None:
        x, y = self._move(centre)
        rx, ry = rx * FINER, ry * FINER
        self._draw.ellipse((x - rx, y - ry, x + rx, y + ry), fill=(*colour, opacity))

    def lay(self, picture: Image.Image, blur: float = 0.0) -> None:
        """Put the sheet on the picture."""
        small = self._sheet.reduce(FINER)
        if blur >= SEEN:
            small = small.filter(ImageFilter.GaussianBlur(blur))
        picture.paste(small, self._at, small)

    def _move(self, point: Pixel) -> Pixel:
        return (point[0] - self._at[0]) * FINER, (point[1] - self._at[1]) * FINER


def whole() -> Layer:
    """A sheet over the whole picture; slow, for large things only."""
    return Layer((0, 0, WIDTH, HEIGHT))


def around(x: float, z: float, half: float, tall: float) -> Layer:
    """A sheet around something on the ground, sizes in metres."""
    left, bottom = ground(x - half, z)
    right, top = ground(x + half, z, tall)
    margin = 0.25 * (right - left) + 14
    return Layer((left - margin, top - margin, right + margin, bottom + margin))


def shade(colour: Colour, share: float) -> Colour:
    """The colour darker (below 1) or lighter (above)."""
    red, green, blue = (min(255, int(c * share)) for c in colour)
    return red, green, blue


def shadow(picture: Image.Image, x: float, z: float, half: float, deep: float, strength: float = 0.45) -> None:
    """A soft dark oval on the ground, in metres."""
    cx, cy = ground(x, z)
    rx = ground(x + half, z)[0] - cx
    ry = abs(ground(x, max(0.5, z - deep))[1] - cy)
    _stain(picture, cx, cy, rx, max(3.0, ry), (24, 24, 28), strength)


def stain(picture: Image.Image, x: float, z: float, half: float, deep: float, colour: Colour, strength: float) -> None:
    """A soft patch of colour on the ground, in metres."""
    cx, cy = ground(x, z)
    rx = ground(x + half, z)[0] - cx
    ry = abs(ground(x, max(0.5, z - deep))[1] - cy)
    _stain(picture, cx, cy, rx, max(3.0, ry), colour, strength)


def glow(picture: Image.Image, centre: Pixel, radius: float, colour: Colour, strength: float) -> None:
    """Light round a lamp, added to what is there."""
    size = max(8, int(radius * 2))
    light = _ball(255).resize((size, size))
    sheet = Image.new("RGB", (size, size), tuple(int(c * strength) for c in colour))
    at = (int(centre[0] - radius), int(centre[1] - radius))
    box = (max(0, at[0]), max(0, at[1]), min(WIDTH, at[0] + size), min(HEIGHT, at[1] + size))
    if box[2] <= box[0] or box[3] <= box[1]:
        return
    inner = (box[0] - at[0], box[1] - at[1], box[2] - at[0], box[3] - at[1])
    lit = ImageChops.multiply(sheet, Image.merge("RGB", [light] * 3)).crop(inner)
    picture.paste(ImageChops.screen(picture.crop(box), lit), box[:2])


def ragged(draw: random.Random, x: float, z: float, half: float, deep: float, corners: int = 15) -> list[Pixel]:
    """An irregular patch on the ground as pixels, in metres."""
    points = []
    for i in range(corners):
        turn = 2 * np.pi * i / corners
        reach = 0.72 + 0.4 * draw.random()
        points.append(ground(x + half * reach * float(np.cos(turn)), z + deep * reach * float(np.sin(turn))))
    return points


def develop(picture: Image.Image, number: int) -> Image.Image:
    """Grain and darker corners, as a telephone's picture has them."""
    return ImageChops.add(picture, _grain(number % 3), 1, -128)


def darken(picture: Image.Image, colour: Colour = (58, 66, 98)) -> Image.Image:
    """The same scene at night."""
    return ImageChops.multiply(picture, Image.new("RGB", picture.size, colour))


@cache
def _ball(size: int) -> Image.Image:
    at = np.linspace(-1, 1, size)
    gap = np.hypot(*np.meshgrid(at, at))
    return Image.fromarray((np.clip(1 - gap, 0, 1) ** 1.7 * 255).astype(np.uint8))


@cache
def _grain(number: int) -> Image.Image:
    rng = np.random.default_rng([number, 77])
    fine = rng.normal(0, 4.2, (HEIGHT, WIDTH)).astype(np.float32)
    soft = np.tile(noise(40 + number, 6), (2, 2))[:HEIGHT, :WIDTH] * 1.6
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j].astype(np.float32)
    corners = np.clip((x**2 + y**2) - 0.75, 0, 2) ** 1.3 * 30
    plain = np.clip(128 + fine + soft - corners, 0, 255).astype(np.uint8)
    return Image.merge("RGB", [Image.fromarray(plain)] * 3)


def _stain(picture: Image.Image, cx: float, cy: float, rx: float, ry: float, colour: Colour, strength: float) -> None:
    size = (max(4, int(rx * 2)), max(4, int(ry * 2)))
    mask = _ball(128).resize(size).point(lambda v: int(min(255, v * 1.5) * strength))
    picture.paste(colour, (int(cx - rx), int(cy - ry)), mask)
