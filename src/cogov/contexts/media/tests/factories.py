"""Pictures, files with known metadata, and assets; all made here, none copied."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any

from django.db import transaction
from PIL import Image

from cogov.contexts.media import actions
from cogov.contexts.media.models import Asset
from cogov.contexts.media.pipeline import Drawn, Size, draw
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now

OWNER = "tests.thing"
RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 160, 40), (30, 40, 200), (220, 210, 40)


def picture(width: int = 96, height: int = 64, mode: str = "RGB") -> Image.Image:
    """Four fields of colour, clockwise red, green, yellow, blue from the top left: any turn shows."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(YELLOW, (width // 2, height // 2, width, height))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    return image if mode == "RGB" else image.convert(mode)


def encoded(kind: str = "JPEG", image: Image.Image | None = None, **options: Any) -> bytes:
    """The picture as a file of that kind."""
    out = BytesIO()
    (image or picture()).save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def exif_with(*, gps: dict[int, Any] | None = None, details: dict[int, Any] | None = None, **base: Any) -> Image.Exif:
    """EXIF with tags by number in the GPS and Exif blocks and, as tag_<number>, in the first."""
    exif = Image.Exif()
    for name, value in base.items():
        exif[int(name.removeprefix("tag_"))] = value
    exif.get_ifd(0x8825).update(gps or {})
    exif.get_ifd(0x8769).update(details or {})
    return exif


GPS_NORTH_EAST = {1: "N", 2: (39.0, 54.0, 27.0), 3: "E", 4: (116.0, 23.0, 17.5)}
"""39.9075° N, 116.388194° E."""


def asset(*, claimed: int | None = None, drawn: Drawn | None = None, **fields: Any) -> Asset:
    """An asset with its files; `claimed` is the id of a report."""
    kept = actions._kept(drawn or small())
    made = actions._asset_of(kept)
    for name, value in {"created_at": now(), **fields}.items():
        setattr(made, name, value)
    with transaction.atomic():
        made.save(force_insert=True)
        transaction.on_commit(lambda: actions.settle([made.stem]))
    if claimed is not None:
        actions.claim(tokens=[made.token], owner_type=OWNER, owner_id=claimed, by=SYSTEM)
        made.refresh_from_db()
    return made


def small(seed: int = 0) -> Drawn:
    """A drawn picture that differs with the seed."""
    image = picture()
    image.paste((seed % 256, seed // 256 % 256, 99), (0, 0, 8, 8))
    return draw(image)


def jpegs(drawn: Drawn) -> list[bytes]:
    return [drawn.files[size] for size in Size]


def resident(person: int | None = None) -> Actor:
    return Actor(person=person)


def icc_with_red_and_green_swapped() -> bytes:
    """A valid matrix profile (ICC.1:2001) whose red is sRGB's green and the other way round."""
    red, green, blue = (0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)  # D50
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, int(2.2 * 256)) + bytes(2)
    text = b"swapped\0"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(text)) + text + bytes(79),
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": _xyz(*green),
        b"gXYZ": _xyz(*red),
        b"bXYZ": _xyz(*blue),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
        b"cprt": b"text" + bytes(4) + b"none\0",
    }
    return _icc(tags)


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(value * 65536) for value in values))


def _icc(tags: dict[bytes, bytes]) -> bytes:
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        table += name + struct.pack(">II", start + len(body), len(data))
        body += padded
    head = bytes(8) + b"\x02\x10\x00\x00" + b"mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    head += struct.pack(">3i", 63190, 65536, 54061) + bytes(48)
    whole = head + struct.pack(">I", len(tags)) + table + body
    return struct.pack(">I", len(whole)) + whole[4:]
