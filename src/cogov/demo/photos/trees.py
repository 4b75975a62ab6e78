"""Trees and hedges of the backdrops."""

from __future__ import annotations

import random
from functools import cache

from PIL import Image, ImageDraw, ImageFilter

from cogov.demo.photos.brush import around, shadow
from cogov.demo.photos.camera import ground, per_metre

# Where trees stand: x and z in metres, height; by place. Farther ones first.
_STANDS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "street": ((2.1, 34, 7.5), (2.1, 26, 7), (2.1, 19, 7), (2.1, 12.5, 6.5)),
    "pavement": ((-2.6, 30, 7.5), (-2.6, 21, 7), (-2.6, 13.5, 6.8)),
    "park": (
        (9, 40, 9),
        (-13, 36, 10),
        (5, 30, 8),
        (-8, 26, 8.5),
        (11, 22, 9),
        (-15, 48, 9),
        (6.5, 15, 7.5),
        (-6.5, 13, 7),
    ),
    "bank": ((-30, 85, 10), (28, 85, 11), (10, 86, 9)),
    "estate": ((5.2, 30, 6.5), (5.2, 21, 6), (5.2, 14, 6)),
    "wall": ((-2.9, 26, 7), (-2.9, 17, 7)),
}


def plant(picture: Image.Image, place: str, variant: int) -> None:
    """Put the place's trees on the picture."""
    for number, (x, z, tall) in enumerate(_STANDS[place]):
        tree(picture, x, z, tall, variant * 7 + number)


def tree(picture: Image.Image, x: float, z: float, tall: float, number: int, leaves: float = 1.0) -> None:
    """One tree; `leaves` 0 is bare and brown, 1 is green."""
    scale = per_metre(z)
    shadow(picture, x + 0.4, z, tall * 0.3, tall * 0.12, 0.34)
    trunk = around(x, z, tall * 0.2, tall * 0.8)
    thick = 0.026 * tall
    foot, top = 0.6 * thick, 0.28 * thick
    trunk.poly(
        [ground(x - foot, z), ground(x + foot, z), ground(x + top, z, tall * 0.62), ground(x - top, z, tall * 0.62)],
        (96, 82, 70),
    )
    trunk.line([ground(x + foot * 0.5, z), ground(x + top * 0.5, z, tall * 0.6)], (70, 60, 52), foot * scale * 0.7)
    trunk.lay(picture)
    crown = _crown(number % 4, leaves > 0.5)
    side = int(tall * 0.62 * scale)
    if side < 6:
        return
    sprite = crown.resize((side, int(side * 0.92)), Image.Resampling.BILINEAR)
    cx, cy = ground(x, z, tall * 0.68)
    picture.paste(sprite, (int(cx - side / 2), int(cy - side * 0.5)), sprite)


@cache
def _crown(number: int, green: bool) -> Image.Image:
    """A ball of leaves, 320 × 320 with transparency, lit from above."""
    draw = random.Random(f"crown{number}")  # noqa: S311 - a painting, not a secret
    sheet = Image.new("RGBA", (320, 320))
    pen = ImageDraw.Draw(sheet)
    base = (96, 120, 74) if green else (142, 118, 84)
    for i in range(1500):
        x, y = draw.gauss(160, 58), draw.gauss(162, 50)
        if (x - 160) ** 2 / 150**2 + (y - 160) ** 2 / 138**2 > 1:
            continue
        light = 0.62 + 0.5 * (1 - y / 320) + draw.uniform(-0.12, 0.14) + 0.12 * (i / 1500)
        size = draw.uniform(3, 10)
        colour = tuple(int(min(255, c * light)) for c in base)
        pen.ellipse((x - size, y - size * 0.8, x + size, y + size * 0.8), fill=(*colour, 225))
    return sheet.filter(ImageFilter.GaussianBlur(1.1))
