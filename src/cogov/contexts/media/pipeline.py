"""From the bytes of a stranger to three clean pictures. Pure functions; nothing here knows the database.

Only decoded pixels survive: they are drawn on a fresh canvas and encoded anew, so that metadata,
thumbnails, profiles, comments and whatever else rode along (a polyglot's second half) stays behind.
Meant for the process of its own that `darkroom` keeps; it changes Pillow's global limits.
"""

from __future__ import annotations

import hashlib
import math
import re
import warnings
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from io import BytesIO
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageCms
from pillow_heif import register_heif_opener

from cogov.kernel.errors import CogovError, Invalid, Sentence, TooLarge

MAX_BYTES = 15 * 1024 * 1024  # bytes of the upload: the largest files that phones write by default are about 12 MB
MAX_PIXELS = 50_000_000  # pixels: phones of 48 MP fit; 50 MP take 200 MB while they are drawn
MAX_SIDE = 20_000  # pixels: the widest panoramas of phones; JPEG itself ends at 65,535
MIN_SIDE = 16  # pixels: below it there is nothing to see
MAX_EXIF = 64 * 1024  # bytes: as much as JPEG can hold; larger blocks are only built to hurt
MAX_ICC = 4 * 1024 * 1024  # bytes: the largest printing profiles have 2 to 3 MB

DRAFT_SLACK = 0.95
"""JPEG decodes to 1/2, 1/4, 1/8 of its size for a fraction of the work. A phone's 4032 px then give 2016 instead of
2048 px: nobody sees the 5 % that this allows, and drawing takes half the time and a quarter of the memory."""
REDUCING_GAP = 2.0  # the reduction that is left to the good filter; above 2 nobody sees a difference
HASH_SIDE = 8  # bits of the difference hash on each side: 64 fit a BIGINT
NULL_ISLAND = 1e-6  # degrees: cameras without a fix write 0° N 0° E

PAPER = (255, 255, 255)
"""What shows through transparent parts."""
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # some decoders allocate before `redraw` can look at the size
register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


class Size(StrEnum):
    """The three sizes, named by where they are seen."""

    THUMB = "thumb"
    PAGE = "page"
    FULL = "full"


SIDES = {Size.THUMB: 320, Size.PAGE: 1024, Size.FULL: 2048}
"""Pixels of the longer side, at most: a list on a sharp screen; a phone's width; enough to read a sign."""

QUALITIES = {Size.THUMB: 72, Size.PAGE: 78, Size.FULL: 82}
"""JPEG quality. The smaller the picture, the less one looks for detail in it and the more of them load at once: of a
street photo some 13, 150 and 580 kB. All are 4:2:0 (the eye sees colour coarsely; a tenth of the bytes saved) and
progressive (on a weak network the whole picture shows early; another 5 to 8 % saved for 30 ms)."""


class Reason(StrEnum):
    """Why a file was not taken."""

    EMPTY = "empty"
    UNKNOWN = "unknown"
    DAMAGED = "damaged"
    TINY = "tiny"
    BYTES = "bytes"
    PIXELS = "pixels"
    SLOW = "slow"


SENTENCES: dict[Reason, Sentence] = {
    Reason.EMPTY: _("This file is empty. Please choose the photo again."),
    Reason.UNKNOWN: _("This file is not a photo. Please send a JPEG, PNG, HEIC, WebP, AVIF or GIF picture."),
    Reason.DAMAGED: _("This photo is damaged or did not arrive whole. Please send it again or take another."),
    Reason.TINY: _("This picture is too small to show anything. Please send a larger one."),
    Reason.BYTES: _("This photo is larger than 15 MB. Please send a smaller one."),
    Reason.PIXELS: _(
        "This picture is too large (over 50 million pixels, or 20,000 on one side). Please send a smaller one."
    ),
    Reason.SLOW: _("This photo takes too long to read. Please send another one."),
}


class Unusable(Invalid):
    """The file is no picture that can be drawn."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(SENTENCES[reason])


class Oversized(TooLarge):
    """More bytes or pixels than are taken."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(SENTENCES[reason])


@dataclass(frozen=True, slots=True)
class Facts:
    """What the metadata says. WGS84 degrees; `taken_at` is naive (local time) where the camera wrote no offset."""

    lat: float | None = None
    lon: float | None = None
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture in its three sizes, as JPEG files. `width` and `height` are pixels of the full one."""

    width: int
    height: int
    dhash: int
    files: dict[Size, bytes] = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.files[Size.FULL]).hexdigest()

    @property
    def bytes(self) -> int:
        return sum(map(len, self.files.values()))


@dataclass(frozen=True, slots=True)
class Photo:
    """A redrawn upload. `several`: the file held more pictures, of which only the first was kept."""

    drawn: Drawn
    facts: Facts
    several: bool


def redraw(data: bytes) -> Photo:
    """Read, check, turn upright and draw anew. Raises `Unusable` or `Oversized`, and nothing else, whatever comes.

    About 120 ms and 80 MB for a JPEG of 12 MP; up to 1.2 s and 800 MB for 50 MP in other formats.
    """
    kind = check_bytes(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # decoders grumble about details; what matters raises
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redraw(data, kind)
    except CogovError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        raise Oversized(Reason.PIXELS) from None
    except Exception:  # noqa: BLE001 - decoders of hostile bytes raise a dozen types and add new ones with each release
        raise Unusable(Reason.DAMAGED) from None


def draw(image: Image.Image) -> Drawn:
    """Three sizes of a picture that is trusted and upright. About 70 ms for 3 MP."""
    full = _canvas(_shrunk(_flat(image), SIDES[Size.FULL]))
    page = _shrunk(full, SIDES[Size.PAGE])
    thumb = _shrunk(page, SIDES[Size.THUMB])
    pictures = {Size.THUMB: thumb, Size.PAGE: page, Size.FULL: full}
    files = {size: _jpeg(picture, QUALITIES[size]) for size, picture in pictures.items()}
    return Drawn(full.width, full.height, dhash(thumb), files)


def check_bytes(data: bytes) -> str:
    """Pillow's name of the format, told by the content alone. Raises `Unusable` or `Oversized`."""
    if not data:
        raise Unusable(Reason.EMPTY)
    if len(data) > MAX_BYTES:
        raise Oversized(Reason.BYTES)
    kind = sniff(data)
    if kind is None:
        raise Unusable(Reason.UNKNOWN)
    return kind


def sniff(data: bytes) -> str | None:
    """Pillow's name of the format by its first bytes, or None for what is not accepted."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    return _sniff_box(data) if data[4:8] == b"ftyp" else None


def dhash(image: Image.Image) -> int:
    """Difference hash: 64 bits, each saying whether a spot is brighter than its right neighbour; as a signed number."""
    small = image.convert("L").resize((HASH_SIDE + 1, HASH_SIDE), Image.Resampling.BOX)
    spots = small.tobytes()
    bits = 0
    for row in range(HASH_SIDE):
        for column in range(HASH_SIDE):
            at = row * (HASH_SIDE + 1) + column
            bits = bits << 1 | (spots[at] > spots[at + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def differing_bits(one: int, other: int) -> int:
    """0 to 64. Up to about 10 it is the same scene (re-encoded, scaled, hardly cropped); strangers differ in 20–44."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def _sniff_box(data: bytes) -> str | None:
    """HEIF and AVIF share one container; the brands in its first box tell them apart (and from video)."""
    length = min(int.from_bytes(data[:4]), 256)  # bytes; real lists have fewer than 20 brands
    brands = {data[8:12], *(data[at : at + 4] for at in range(16, length, 4))}
    if brands & {b"avif", b"avis"}:
        return "AVIF"
    return "HEIF" if brands & {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"} else None


def _redraw(data: bytes, kind: str) -> Photo:
    with Image.open(BytesIO(data), formats=[kind]) as image:
        _check_size(*image.size)
        several = kind != "JPEG" and bool(getattr(image, "is_animated", False))
        facts, orientation = _metadata(image)
        _draft(image)
        image.load()
        _check_most(*image.size)  # a frame may be larger than the header said
        picture = _shrunk(_plain(image), SIDES[Size.FULL])
        picture = _flat(_in_srgb(picture, image.info.get("icc_profile")))
    turn = TURNS.get(orientation)
    return Photo(draw(picture.transpose(turn) if turn is not None else picture), facts, several)


def _check_size(width: int, height: int) -> None:
    _check_most(width, height)
    if min(width, height) < MIN_SIDE:
        raise Unusable(Reason.TINY)


def _check_most(width: int, height: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Oversized(Reason.PIXELS)


def _draft(image: Image.Image) -> None:
    """Let the JPEG decoder leave out what the full size would throw away; other formats ignore it."""
    scale = DRAFT_SLACK * SIDES[Size.FULL] / max(image.size)
    if scale < 1:
        image.draft(None, (math.ceil(image.width * scale), math.ceil(image.height * scale)))


def _plain(image: Image.Image) -> Image.Image:
    """8 bits a channel and no palette, with the colour space as it was."""
    if image.mode in ("RGB", "RGBA", "L", "LA", "CMYK"):
        return image
    if image.mode.startswith(("I", "F")):
        return _from_16_bits(image)
    transparent = image.mode in ("PA", "RGBa", "La") or "transparency" in image.info
    return image.convert("RGBA" if transparent else "RGB")


def _from_16_bits(image: Image.Image) -> Image.Image:
    """Grey of 16 bits; Pillow's own conversion cuts it off at 255 instead of scaling it."""
    return image.convert("I").point(lambda value: value * (1 / 257) + 0).convert("L")


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    """At most `side` pixels long, never enlarged. The Hamming filter is near Lanczos when shrinking, in a third of the
    time."""
    scale = side / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image.resize(size, Image.Resampling.HAMMING, reducing_gap=REDUCING_GAP)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Colours as a browser takes them when no profile says otherwise. A profile that does not work is left aside."""
    if not profile or len(profile) > MAX_ICC or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(source):
            return image
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        return ImageCms.profileToProfile(image, source, SRGB, outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, UnicodeError):
        return image


def _flat(image: Image.Image) -> Image.Image:
    """RGB, with transparent parts on paper."""
    if image.mode not in ("RGBA", "LA"):
        return image if image.mode == "RGB" else image.convert("RGB")
    paper = Image.new("RGB", image.size, PAPER)
    paper.paste(image.convert("RGB"), mask=image.getchannel("A"))
    return paper


def _canvas(image: Image.Image) -> Image.Image:
    """The same pixels in an image that never saw the file: nothing hangs on it that an encoder would write."""
    fresh = Image.new("RGB", image.size, PAPER)
    fresh.paste(image)
    return fresh


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling="4:2:0", progressive=True)
    return out.getvalue()


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By the EXIF tag Orientation (CIPA DC-008, 4.6.4); 1 and anything unknown stay as they are."""


def _metadata(image: Image.Image) -> tuple[Facts, int]:
    """Place, time and orientation. Damaged EXIF counts as none: it must not cost the resident the photo."""
    if len(image.info.get("exif") or b"") > MAX_EXIF:
        return Facts(), 1
    try:
        exif = image.getexif()
        orientation = exif.get(ExifTags.Base.Orientation, 1)
    except Exception:  # noqa: BLE001 - as in `redraw`
        return Facts(), 1
    lat, lon = _position(exif)
    return Facts(lat, lon, _taken_at(exif)), orientation if isinstance(orientation, int) else 1


def _position(exif: Image.Exif) -> tuple[float | None, float | None]:
    try:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef), "S")
        lon = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef), "W")
    except Exception:  # noqa: BLE001 - as in `redraw`
        return None, None
    on_earth = abs(lat) <= 90 and abs(lon) <= 180  # NaN compares false, too
    return (lat, lon) if on_earth and max(abs(lat), abs(lon)) > NULL_ISLAND else (None, None)


def _degrees(value: Any, reference: Any, negative: str) -> float:
    """Degrees, minutes, seconds (or fewer of them) as signed degrees."""
    parts = value if isinstance(value, tuple) else (value,)
    degrees = sum(float(part) / 60.0**power for power, part in enumerate(parts[:3]))
    letter = reference.decode("ascii", "ignore") if isinstance(reference, bytes) else str(reference or "")
    return -degrees if letter.strip().upper().startswith(negative) else degrees


def _taken_at(exif: Image.Exif) -> datetime | None:
    try:
        details = exif.get_ifd(ExifTags.IFD.Exif)
        written = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        moment = datetime.strptime(str(written).strip("\0 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - local by its nature
        return moment.replace(tzinfo=_offset(details.get(ExifTags.Base.OffsetTimeOriginal)))
    except Exception:  # noqa: BLE001 - as in `redraw`
        return None


def _offset(written: Any) -> timezone | None:
    found = re.fullmatch(r"([+-])(\d\d):(\d\d)", str(written or "").strip("\0 "))
    if found is None:
        return None
    sign, hours, minutes = found.groups()
    span = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-span if sign == "-" else span) if span < timedelta(hours=24) else None
