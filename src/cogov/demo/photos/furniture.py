"""What stands in the street or is left there, broken or in order; sizes in metres."""

from __future__ import annotations

import math
import random

from PIL import Image

from cogov.demo.photos import trees
from cogov.demo.photos.brush import Colour, Layer, around, glow, ragged, shade, shadow, stain, whole
from cogov.demo.photos.camera import HEIGHT, WIDTH, Pixel, ground
from cogov.demo.photos.things import flat, scatter_leaves, upright

Picture = Image.Image
Draw = random.Random


def lamp(picture: Picture, _draw: Draw, after: bool) -> None:
    """By night: dark, or shining."""
    for x, z, on in ((1.9, 30, True), (1.9, 18, after), (1.95, 9.0, after)):
        layer = around(x, z, 2.2, 7.6)
        layer.poly(
            [ground(x - 0.09, z), ground(x + 0.09, z), ground(x + 0.05, z, 7.0), ground(x - 0.05, z, 7.0)], (88, 92, 98)
        )
        layer.line([ground(x, z, 6.9), ground(x - 0.5, z, 7.25), ground(x - 1.5, z, 7.3)], (88, 92, 98), 900 / z / 14)
        head = ground(x - 1.6, z, 7.24)
        layer.oval(head, 0.3 * 820 / z, 0.1 * 820 / z, (255, 240, 200) if on else (60, 62, 66))
        layer.lay(picture, 0.5)
        if on:
            glow(picture, head, 3.2 * 820 / z, (255, 214, 140), 0.95)
            foot = ground(x - 1.4, z)
            glow(picture, foot, 5.5 * 820 / z, (255, 196, 116), 0.42)
    if not after:
        stain(picture, -0.5, 6, 5, 2.0, (8, 10, 18), 0.35)


def rubbish(picture: Picture, draw: Draw, after: bool) -> None:
    x, z = 0.7, 5.0
    if after:
        stain(picture, x, z, 1.4, 0.7, (110, 108, 104), 0.3)
        return
    shadow(picture, x, z, 1.7, 0.9, 0.6)
    layer = around(x, z, 1.9, 1.2)
    bags: tuple[Colour, ...] = (
        (34, 36, 40),
        (44, 46, 50),
        (216, 214, 206),
        (196, 60, 52),
        (52, 98, 150),
        (232, 224, 200),
    )
    for _ in range(34):
        px, pz = draw.gauss(x, 0.62), draw.gauss(z, 0.34)
        size, tall = draw.uniform(22, 52), max(0.0, draw.gauss(0.24, 0.2))
        colour = bags[int(draw.random() ** 1.6 * len(bags))]
        centre = ground(px, pz, tall)
        layer.oval(centre, size, size * 0.74, colour)
        pale = shade(colour, 1.3)
        layer.oval((centre[0] - size * 0.25, centre[1] - size * 0.3), size * 0.34, size * 0.16, pale, 120)
        layer.line([(centre[0], centre[1] - size * 0.7), (centre[0] + 5, centre[1] - size * 0.95)], colour, 5)
    for _ in range(3):
        px = draw.gauss(x, 0.6)
        layer.poly(upright(px, px + 0.42, z - 0.45, 0, 0.3), (178, 142, 98))
        layer.poly(
            [
                ground(px, z - 0.45, 0.3),
                ground(px + 0.42, z - 0.45, 0.3),
                ground(px + 0.46, z - 0.15, 0.32),
                ground(px + 0.05, z - 0.15, 0.32),
            ],
            (204, 168, 122),
        )
    layer.lay(picture, 0.8)
    litter(picture, draw, x, z)


def litter(picture: Picture, draw: Draw, x: float, z: float) -> None:
    layer = around(x, z, 2.8, 0.6)
    for _ in range(40):
        px, pz = draw.gauss(x, 1.3), max(3.1, draw.gauss(z, 0.6))
        tint: Colour = (236, 234, 228) if draw.random() < 0.6 else (206, 84, 70)
        layer.poly(ragged(draw, px, pz, 0.07, 0.05, 5), tint, 235)
    layer.lay(picture, 0.6)


def bulky(picture: Picture, draw: Draw, after: bool) -> None:
    x, z = 0.6, 5.2
    if after:
        return
    shadow(picture, x, z, 1.5, 0.8, 0.6)
    layer = around(x, z, 1.7, 1.6)
    cloth, dark, light = (148, 96, 78), (104, 64, 52), (172, 118, 98)
    layer.poly(upright(x - 1.05, x + 1.05, z, 0.3, 0.95), cloth)
    layer.poly(upright(x - 1.05, x + 1.05, z, 0.86, 0.96), light)
    layer.poly(
        [
            ground(x - 0.95, z, 0.42),
            ground(x + 0.95, z, 0.42),
            ground(x + 0.98, z - 0.55, 0.4),
            ground(x - 0.98, z - 0.55, 0.4),
        ],
        light,
    )
    layer.poly(upright(x - 0.98, x + 0.98, z - 0.55, 0.08, 0.4), dark)
    for side in (-1, 1):
        layer.poly(
            [
                ground(x + side * 0.92, z - 0.6, 0.08),
                ground(x + side * 1.16, z - 0.6, 0.08),
                ground(x + side * 1.16, z - 0.6, 0.6),
                ground(x + side * 0.92, z - 0.6, 0.6),
            ],
            cloth,
        )
    layer.poly(ragged(draw, x + 0.3, z - 0.2, 0.2, 0.14, 9), (216, 204, 180))
    layer.poly(
        [
            ground(x + 1.2, z + 0.3),
            ground(x + 1.5, z + 0.2),
            ground(x + 1.95, z + 0.5, 1.7),
            ground(x + 1.6, z + 0.5, 1.75),
        ],
        (222, 216, 204),
    )
    layer.lay(picture, 0.7)
    litter(picture, draw, x, z - 0.4)


def bin_(picture: Picture, draw: Draw, after: bool) -> None:
    for number, (x, body) in enumerate(((0.15, (66, 112, 84)), (0.95, (72, 96, 138)))):
        z = 5.4
        shadow(picture, x, z, 0.5, 0.3, 0.6)
        layer = around(x, z, 0.7, 1.4)
        dark = shade(body, 0.75)
        layer.poly(
            [ground(x - 0.27, z), ground(x + 0.27, z), ground(x + 0.34, z, 0.95), ground(x - 0.34, z, 0.95)], body
        )
        layer.poly(
            [ground(x + 0.1, z), ground(x + 0.27, z), ground(x + 0.34, z, 0.95), ground(x + 0.16, z, 0.95)], dark
        )
        layer.oval(ground(x - 0.02, z, 0.55), 17, 17, (226, 230, 226))
        if after:
            layer.poly(upright(x - 0.37, x + 0.37, z, 0.95, 1.04), dark)
        else:
            for _ in range(16):
                tint: Colour = (40, 42, 44) if draw.random() < 0.5 else (228, 224, 214)
                layer.oval(ground(x + draw.gauss(0, 0.18), z, 0.98 + abs(draw.gauss(0, 0.14))), 19, 14, tint)
            if number:
                layer.poly(
                    [
                        ground(x + 0.3, z, 0.95),
                        ground(x + 0.4, z, 0.92),
                        ground(x + 0.62, z, 0.5),
                        ground(x + 0.52, z, 0.48),
                    ],
                    dark,
                )
        layer.lay(picture, 0.6)
    if not after:
        litter(picture, draw, 0.5, 4.9)
        stain(picture, 0.5, 4.6, 1.2, 0.5, (70, 62, 52), 0.4)


def bench(picture: Picture, _draw: Draw, after: bool) -> None:
    x, z = 0.75, 5.4
    shadow(picture, x, z - 0.1, 1.2, 0.4, 0.5)
    layer = around(x, z, 1.4, 1.2)
    wood: Colour = (164, 118, 74) if after else (142, 104, 70)
    for side in (-0.85, 0.85):
        layer.line(
            [ground(x + side, z - 0.45), ground(x + side, z - 0.4, 0.44), ground(x + side, z + 0.1, 0.44)],
            (66, 68, 70),
            9,
        )
        layer.line([ground(x + side, z + 0.1), ground(x + side, z + 0.16, 0.95)], (66, 68, 70), 9)
    for k in range(4):
        near, far = z - 0.46 + k * 0.15, z - 0.34 + k * 0.15
        if not after and k == 2:
            layer.poly(
                [
                    ground(x - 1.0, near, 0.46),
                    ground(x - 0.2, near, 0.45),
                    ground(x - 0.1, far, 0.2),
                    ground(x - 1.0, far, 0.46),
                ],
                wood,
            )
            continue
        layer.poly(
            [
                ground(x - 1.0, near, 0.46),
                ground(x + 1.0, near, 0.46),
                ground(x + 1.0, far, 0.46),
                ground(x - 1.0, far, 0.46),
            ],
            wood,
        )
    for k in range(3):
        low = 0.58 + k * 0.14
        if not after and k == 1:
            layer.poly(
                [
                    ground(x - 1.0, z + 0.13, low),
                    ground(x - 0.3, z + 0.13, low),
                    ground(x - 0.36, z + 0.13, low + 0.1),
                    ground(x - 1.0, z + 0.13, low + 0.1),
                ],
                wood,
            )
            layer.poly(
                [
                    ground(x + 0.1, z - 0.9),
                    ground(x + 0.95, z - 0.6),
                    ground(x + 0.93, z - 0.5),
                    ground(x + 0.06, z - 0.8),
                ],
                (150, 110, 74),
            )
            continue
        layer.poly(upright(x - 1.0, x + 1.0, z + 0.13, low, low + 0.1), wood)
    layer.lay(picture, 0.6)


def traffic_light(picture: Picture, _draw: Draw, after: bool) -> None:
    x, z = 1.75, 7.4
    layer = around(x, z, 1.6, 4.4)
    lean = 0.0 if after else 0.28
    layer.poly(
        [ground(x - 0.07, z), ground(x + 0.07, z), ground(x + 0.05 + lean, z, 3.9), ground(x - 0.05 + lean, z, 3.9)],
        (120, 124, 128),
    )
    top = x + lean
    layer.poly(upright(top - 0.24, top + 0.24, z, 2.72, 3.95), (30, 32, 34))
    on: tuple[Colour, ...] = (
        ((70, 28, 26), (72, 62, 24), (64, 230, 130)) if after else ((52, 32, 31), (54, 48, 32), (30, 50, 38))
    )
    for k, colour in enumerate(on):
        layer.oval(ground(top, z, 3.72 - k * 0.39), 0.15 * 820 / z, 0.15 * 820 / z, colour)
    layer.lay(picture, 0.5)
    if after:
        glow(picture, ground(top, z, 2.94), 70, (70, 255, 150), 0.8)


def sign(picture: Picture, _draw: Draw, after: bool) -> None:
    x, z = 1.8, 5.6
    shadow(picture, x, z, 0.5, 0.25, 0.4)
    layer = around(x, z, 2.0, 3.2)
    if after:
        layer.poly(
            [ground(x - 0.04, z), ground(x + 0.04, z), ground(x + 0.04, z, 2.6), ground(x - 0.04, z, 2.6)],
            (150, 154, 156),
        )
        _no_parking(layer, ground(x, z, 2.35), 0.34 * 820 / z, 1.0)
    else:
        layer.line([ground(x, z), ground(x - 0.12, z, 0.5), ground(x - 1.7, z - 0.2, 0.85)], (150, 154, 156), 10)
        _no_parking(layer, ground(x - 1.85, z - 0.25, 0.82), 0.34 * 820 / z, 0.5)
    layer.lay(picture, 0.6)


def _no_parking(layer: Layer, centre: Pixel, size: float, squeeze: float) -> None:
    layer.oval(centre, size, size * squeeze, (206, 46, 46))
    layer.oval(centre, size * 0.8, size * 0.8 * squeeze, (44, 84, 168))
    arm = size * 0.6
    for side in (-1, 1):
        layer.line(
            [(centre[0] - arm, centre[1] - side * arm * squeeze), (centre[0] + arm, centre[1] + side * arm * squeeze)],
            (206, 46, 46),
            size * 0.17,
        )


def cable(picture: Picture, draw: Draw, after: bool) -> None:
    layer = Layer((0, 0, WIDTH, 640))
    for x, z in ((2.0, 7.0), (2.0, 17.0), (-4.6, 12.0)):
        layer.poly(
            [ground(x - 0.12, z), ground(x + 0.12, z), ground(x + 0.09, z, 7.4), ground(x - 0.09, z, 7.4)],
            (132, 128, 122),
        )
        layer.line([ground(x - 0.7, z, 6.9), ground(x + 0.7, z, 6.9)], (110, 106, 100), 900 / z / 12)
    count, sag = (4, 0.5) if after else (9, 1.2)
    for k in range(count):
        drop = sag + (0 if after else draw.random())
        _wire(layer, (2.0 + 0.15 * k - 0.5, 7.0), (2.0 + 0.15 * k - 0.5, 17.0), drop)
        _wire(layer, (2.0, 7.0), (-4.6, 12.0), drop * 0.8)
    if not after:
        points = [
            ground(2.0 - 1.3 * t, 7.0 - 1.8 * t, 6.6 - 7.6 * t + 2.4 * t * t) for t in [k / 14 for k in range(15)]
        ]
        layer.line(points, (24, 24, 26), 7)
        layer.line([ground(0.7, 5.2, 1.35), ground(0.5, 5.0, 0.9), ground(0.65, 5.0, 0.62)], (24, 24, 26), 7)
        for _ in range(3):
            layer.oval(ground(2.0 + draw.gauss(0, 0.1), 7.0, 6.0 + draw.gauss(0, 0.15)), 26, 22, (30, 30, 32), 200)
    layer.lay(picture, 0.5)


def _wire(layer: Layer, start: tuple[float, float], end: tuple[float, float], sag: float) -> None:
    points = []
    for k in range(13):
        t = k / 12
        x, z = start[0] + (end[0] - start[0]) * t, start[1] + (end[1] - start[1]) * t
        points.append(ground(x, z, 6.9 - 4 * sag * t * (1 - t)))
    layer.line(points, (44, 44, 48), 2.2)


def works(picture: Picture, draw: Draw, after: bool) -> None:
    if after:
        layer = around(-0.6, 5, 2.2, 0.3)
        layer.poly(flat(-1.5, 4.2, 0.6, 6.2), (84, 84, 86))
        layer.lay(picture, 2)
        return
    layer = Layer((0, 120, WIDTH, HEIGHT))
    layer.poly(ragged(draw, 0.1, 4.2, 0.9, 0.5, 15), (96, 76, 56))
    layer.poly(ragged(draw, 0.15, 4.25, 0.6, 0.28, 13), (52, 42, 34))
    for k in range(9):
        x0 = -4.6 + k * 0.95
        z = 6.6 + 0.2 * (k % 2)
        blue = 118 + int(draw.random() * 18)
        layer.poly(upright(x0, x0 + 0.93, z, 0.05, 2.1), (62, blue, blue + 44))
        layer.poly(upright(x0, x0 + 0.93, z, 0.05, 0.4), (236, 198, 60) if k % 2 else (44, 44, 46))
        layer.line([ground(x0, z, 0), ground(x0, z, 2.15)], (214, 218, 220), 4)
    for x, z in ((-0.9, 3.7), (1.3, 3.9), (0.4, 5.0)):
        layer.poly(
            [ground(x - 0.2, z), ground(x + 0.2, z), ground(x + 0.035, z, 0.7), ground(x - 0.035, z, 0.7)],
            (228, 92, 44),
        )
        layer.poly(
            [
                ground(x - 0.125, z, 0.28),
                ground(x + 0.125, z, 0.28),
                ground(x + 0.09, z, 0.46),
                ground(x - 0.09, z, 0.46),
            ],
            (240, 238, 232),
        )
    layer.lay(picture, 0.7)


def fallen_tree(picture: Picture, draw: Draw, after: bool) -> None:
    if after:
        layer = around(1.8, 5.6, 0.6, 0.5)
        layer.poly(upright(1.62, 2.0, 5.6, 0, 0.22), (110, 88, 66))
        layer.oval(ground(1.81, 5.6, 0.22), 28, 9, (196, 164, 120))
        layer.lay(picture, 0.5)
        scatter_leaves(picture, draw, 0.4, 5.0, 0.6, 22)
        return
    shadow(picture, -0.8, 6.2, 4.0, 1.0, 0.55)
    layer = whole()
    layer.line([ground(2.1, 5.8, 0.25), ground(0.6, 6.1, 0.42), ground(-1.6, 6.6, 0.65)], (98, 80, 62), 52)
    layer.line([ground(2.1, 5.8, 0.34), ground(0.6, 6.1, 0.5), ground(-1.6, 6.6, 0.72)], (126, 106, 84), 14)
    layer.poly(ragged(draw, 2.3, 5.7, 0.5, 0.4, 13), (92, 70, 50))
    for _ in range(16):
        layer.line(
            [ground(2.15, 5.75, 0.3), ground(2.5 + 0.4 * draw.random(), 5.6, draw.uniform(0, 1.1))], (84, 66, 50), 5
        )
    layer.lay(picture, 0.8)
    crown = trees._crown(1, True)
    for cx, cz, size in ((-1.7, 6.8, 330), (-2.7, 7.0, 360), (-1.2, 6.2, 250)):
        sprite = crown.resize((size, int(size * 0.62)))
        px, py = ground(cx, cz, 0.7)
        picture.paste(sprite, (int(px - size / 2), int(py - size * 0.3)), sprite)
    scatter_leaves(picture, draw, -0.6, 5.0, 0.9, 120)


def dead_tree(picture: Picture, draw: Draw, after: bool) -> None:
    if after:
        trees.tree(picture, 0.9, 7.5, 3.4, 2)
        layer = around(0.9, 7.5, 0.9, 1.8)
        for side in (-0.5, 0.5):
            layer.line([ground(0.9 + side, 7.5), ground(0.9 + side * 0.15, 7.5, 1.5)], (168, 140, 102), 6)
        layer.lay(picture, 0.4)
        return
    layer = Layer((300, 0, 960, 640))
    _bough(layer, draw, (0.9, 0.0), 1.57 - 0.16, 1.5, 0.17, 8.5, 6)
    layer.lay(picture, 0.5)
    scatter_leaves(picture, draw, 0.9, 6.8, 0.7, 60)


def _bough(
    layer: Layer, draw: Draw, foot: tuple[float, float], angle: float, long: float, thick: float, z: float, depth: int
) -> None:
    end = (foot[0] + math.cos(angle) * long, foot[1] + math.sin(angle) * long)
    tone = 92 + int(draw.random() * 22)
    layer.line(
        [ground(foot[0], z, foot[1]), ground(end[0], z, end[1])],
        (tone, tone - 12, tone - 26),
        max(1.2, thick * 820 / z),
    )
    if depth > 0:
        for turn in (draw.uniform(0.25, 0.6), -draw.uniform(0.25, 0.6)):
            _bough(layer, draw, end, angle + turn, long * draw.uniform(0.62, 0.8), thick * 0.6, z, depth - 1)


def power_box(picture: Picture, draw: Draw, after: bool) -> None:
    x, z = 0.9, 5.6
    shadow(picture, x, z, 0.9, 0.4, 0.55)
    layer = around(x, z, 1.5, 1.9)
    layer.poly(upright(x - 0.6, x + 0.6, z, 0.08, 1.5), (120, 138, 126))
    layer.poly(upright(x - 0.64, x + 0.64, z, 1.48, 1.56), (146, 162, 150))
    layer.poly(upright(x - 0.64, x + 0.64, z, 0, 0.1), (146, 144, 138))
    if after:
        layer.line([ground(x, z, 0.12), ground(x, z, 1.46)], (88, 104, 94), 3)
        layer.poly([ground(x - 0.34, z, 0.92), ground(x - 0.16, z, 0.92), ground(x - 0.25, z, 1.1)], (236, 196, 52))
        layer.oval(ground(x + 0.07, z, 0.8), 6, 12, (70, 80, 74))
    else:
        layer.poly(upright(x - 0.54, x + 0.54, z, 0.16, 1.42), (36, 38, 40))
        for k in range(14):
            tint: Colour = ((200, 62, 54), (62, 96, 176), (222, 190, 64), (150, 152, 154))[k % 4]
            start, end = x - 0.45 + 0.07 * k, x - 0.45 + 0.9 * draw.random()
            layer.line(
                [ground(start, z, 1.3), ground(start, z, 0.9), ground(end, z, 0.6), ground(end, z, 0.22)], tint, 3
            )
        layer.poly(
            [
                ground(x + 0.6, z, 0.08),
                ground(x + 1.05, z - 0.8, 0.08),
                ground(x + 1.05, z - 0.8, 1.5),
                ground(x + 0.6, z, 1.5),
            ],
            (132, 150, 138),
        )
    layer.lay(picture, 0.6)


def billboard(picture: Picture, _draw: Draw, after: bool) -> None:
    layer = Layer((480, 0, WIDTH, 480))
    wall = 4.6

    def at(z: float, height: float, lean: float = 0.0) -> Pixel:
        return ground(wall - 0.5 - lean, z, height)

    layer.poly([at(6.2, 2.6), at(11.5, 2.6), at(11.5, 3.9), at(6.2, 3.9)], (66, 70, 76))
    if after:
        layer.poly([at(6.3, 2.68), at(11.4, 2.68), at(11.4, 3.82), at(6.3, 3.82)], (184, 66, 54))
        for k in range(4):
            layer.poly(
                [at(6.8 + k * 1.1, 2.95), at(7.5 + k * 1.1, 2.95), at(7.5 + k * 1.1, 3.55), at(6.8 + k * 1.1, 3.55)],
                (244, 232, 206),
            )
    else:
        layer.poly([at(6.3, 1.7, 0.5), at(9.3, 2.5, 0.2), at(9.3, 3.6, 0.1), at(6.3, 2.9, 0.4)], (184, 66, 54))
        layer.poly([at(9.5, 2.68), at(11.4, 2.68), at(11.4, 3.82), at(9.5, 3.82)], (170, 62, 52))
        layer.line([at(6.4, 3.9), at(6.5, 2.9, 0.4)], (36, 36, 38), 4)
        layer.line([at(7.6, 3.9), at(7.9, 3.2, 0.2)], (36, 36, 38), 3)
        for k in range(2):
            layer.poly(
                [
                    at(6.7 + k * 1.2, 2.2 + 0.3 * k, 0.42),
                    at(7.3 + k * 1.2, 2.35 + 0.3 * k, 0.36),
                    at(7.3 + k * 1.2, 2.85 + 0.3 * k, 0.36),
                    at(6.7 + k * 1.2, 2.7 + 0.3 * k, 0.42),
                ],
                (244, 232, 206),
            )
    layer.lay(picture, 0.6)
