"""What is wrong in the ground and on walls, and how it looks when it is right again; sizes in metres."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

from PIL import Image, ImageFilter

from cogov.demo.photos.brush import Colour, Layer, around, ragged, shade, shadow, stain, whole
from cogov.demo.photos.camera import HEIGHT, WIDTH, Pixel, ground, per_metre

Picture = Image.Image
Draw = random.Random
# Distance along a wall and height above the ground → pixel.
OnWall = Callable[[float, float], Pixel]
Cover = Callable[[Layer, Draw, OnWall], None]


def ring(x: float, z: float, radius: float, corners: int = 40) -> list[Pixel]:
    """A circle on the ground as pixels."""
    return ragged_circle(x, z, radius, radius, corners)


def ragged_circle(x: float, z: float, rx: float, rz: float, corners: int = 40) -> list[Pixel]:
    """An oval on the ground as pixels."""
    turn = 2 * math.pi / corners
    return [ground(x + rx * math.cos(i * turn), z + rz * math.sin(i * turn)) for i in range(corners)]


def flat(x0: float, z0: float, x1: float, z1: float) -> list[Pixel]:
    """A rectangle on the ground as pixels."""
    return [ground(x0, z0), ground(x1, z0), ground(x1, z1), ground(x0, z1)]


def upright(x0: float, x1: float, z: float, low: float, high: float) -> list[Pixel]:
    """A standing rectangle that faces the eye, as pixels."""
    return [ground(x0, z, low), ground(x1, z, low), ground(x1, z, high), ground(x0, z, high)]


def manhole(picture: Picture, draw: Draw, after: bool) -> None:
    x, z, r = -0.35, 4.3, 0.42
    layer = around(x, z, 1.1, 0.5)
    layer.poly(ring(x, z, r + 0.12), (128, 126, 122))
    layer.poly(ring(x, z, r + 0.03), (74, 72, 70))
    if after:
        layer.poly(ring(x, z, r), (104, 102, 98))
        for k in range(-4, 5):
            layer.line([ground(x - 0.36, z + k * 0.085), ground(x + 0.36, z + k * 0.085)], (82, 80, 77), 2.2)
            layer.line([ground(x + k * 0.085, z - 0.36), ground(x + k * 0.085, z + 0.36)], (84, 82, 79), 2.2)
        layer.poly(ring(x, z, 0.13, 20), (118, 116, 110))
    else:
        layer.poly(ring(x, z, r), (16, 15, 15))
        layer.poly(ring(x, z + 0.08, r - 0.07), (8, 8, 9))
        layer.poly(
            [
                ground(x - 0.4, z + 0.1),
                ground(x - 0.2, z + 0.36),
                ground(x - 0.22, z + 0.2),
                ground(x - 0.36, z + 0.02),
            ],
            (52, 49, 46),
        )
    layer.lay(picture, 0.6)
    if not after:
        _branch(picture, draw, (x + 0.05, z), (x + 0.25, z + 0.1), 1.25)


def pothole(picture: Picture, draw: Draw, after: bool) -> None:
    x, z = -1.1, 4.6
    layer = around(x, z, 1.6, 0.6)
    if after:
        layer.poly(flat(x - 1.0, z - 0.75, x + 1.0, z + 0.85), (70, 70, 72))
        layer.line([*flat(x - 1.0, z - 0.75, x + 1.0, z + 0.85), ground(x - 1.0, z - 0.75)], (52, 52, 54), 3)
        layer.lay(picture, 1.2)
        return
    layer.poly(ragged(draw, x, z, 1.0, 0.75, 19), (96, 93, 90))
    layer.poly(ragged(draw, x, z, 0.82, 0.6, 19), (62, 59, 56))
    layer.poly(ragged(draw, x + 0.05, z + 0.1, 0.6, 0.4, 15), (44, 42, 40))
    layer.poly(ragged(draw, x + 0.1, z - 0.02, 0.42, 0.22, 13), (118, 126, 134), 190)
    for _ in range(26):
        px, pz = draw.gauss(x, 0.9), draw.gauss(z, 0.6)
        layer.oval(ground(px, pz), 2 + draw.random() * 4, 1.5 + draw.random() * 2, (84, 82, 80))
    layer.lay(picture, 0.7)


def sidewalk(picture: Picture, draw: Draw, after: bool) -> None:
    x, z, size = 0.2, 4.4, 0.45
    layer = around(x, z, 1.9, 0.5)
    for i in range(-2, 3):
        for j in range(-1, 3):
            x0, z0 = x + i * size, z + j * size
            if after:
                shade = 150 + int(draw.random() * 14)
                layer.poly(
                    flat(x0 + 0.012, z0 + 0.012, x0 + size - 0.012, z0 + size - 0.012), (shade + 6, shade, shade - 6)
                )
            elif draw.random() < 0.75:
                layer.poly(flat(x0, z0, x0 + size, z0 + size), (116, 100, 82))
                if draw.random() < 0.7:
                    _loose_tile(layer, draw, x0, z0, size)
    layer.lay(picture, 0.6)
    if not after:
        stain(picture, x + 0.4, z + 0.3, 0.7, 0.4, (70, 62, 52), 0.5)


def _loose_tile(layer: Layer, draw: Draw, x: float, z: float, size: float) -> None:
    dx, dz, lift = draw.uniform(-0.1, 0.1), draw.uniform(-0.1, 0.1), draw.uniform(0.0, 0.12)
    corners = [
        (x + dx, z + dz, 0.0),
        (x + size * 0.92, z + dz, 0.0),
        (x + size * 0.95, z + size, lift),
        (x, z + size * 0.9, lift),
    ]
    shade = 142 + int(draw.random() * 26)
    layer.poly([ground(*c) for c in corners], (shade + 4, shade, shade - 4))
    layer.line([ground(*corners[3]), ground(*corners[2])], (96, 90, 84), 2)


def drain(picture: Picture, draw: Draw, after: bool) -> None:
    x, z = 1.12, 4.4
    layer = around(x, z, 1.4, 0.5)
    layer.poly(flat(x - 0.26, z - 0.4, x + 0.26, z + 0.4), (72, 70, 68))
    layer.poly(flat(x - 0.22, z - 0.36, x + 0.22, z + 0.36), (24, 24, 24))
    for k in range(9):
        at = z - 0.33 + k * 0.083
        layer.line([ground(x - 0.22, at), ground(x + 0.22, at)], (104, 101, 97), 3.4)
    layer.lay(picture, 0.5)
    if after:
        return
    stain(picture, x - 0.9, z + 0.2, 1.8, 0.85, (96, 104, 108), 0.85)
    stain(picture, x - 0.8, z + 0.1, 1.2, 0.5, (150, 162, 170), 0.6)
    scatter_leaves(picture, draw, x, z, 0.55, 150)


def leak(picture: Picture, draw: Draw, after: bool) -> None:
    x, z = -0.6, 5.2
    if after:
        layer = around(x, z, 1.3, 0.5)
        layer.poly(flat(x - 0.8, z - 0.5, x + 0.8, z + 0.6), (74, 74, 76))
        layer.lay(picture, 1.5)
        return
    stain(picture, x - 0.3, z - 0.7, 2.6, 1.7, (62, 64, 68), 0.7)
    stain(picture, x - 0.2, z - 0.8, 1.6, 0.9, (150, 166, 178), 0.6)
    layer = around(x, z, 1.2, 0.6)
    layer.line(
        [ground(x - 0.7, z + 0.1), ground(x - 0.2, z - 0.05), ground(x + 0.3, z + 0.08), ground(x + 0.8, z - 0.1)],
        (40, 40, 42),
        3,
    )
    for _ in range(60):
        layer.oval(
            ground(draw.gauss(x, 0.16), draw.gauss(z, 0.1), abs(draw.gauss(0, 0.06))),
            2 + draw.random() * 4,
            2,
            (214, 226, 234),
            170,
        )
    layer.lay(picture, 1.1)


def burst(picture: Picture, draw: Draw, after: bool) -> None:
    if after:
        leak(picture, draw, after=True)
        return
    x, z = -1.4, 7.0
    flood(picture, draw, after=False, depth=0.05, reach=12.0)
    layer = whole()
    for _ in range(240):
        tall = 3.6 * (0.35 + 0.65 * draw.random())
        lean = draw.gauss(0, 0.5)
        points = [ground(x + lean * t * (1 + 0.4 * t), z, tall * (1.9 * t - t * t)) for t in (0.0, 0.3, 0.6, 0.9, 1.15)]
        layer.line(points, (232, 240, 244), 1 + 2.2 * draw.random(), 105)
    for _ in range(160):
        layer.oval(
            ground(draw.gauss(x, 0.8), z, abs(draw.gauss(0, 0.35))),
            4 + draw.random() * 9,
            3 + draw.random() * 5,
            (236, 242, 245),
            70,
        )
    layer.lay(picture, 1.5)


def flood(picture: Picture, draw: Draw, after: bool, depth: float = 0.22, reach: float = 40.0) -> None:
    """Water over the ground: the upper picture turned over, dulled and rippled."""
    if after:
        stain(picture, -1.0, 6, 3.0, 1.4, (60, 62, 66), 0.35)
        return
    top = int(ground(0, reach)[1])
    strip = HEIGHT - top
    above = picture.crop((0, max(0, top - strip), WIDTH, top)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mirror = above.resize((WIDTH, strip)).filter(ImageFilter.BoxBlur(5))
    brown = Image.new("RGB", mirror.size, (118, 108, 92))
    water = Image.blend(mirror, brown, 0.52)
    layer = Layer((0, top, WIDTH, HEIGHT))
    for _ in range(150):
        z = 2.9 + (reach - 3) * draw.random() ** 2.2
        x = draw.uniform(-0.65, 0.65) * z
        half = draw.uniform(0.15, 0.6)
        layer.line([ground(x - half, z), ground(x, z - 0.03), ground(x + half, z)], (206, 210, 208), 1.6, 70)
    picture.paste(
        water, (0, top), Image.linear_gradient("L").resize((WIDTH, strip)).point(lambda v: 150 + v * 90 // 255)
    )
    layer.lay(picture, 0.8)
    if depth > 0.1:
        car(picture, -1.9, 9.5, (70, 92, 128), sunk=0.42)


def lawn(picture: Picture, draw: Draw, after: bool) -> None:
    x, z = 1.9, 5.2
    if after:
        stain(picture, x, z, 1.8, 1.1, (112, 150, 84), 0.55)
        layer = around(x, z, 2.2, 1.0)
        for k in range(-4, 5):
            layer.line([ground(x + k * 0.45, z + 1.1), ground(x + k * 0.45, z + 1.1, 0.32)], (150, 126, 90), 3)
        layer.line([ground(x - 1.8, z + 1.1, 0.28), ground(x + 1.8, z + 1.1, 0.28)], (214, 206, 190), 2)
        layer.lay(picture, 0.6)
        return
    layer = around(x, z, 2.6, 0.6)
    layer.poly(ragged(draw, x, z, 2.0, 1.2, 23), (152, 126, 92), 235)
    layer.poly(ragged(draw, x + 0.3, z + 0.2, 1.3, 0.7, 19), (170, 142, 104), 220)
    for _ in range(90):
        layer.oval(
            ground(draw.gauss(x, 1.0), draw.gauss(z, 0.6)),
            1.5 + draw.random() * 4,
            1 + draw.random() * 2,
            (120, 98, 70),
        )
    layer.lay(picture, 1.6)


def graffiti(picture: Picture, draw: Draw, after: bool) -> None:
    _on_wall(picture, draw, after, _scribble)


def small_ads(picture: Picture, draw: Draw, after: bool) -> None:
    _on_wall(picture, draw, after, _flyers)


def _on_wall(picture: Picture, draw: Draw, after: bool, cover: Cover) -> None:
    """A plain wall along the right-hand side, with something on it."""
    layer = Layer((470, 60, WIDTH, HEIGHT))
    wall = 2.4

    def at(z: float, height: float) -> Pixel:
        return ground(wall, z, height)

    layer.poly([at(3.2, 0), at(14, 0), at(14, 2.5), at(3.2, 2.5)], (206, 198, 184))
    layer.poly([at(3.2, 0), at(14, 0), at(14, 0.45), at(3.2, 0.45)], (152, 146, 138))
    layer.poly([at(3.2, 2.4), at(14, 2.4), at(14, 2.62), at(3.2, 2.62)], (170, 160, 148))
    if after:
        layer.poly([at(4.2, 0.6), at(9, 0.6), at(9, 2.1), at(4.2, 2.1)], (216, 210, 198), 170)
    else:
        cover(layer, draw, at)
    layer.lay(picture, 0.7)


def _scribble(layer: Layer, draw: Draw, at: OnWall) -> None:
    for colour, start, thick in (((44, 62, 120), 4.3, 13), ((176, 44, 60), 5.4, 10), ((34, 34, 38), 7.0, 8)):
        points = [at(start + k * 0.16, 1.25 + 0.42 * draw.uniform(-1, 1)) for k in range(12)]
        layer.line(points, colour, thick, 225)


def _flyers(layer: Layer, draw: Draw, at: OnWall) -> None:
    papers: tuple[Colour, ...] = ((236, 232, 220), (244, 222, 120), (240, 196, 196), (196, 216, 236), (228, 240, 214))
    for _ in range(46):
        z, h = draw.uniform(4.0, 11), draw.uniform(0.5, 2.1)
        wide, tall = draw.uniform(0.16, 0.34), draw.uniform(0.16, 0.3)
        paper = papers[int(draw.random() * len(papers))]
        corners = [at(z, h), at(z + wide, h + 0.02), at(z + wide, h + tall), at(z, h + tall)]
        layer.poly(corners, paper)
        for k in (0.3, 0.55, 0.8):
            layer.line([at(z + 0.03, h + tall * k), at(z + wide * 0.85, h + tall * k)], (96, 72, 72), 1.6)


def river(picture: Picture, draw: Draw, after: bool) -> None:
    if not after:
        layer = whole()
        for _ in range(210):
            z = draw.uniform(4.9, 11) if draw.random() < 0.7 else draw.uniform(11, 24)
            x = draw.gauss(-0.5, 0.32 * z)
            size = per_metre(z) * draw.uniform(0.05, 0.2)
            pick = draw.random()
            colour: Colour = (
                (96, 124, 66)
                if pick < 0.5
                else (226, 226, 220)
                if pick < 0.75
                else (178, 92, 70)
                if pick < 0.85
                else (92, 118, 150)
            )
            layer.oval(ground(x, z), size, size * 0.34, colour, 235)
        layer.lay(picture, 0.8)
    _railing(picture, 4.3, broken=False)


def railing(picture: Picture, _draw: Draw, after: bool) -> None:
    _railing(picture, 4.3, broken=not after)


def _railing(picture: Picture, z: float, *, broken: bool) -> None:
    layer = Layer((0, 150, WIDTH, HEIGHT))
    for k in range(-5, 6):
        x = k * 0.62
        if broken and k in (0, 1):
            continue
        layer.poly(upright(x - 0.035, x + 0.035, z, 0, 1.12), (188, 190, 190))
        layer.line([ground(x + 0.025, z, 0), ground(x + 0.025, z, 1.1)], (138, 142, 144), 3)
    for height in (1.08, 0.72, 0.36):
        spans = ((-3.4, -0.62), (1.24, 3.4)) if broken else ((-3.4, 3.4),)
        for x0, x1 in spans:
            layer.line([ground(x0, z, height), ground(x1, z, height)], (198, 200, 200), 8 if height > 1 else 5)
    if broken:
        layer.line([ground(-0.62, z, 1.08), ground(-0.1, z - 0.3, 0.3)], (176, 178, 178), 7)
        layer.line([ground(1.24, z, 0.72), ground(0.8, z - 0.35, 0.02)], (176, 178, 178), 5)
        layer.line([ground(-0.62, z, 0.9), ground(1.24, z, 0.94)], (214, 70, 58), 3)
    layer.lay(picture, 0.6)


def scatter_leaves(picture: Picture, draw: Draw, x: float, z: float, spread: float, count: int) -> None:
    layer = around(x, z, 3 * spread, 0.6)
    tints: tuple[Colour, ...] = ((132, 98, 52), (158, 124, 62), (98, 84, 48), (116, 122, 62))
    for _ in range(count):
        px, pz = draw.gauss(x, spread), draw.gauss(z, spread * 0.6)
        layer.oval(
            ground(px, max(2.7, pz)), 4 + draw.random() * 7, 2 + draw.random() * 3, tints[int(draw.random() * 4)], 235
        )
    layer.lay(picture, 0.5)


def leaves(picture: Picture, draw: Draw, after: bool) -> None:
    if after:
        stain(picture, -0.8, 5, 2.4, 1.2, (86, 88, 92), 0.3)
        return
    stain(picture, -0.8, 4.6, 2.2, 1.1, (72, 60, 44), 0.6)
    scatter_leaves(picture, draw, -0.7, 4.6, 1.0, 420)


def _branch(picture: Picture, draw: Draw, foot: tuple[float, float], top: tuple[float, float], tall: float) -> None:
    layer = around(foot[0], foot[1], 1.2, tall + 0.3)
    start, end = ground(*foot), ground(top[0], top[1], tall)
    layer.line([start, ((start[0] + end[0]) / 2 + 6, (start[1] + end[1]) / 2), end], (104, 82, 58), 6)
    for _ in range(46):
        share = 0.45 + 0.55 * draw.random()
        x = start[0] + (end[0] - start[0]) * share + draw.gauss(0, 26)
        y = start[1] + (end[1] - start[1]) * share + draw.gauss(0, 20)
        layer.oval((x, y), 7 + draw.random() * 8, 4 + draw.random() * 5, (92, 118 + int(draw.random() * 24), 66), 235)
    layer.lay(picture, 0.6)


def branch(picture: Picture, draw: Draw, after: bool) -> None:
    if after:
        scatter_leaves(picture, draw, 0.6, 5.0, 0.5, 14)
        return
    shadow(picture, 0.4, 5.0, 2.3, 0.7, 0.4)
    layer = Layer((120, 360, 980, 720))
    layer.line(
        [ground(-1.5, 4.7), ground(-0.4, 5.0, 0.16), ground(0.9, 5.2, 0.2), ground(2.0, 5.5, 0.3)], (98, 78, 58), 20
    )
    for x, z, dx, dz in ((-0.5, 5.0, 0.5, 0.9), (0.3, 5.1, -0.2, -0.9), (0.9, 5.2, 0.7, 0.7), (1.4, 5.3, 0.6, -0.6)):
        layer.line([ground(x, z, 0.15), ground(x + dx, z + dz, 0.35)], (92, 72, 54), 9)
    for _ in range(330):
        x, z = draw.gauss(0.9, 0.75), draw.gauss(5.2, 0.45)
        size = 5 + draw.random() * 9
        green = 104 + int(draw.random() * 44)
        layer.oval(
            ground(x, max(3.2, z), abs(draw.gauss(0.2, 0.2))), size, size * 0.6, (green - 18, green, green - 44), 235
        )
    layer.lay(picture, 0.7)


def car(picture: Picture, x: float, z: float, paint: Colour, *, sunk: float = 0.0, dusty: bool = False) -> None:
    """A car seen from behind, x and z of its middle; `sunk` metres under water."""
    if not sunk:
        shadow(picture, x, z, 1.25, 0.55, 0.75)
    layer = around(x, z, 1.1, 1.7)
    low = sunk

    def p(dx: float, height: float) -> Pixel:
        return ground(x + dx, z, max(0.0, height - low))

    dark = shade(paint, 0.62)
    light = shade(paint, 1.3)
    for side in (-1, 1):
        layer.poly([p(side * 0.52, 0.0), p(side * 0.86, 0.0), p(side * 0.86, 0.42), p(side * 0.52, 0.42)], (30, 30, 32))
    layer.poly([p(-0.9, 0.28), p(0.9, 0.28), p(0.93, 0.62), p(0.88, 0.94), p(-0.88, 0.94), p(-0.93, 0.62)], paint)
    layer.poly([p(-0.9, 0.26), p(0.9, 0.26), p(0.91, 0.48), p(-0.91, 0.48)], dark)
    layer.poly([p(-0.82, 0.93), p(0.82, 0.93), p(0.64, 1.42), p(-0.64, 1.42)], light)
    layer.poly([p(-0.72, 0.97), p(0.72, 0.97), p(0.57, 1.34), p(-0.57, 1.34)], (62, 74, 84))
    layer.poly([p(-0.7, 0.98), p(-0.1, 0.98), p(-0.2, 1.33), p(-0.56, 1.33)], (104, 120, 130))
    for side in (-1, 1):
        layer.poly([p(side * 0.88, 0.7), p(side * 0.6, 0.7), p(side * 0.62, 0.86), p(side * 0.87, 0.86)], (188, 46, 42))
    layer.poly([p(-0.26, 0.58), p(0.26, 0.58), p(0.26, 0.72), p(-0.26, 0.72)], (52, 92, 170))
    layer.line([p(-0.9, 0.94), p(0.9, 0.94)], light, 2)
    layer.lay(picture, 0.7)
    if dusty:
        stain(picture, x, z - 0.1, 1.0, 0.05, (170, 160, 140), 0.4)
