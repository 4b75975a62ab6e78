"""Cars, bikes and stalls in the way; sizes in metres."""

from __future__ import annotations

import math
import random

from PIL import Image

from cogov.demo.photos.brush import Colour, around, shadow, stain
from cogov.demo.photos.camera import Pixel, ground
from cogov.demo.photos.furniture import litter
from cogov.demo.photos.things import car, scatter_leaves, upright

Picture = Image.Image
Draw = random.Random


def parking(picture: Picture, _draw: Draw, after: bool) -> None:
    if after:
        for z in (14.0, 9.5, 6.4, 4.6):
            layer = around(-0.4, z, 0.5, 1.0)
            layer.poly(upright(-0.5, -0.36, z, 0, 0.85), (206, 206, 200))
            layer.poly(upright(-0.5, -0.36, z, 0.55, 0.7), (214, 66, 54))
            layer.lay(picture, 0.5)
        return
    for x, z, paint in ((2.9, 15.0, (164, 166, 170)), (2.2, 10.2, (58, 66, 92)), (0.5, 6.3, (214, 214, 210))):
        car(picture, x, z, paint)


def abandoned(picture: Picture, draw: Draw, after: bool) -> None:
    if after:
        stain(picture, 0.6, 5.6, 1.6, 0.5, (84, 80, 74), 0.35)
        return
    car(picture, 0.6, 5.6, (134, 122, 108), dusty=True)
    stain(picture, 0.6, 5.0, 1.3, 0.2, (120, 110, 92), 0.6)
    scatter_leaves(picture, draw, 0.6, 4.9, 0.6, 120)


def bikes(picture: Picture, draw: Draw, after: bool) -> None:
    rows = [(z, lean) for z in (15.0, 12.6, 10.4, 8.6, 7.2, 6.0, 5.0) for lean in (0.0,)]
    for number, (z, _) in enumerate(rows):
        x = 1.5 if after else 0.6 + draw.gauss(0, 0.5)
        tilt = 0.12 if after else draw.uniform(-1.0, 1.0) if number % 2 else 0.9
        _bike(picture, x, z, tilt, (60, 130, 196) if number % 3 else (232, 190, 56))
    if not after:
        for _ in range(4):
            _bike(picture, draw.uniform(-0.6, 1.8), draw.uniform(4.2, 7.5), draw.uniform(-1.05, 1.05), (232, 190, 56))


def _bike(picture: Picture, x: float, z: float, tilt: float, paint: Colour) -> None:
    shadow(picture, x, z, 0.8, 0.25, 0.4)
    layer = around(x, z, 1.1, 1.3)
    up, over = math.cos(tilt), math.sin(tilt)

    def p(along: float, high: float) -> Pixel:
        return ground(x + along, z - over * high * 0.9, max(0.0, high * up))

    for wheel in (-0.5, 0.5):
        rim = [p(wheel + 0.32 * math.cos(t), 0.33 + 0.32 * math.sin(t)) for t in [k * math.pi / 10 for k in range(21)]]
        layer.line(rim, (40, 42, 44), 820 / z / 22)
        layer.line([p(wheel, 0.04), p(wheel, 0.62)], (150, 152, 154), 1.5)
    thick = 820 / z / 18
    layer.line([p(-0.5, 0.33), p(-0.15, 0.3), p(0.35, 0.72), p(0.5, 0.33)], paint, thick)
    layer.line([p(-0.15, 0.3), p(-0.25, 0.8)], paint, thick)
    layer.line([p(0.35, 0.72), p(0.3, 1.02), p(0.42, 1.05)], (54, 56, 58), thick * 0.8)
    layer.line([p(-0.36, 0.82), p(-0.14, 0.84)], (36, 36, 38), thick * 1.5)
    layer.poly([p(0.4, 0.72), p(0.72, 0.72), p(0.68, 0.95), p(0.42, 0.95)], (70, 72, 74), 200)
    layer.lay(picture, 0.5)


def vendors(picture: Picture, draw: Draw, after: bool) -> None:
    if after:
        stain(picture, 0.4, 5.4, 1.6, 0.6, (118, 112, 104), 0.3)
        return
    for x, z, cover in ((1.6, 11.0, (190, 70, 58)), (0.5, 6.4, (62, 116, 168))):
        shadow(picture, x, z, 1.7, 0.6, 0.55)
        layer = around(x, z, 1.8, 2.9)
        layer.poly(upright(x - 1.1, x + 1.1, z, 0.1, 0.78), (176, 176, 172))
        layer.poly(
            [
                ground(x - 1.15, z, 0.8),
                ground(x + 1.15, z, 0.8),
                ground(x + 1.1, z + 0.7, 0.82),
                ground(x - 1.1, z + 0.7, 0.82),
            ],
            (206, 198, 184),
        )
        fruit: tuple[Colour, ...] = ((210, 86, 52), (228, 178, 58), (112, 152, 62), (172, 52, 62))
        for k in range(90):
            layer.oval(
                ground(x + draw.uniform(-1.0, 1.0), z + 0.3, 0.88 + 0.16 * draw.random()),
                560 / z / 8,
                560 / z / 9,
                fruit[k % 4],
            )
        for side in (-1.2, 1.2):
            layer.line([ground(x + side, z + 0.2), ground(x + side, z + 0.2, 2.3)], (140, 144, 146), 800 / z / 24)
        for k in range(6):
            x0 = x - 1.6 + k * 0.54
            tint: Colour = cover if k % 2 else (236, 234, 228)
            layer.poly(
                [
                    ground(x0, z - 0.4, 2.15),
                    ground(x0 + 0.54, z - 0.4, 2.15),
                    ground(x + (x0 + 0.54 - x) * 0.55, z + 0.5, 2.75),
                    ground(x + (x0 - x) * 0.55, z + 0.5, 2.75),
                ],
                tint,
            )
        layer.lay(picture, 0.7)
    litter(picture, draw, 0.4, 5.2)
