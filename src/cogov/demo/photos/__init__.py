"""Photos of the demo city, painted: the same scene before and after, by day or night, as JPEG.

jpeg = paint(Photo("pothole", after=False, night=False))   # 1024 × 768, about 110 kB, 25 ms
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from typing import Protocol

from PIL import Image

from cogov.demo.photos import furniture, things, traffic
from cogov.demo.photos.backdrops import Place, backdrop
from cogov.demo.photos.brush import darken, develop, glow
from cogov.demo.photos.camera import ground

Painter = Callable[[Image.Image, random.Random, bool], None]
# JPEG: what telephones use after a messenger has sent the picture on.
QUALITY = 80


class Photo(Protocol):
    """Which picture to paint."""

    @property
    def scene(self) -> str: ...
    @property
    def after(self) -> bool: ...
    @property
    def night(self) -> bool: ...


# Scene → backdrop and painter.
SCENES: dict[str, tuple[Place, int, Painter]] = {
    "manhole": ("street", 1, things.manhole),
    "pothole": ("street", 0, things.pothole),
    "sidewalk": ("pavement", 0, things.sidewalk),
    "drain": ("street", 1, things.drain),
    "leak": ("street", 1, things.leak),
    "burst": ("street", 0, things.burst),
    "flood": ("street", 1, things.flood),
    "lawn": ("park", 0, things.lawn),
    "graffiti": ("wall", 0, things.graffiti),
    "small-ads": ("wall", 0, things.small_ads),
    "river": ("bank", 0, things.river),
    "railing": ("bank", 0, things.railing),
    "leaves": ("street", 0, things.leaves),
    "branch": ("park", 0, things.branch),
    "lamp": ("street", 0, furniture.lamp),
    "rubbish": ("estate", 0, furniture.rubbish),
    "bulky": ("estate", 0, furniture.bulky),
    "bin": ("pavement", 0, furniture.bin_),
    "bench": ("park", 0, furniture.bench),
    "traffic-light": ("street", 0, furniture.traffic_light),
    "sign": ("street", 1, furniture.sign),
    "cable": ("street", 1, furniture.cable),
    "works": ("street", 0, furniture.works),
    "parking": ("pavement", 1, traffic.parking),
    "abandoned": ("estate", 0, traffic.abandoned),
    "bikes": ("pavement", 0, traffic.bikes),
    "vendors": ("pavement", 1, traffic.vendors),
    "fallen-tree": ("street", 0, furniture.fallen_tree),
    "dead-tree": ("pavement", 1, furniture.dead_tree),
    "power-box": ("estate", 0, furniture.power_box),
    "billboard": ("pavement", 0, furniture.billboard),
}
# Category → scene; categories without one get no photos.
SCENE_OF: dict[str, str] = {
    "manhole-cover": "manhole", "street-lamp": "lamp", "water-leak": "leak", "storm-drain": "drain",
    "sewage-overflow": "leak", "power-box": "power-box", "cable": "cable", "bench": "bench", "pothole": "pothole",
    "sidewalk": "sidewalk", "tactile-paving": "sidewalk", "traffic-light": "traffic-light", "traffic-sign": "sign",
    "guardrail": "railing", "litter-bin": "bin", "recycling-point": "bin", "tree": "dead-tree", "branch": "branch",
    "lawn": "lawn", "riverside": "railing", "rubbish": "rubbish", "bulky-waste": "bulky", "rubble": "works",
    "dirty-road": "leaves", "river-rubbish": "river", "small-ads": "small-ads", "graffiti": "graffiti",
    "billboard": "billboard", "occupied-road": "works", "unrestored-road": "works", "illegal-parking": "parking",
    "shared-bikes": "bikes", "vendors": "vendors", "obstructed-way": "bulky", "abandoned-vehicle": "abandoned",
    "burst-pipe": "burst", "flooding": "flood", "road-collapse": "pothole", "fallen-tree": "fallen-tree",
}  # fmt: skip
# Scenes that are told at night, too; the lamp only then.
BY_NIGHT = frozenset({"lamp", "works", "vendors", "parking", "flood", "burst"})


def paint(photo: Photo) -> bytes:
    """The picture as JPEG without any metadata."""
    buffer = io.BytesIO()
    picture(photo).save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def picture(photo: Photo) -> Image.Image:
    """1024 × 768 in colour. The same photo is the same picture to the bit."""
    place, variant, painter = SCENES[photo.scene]
    draw = random.Random(photo.scene)  # noqa: S311 - a painting, not a secret
    canvas = backdrop(place, variant).copy()
    if photo.scene == "lamp":
        canvas = darken(canvas, (40, 46, 74) if not photo.after else (66, 66, 84))
        painter(canvas, draw, photo.after)
    else:
        painter(canvas, draw, photo.after)
        if at_night(photo):
            canvas = darken(canvas, (84, 86, 112))
            glow(canvas, ground(2.2, 9, 5.0), 260, (255, 206, 140), 0.5)
    return develop(canvas, len(photo.scene))


def at_night(photo: Photo) -> bool:
    """Whether this scene has a picture by night."""
    return photo.night and photo.scene in BY_NIGHT
