"""Honest photos of every kind: drawn upright, in true colours, in three sizes, their place and time read."""

from __future__ import annotations

import warnings
from datetime import datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path
from typing import Any

import pillow_heif
import pytest
from django.utils import translation
from PIL import Image

from cogov.contexts.media.pipeline import (
    QUALITIES,
    SENTENCES,
    SIDES,
    Facts,
    Reason,
    Size,
    differing_bits,
    draw,
    redraw,
    sniff,
)
from cogov.contexts.media.tests.factories import (
    BLUE,
    GPS_NORTH_EAST,
    GREEN,
    RED,
    YELLOW,
    encoded,
    exif_with,
    icc_with_red_and_green_swapped,
    opened,
    picture,
)

KINDS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "HEIF")


def full(data: bytes) -> Image.Image:
    return opened(redraw(data).drawn.files[Size.FULL])


def near(image: Image.Image, at: tuple[int, int], colour: tuple[int, int, int], slack: int = 24) -> bool:
    return all(abs(a - b) <= slack for a, b in zip(image.getpixel(at), colour, strict=True))  # type: ignore[arg-type]


def corners(image: Image.Image) -> tuple[tuple[int, int], ...]:
    right, bottom = image.width - 8, image.height - 8
    return (8, 8), (right, 8), (right, bottom), (8, bottom)


def looks_right(image: Image.Image) -> bool:
    fields = zip(corners(image), (RED, GREEN, YELLOW, BLUE), strict=True)
    return all(near(image, at, colour) for at, colour in fields)


@pytest.mark.parametrize("kind", KINDS)
def test_every_accepted_kind_is_told_by_its_content_and_drawn(kind: str) -> None:
    data = encoded(kind)

    assert sniff(data) == kind
    assert looks_right(full(data))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_colour_mode_of_png_becomes_plain_rgb(mode: str) -> None:
    grey = picture().convert("L")
    image = picture(mode=mode) if mode not in ("I;16", "P") else picture().quantize(8)
    if mode == "I;16":
        image = grey.convert("I").point(lambda value: value * 257).convert("I;16")

    drawn = full(encoded("PNG", image))

    assert drawn.mode == "RGB"
    expected = image.convert("RGB") if mode != "I;16" else grey.convert("RGB")
    if mode != "1":
        assert all(near(drawn, at, expected.getpixel(at)) for at in corners(drawn))  # type: ignore[arg-type]


def test_printing_colours_become_screen_colours() -> None:
    assert looks_right(full(encoded("JPEG", picture(mode="CMYK"))))


def test_transparent_parts_show_white_paper() -> None:
    image = picture(mode="RGBA")
    image.putalpha(0)

    assert near(full(encoded("PNG", image)), (40, 30), (255, 255, 255))


def test_a_palette_with_a_transparent_colour_is_put_on_paper() -> None:
    image = picture().quantize(8)
    image.info["transparency"] = image.getpixel((8, 8))

    drawn = full(encoded("PNG", image, transparency=image.getpixel((8, 8))))

    assert near(drawn, (8, 8), (255, 255, 255))
    assert near(drawn, (drawn.width - 8, 8), GREEN)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_colour_profile_is_applied_and_then_left_out(kind: str) -> None:
    drawn = full(encoded(kind, icc_profile=icc_with_red_and_green_swapped()))

    red_field: Any = drawn.getpixel((8, 8))
    green_field: Any = drawn.getpixel((drawn.width - 8, 8))
    assert red_field[1] > red_field[0]  # what was called red is green
    assert green_field[0] > green_field[1]
    assert "icc_profile" not in drawn.info


@pytest.mark.parametrize("profile", [b"nonsense", bytes(4096), icc_with_red_and_green_swapped()[:150]])
def test_a_broken_colour_profile_is_left_aside(profile: bytes) -> None:
    assert looks_right(full(encoded("PNG", icc_profile=profile)))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_photo_is_turned_upright_exactly_once(kind: str, orientation: int) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # the transpose that the tag asks the viewer to undo
    image = picture()
    if orientation != 1:
        image = image.transpose(Image.Transpose(undo[orientation]))

    drawn = full(encoded(kind, image, exif=exif_with(tag_274=orientation).tobytes()))

    assert drawn.size == (96, 64)
    assert looks_right(drawn)


def test_seven_orientations_of_a_real_photo_are_one_picture(shared_data: Path) -> None:
    pictures = [
        redraw((shared_data / f"photos/exif_orientation_landscape_{number}.jpg").read_bytes()).drawn
        for number in range(1, 8)
    ]

    assert {(drawn.width, drawn.height) for drawn in pictures} == {(600, 450)}
    assert all(differing_bits(pictures[0].dhash, drawn.dhash) <= 3 for drawn in pictures)


def test_three_sizes_hold_their_longer_side_and_shape() -> None:
    drawn = redraw(encoded("PNG", picture(3000, 2250))).drawn

    sizes = {size: opened(file).size for size, file in drawn.files.items()}
    assert sizes == {Size.THUMB: (320, 240), Size.PAGE: (1024, 768), Size.FULL: (2048, 1536)}
    assert (drawn.width, drawn.height) == (2048, 1536)


@pytest.mark.parametrize(("width", "height"), [(4032, 3024), (3024, 4032), (8064, 6048), (4000, 3000), (2100, 40)])
def test_a_jpeg_is_never_drawn_much_smaller_than_the_full_size(width: int, height: int) -> None:
    drawn = redraw(encoded("JPEG", picture(width, height), quality=60)).drawn

    assert 0.95 * 2048 <= max(drawn.width, drawn.height) <= 2048
    assert abs(drawn.width / drawn.height - width / height) < 0.02 * width / height


def test_a_small_photo_is_not_enlarged() -> None:
    drawn = redraw(encoded(image=picture(200, 150))).drawn

    assert {opened(file).size for file in drawn.files.values()} == {(200, 150)}


def test_the_files_are_progressive_and_coarse_in_colour() -> None:
    for file in redraw(encoded()).drawn.files.values():
        image: Any = opened(file)
        assert image.format == "JPEG"
        assert image.info.get("progressive")
        assert image.layer[0][1:3] == (2, 2)  # 4:2:0


def test_of_a_moving_picture_the_first_frame_is_kept_and_that_is_said() -> None:
    frames = [picture().point(lambda value: 255 - value)] * 3
    for kind in ("GIF", "WEBP", "PNG", "AVIF"):
        photo = redraw(encoded(kind, save_all=True, append_images=frames, duration=50))
        assert photo.several
        assert looks_right(opened(photo.drawn.files[Size.FULL]))
    assert not redraw(encoded("GIF")).several


def test_the_preview_that_cameras_append_is_no_second_picture() -> None:
    photo = redraw(encoded("MPO", save_all=True, append_images=[picture(32, 32)]))

    assert not photo.several
    assert looks_right(opened(photo.drawn.files[Size.FULL]))


def test_a_stale_thumbnail_inside_a_heic_is_never_shown_in_place_of_the_photo() -> None:
    out = BytesIO()
    pillow_heif.from_pillow(picture(512, 384)).save(out, thumbnails=[256])

    image: Any = Image.open(out)

    assert image.info["thumbnails"] == []
    assert image.draft(None, (200, 150)) is None


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_place_and_time_are_read_from_every_kind(kind: str) -> None:
    exif = exif_with(gps=GPS_NORTH_EAST, details={0x9003: "2026:05:04 12:34:56", 0x9011: "+08:00"})

    facts = redraw(encoded(kind, exif=exif.tobytes())).facts

    assert facts.lat == pytest.approx(39.9075)
    assert facts.lon == pytest.approx(116.388194, abs=1e-6)
    assert facts.taken_at == datetime(2026, 5, 4, 12, 34, 56, tzinfo=timezone(timedelta(hours=8)))


KNOWN_PLACES = {  # degrees, minutes, seconds as an independent reader shows them, turned into degrees by hand
    "exif_gps_DSCN0010.jpg": (43.467448, 11.885127),
    "exif_gps_DSCN0012.jpg": (43.467157, 11.885395),
    "exif_gps_DSCN0021.jpg": (43.467082, 11.884538),
    "exif_gps_DSCN0025.jpg": (43.468365, 11.881635),
}


@pytest.mark.parametrize("name", KNOWN_PLACES)
def test_the_place_of_real_photos_is_the_known_one(shared_data: Path, name: str) -> None:
    facts = redraw((shared_data / "photos" / name).read_bytes()).facts

    assert (facts.lat, facts.lon) == pytest.approx(KNOWN_PLACES[name], abs=1e-6)
    assert facts.taken_at is not None
    assert facts.taken_at.date().isoformat() == "2008-10-22"


def test_real_photos_of_streets_are_drawn(shared_data: Path) -> None:
    for path in sorted((shared_data / "photos").glob("pot*.jpg")):
        assert len(redraw(path.read_bytes()).drawn.files) == 3


SOUTH_WEST = {1: "S", 2: (33.0, 51.0, 0.0), 3: "W", 4: (70.0, 30.0, 0.0)}


@pytest.mark.parametrize(
    ("gps", "place"),
    [
        (SOUTH_WEST, (-33.85, -70.5)),
        ({1: b"N\0", 2: (39.9, 0.0, 0.0), 3: b"E", 4: (116.4, 0.0, 0.0)}, (39.9, 116.4)),
        ({1: "N", 2: (39.0, 54.45), 3: "E", 4: (116.0, 23.25)}, (39.9075, 116.3875)),
        ({2: (39.0, 54.0, 27.0), 4: (116.0, 23.0, 17.5)}, (39.9075, 116.388194)),
        ({1: "N", 2: (0.0, 0.0, 0.0), 3: "E", 4: (0.0, 0.0, 0.0)}, (None, None)),
        ({1: "N", 2: (91.0, 0.0, 0.0), 3: "E", 4: (10.0, 0.0, 0.0)}, (None, None)),
        ({1: "N", 2: (45.0, 0.0, 0.0), 3: "E", 4: (181.0, 0.0, 0.0)}, (None, None)),
        ({1: "N", 2: (45.0, 0.0, 0.0)}, (None, None)),
        ({}, (None, None)),
    ],
    ids=["south-west", "bytes", "minutes", "no-letter", "no-fix", "past-pole", "past-line", "half", "none"],
)
def test_a_place_is_taken_only_when_it_makes_sense(gps: dict[int, object], place: tuple[float | None, ...]) -> None:
    facts = redraw(encoded(exif=exif_with(gps=gps).tobytes())).facts

    assert (facts.lat, facts.lon) == (pytest.approx(place, abs=1e-5) if place[0] else place)


def test_a_place_divided_by_zero_is_no_place() -> None:
    from PIL.TiffImagePlugin import IFDRational

    endless = {1: "N", 2: (IFDRational(1, 0), 0.0, 0.0), 3: "E", 4: (IFDRational(0, 0), 0.0, 0.0)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data = encoded(exif=exif_with(gps=endless).tobytes())

    assert redraw(data).facts == Facts()


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        ({0x9003: "2026:05:04 12:34:56"}, datetime(2026, 5, 4, 12, 34, 56)),
        ({0x9003: "2026:05:04 12:34:56", 0x9011: "-03:30"}, "2026-05-04T12:34:56-03:30"),
        ({0x9003: "2026:05:04 12:34:56", 0x9011: "+99:99"}, datetime(2026, 5, 4, 12, 34, 56)),
        ({0x9003: "0000:00:00 00:00:00"}, None),
        ({0x9003: "yesterday"}, None),
        ({}, None),
    ],
)
def test_a_time_is_taken_only_when_it_makes_sense(details: dict[int, str], expected: object) -> None:
    taken = redraw(encoded(exif=exif_with(details=details).tobytes())).facts.taken_at

    assert taken == (datetime.fromisoformat(expected) if isinstance(expected, str) else expected)


def test_damaged_exif_does_not_cost_the_photo() -> None:
    good = exif_with(gps=GPS_NORTH_EAST, tag_274=1).tobytes()
    for damaged in (good[:40], b"Exif\0\0II*\0\xff\xff\xff\x7f", b"Exif\0\0" + b"\xff" * 400, b"Exif\0\0"):
        assert looks_right(full(encoded("PNG", exif=damaged)))


def test_near_pictures_have_near_hashes_and_others_do_not(shared_data: Path) -> None:
    photos = [(shared_data / f"photos/potbot_street_0{number}.jpg").read_bytes() for number in (0, 2, 4, 6)]
    hashes = [redraw(photo).drawn.dhash for photo in photos]
    smaller = opened(photos[0]).resize((640, 478))
    again = redraw(encoded("WEBP", smaller, quality=50, exif=opened(photos[0]).getexif().tobytes())).drawn.dhash

    assert differing_bits(hashes[0], again) <= 5
    assert min(differing_bits(hashes[0], other) for other in hashes[1:]) > 10
    assert all(-(1 << 63) <= value < 1 << 63 for value in hashes)


def test_drawing_is_repeatable_to_the_byte() -> None:
    assert draw(picture()).sha256 == draw(picture()).sha256


def test_every_size_and_reason_is_complete() -> None:
    assert set(SIDES) == set(QUALITIES) == set(Size)
    assert set(SENTENCES) == set(Reason)


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_is_said_in_both_languages(reason: Reason) -> None:
    with translation.override("en"):
        english = str(SENTENCES[reason])
    with translation.override("zh-hans"):
        chinese = str(SENTENCES[reason])

    assert english.endswith(".")
    assert chinese.endswith("。")
