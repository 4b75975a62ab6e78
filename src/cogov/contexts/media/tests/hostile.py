"""Files that mean harm, built here: bombs, liars, polyglots, wrong types. Each says what must become of it."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import NamedTuple

from PIL import Image

from cogov.contexts.media.pipeline import Reason
from cogov.contexts.media.tests.factories import encoded, exif_with, picture

MANY = 100 * 1024 * 1024  # bytes into which a bomb unpacks: 100 kB that would fill a small machine when repeated
DRAWN = "drawn"


class Hostile(NamedTuple):
    """`fate`: DRAWN, a reason of refusal, or None where either is fine as long as nothing breaks."""

    data: bytes
    fate: str | None


def corpus() -> dict[str, Hostile]:
    return {**_liars(), **_bombs(), **_metadata(), **_polyglots(), **_wrong_types()}


def png_chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *extra: bytes, pixels: bytes | None = None, depth: int = 8) -> bytes:
    """A grey PNG that may lie about its size; `extra` are chunks before the pixels."""
    rows = zlib.compress(pixels) if pixels is not None else zlib.compress(bytes((width + 1) * min(height, 64)))
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")


def jpeg_segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    """The JPEG with segments right behind its first two bytes."""
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def with_chunks(file: bytes, *chunks: bytes) -> bytes:
    """The PNG with chunks right behind its header chunk."""
    return file[:33] + b"".join(chunks) + file[33:]


def _liars() -> dict[str, Hostile]:
    """Sizes in the header that the pixels do not keep."""
    jpeg, gif = bytearray(encoded("JPEG")), bytearray(encoded("GIF"))
    webp = bytearray(encoded("WEBP", exif=exif_with(tag_274=1).tobytes()))
    assert webp[12:16] == b"VP8X"
    start = jpeg.index(b"\xff\xc0")
    jpeg[start + 5 : start + 9] = struct.pack(">HH", 65535, 65535)
    screen = bytearray(gif)
    screen[6:10] = struct.pack("<HH", 65535, 65535)
    frame = bytearray(gif)
    at = frame.index(b",")
    frame[at + 5 : at + 9] = struct.pack("<HH", 65535, 65535)
    webp[24:30] = struct.pack("<I", 16383)[:3] * 2
    return {
        "png of 4 gigapixels": Hostile(png(65535, 65535), Reason.PIXELS),
        "png 2 billion wide": Hostile(png(2**31 - 1, 1, pixels=b""), Reason.PIXELS),
        "png of no pixels": Hostile(png(0, 0), None),
        "png of 51 megapixels": Hostile(png(8500, 6000), Reason.PIXELS),
        "png too long": Hostile(png(20001, 20), Reason.PIXELS),
        "png of one pixel": Hostile(png(1, 1), Reason.TINY),
        "jpeg of 4 gigapixels": Hostile(bytes(jpeg), Reason.PIXELS),
        "gif screen of 4 gigapixels": Hostile(bytes(screen), Reason.PIXELS),
        "gif frame of 4 gigapixels": Hostile(bytes(frame), Reason.PIXELS),
        "webp of 268 megapixels": Hostile(bytes(webp), Reason.PIXELS),
        "avif of 4 gigapixels": Hostile(_with_box_size(encoded("AVIF")), None),
        "heic of 4 gigapixels": Hostile(_with_box_size(encoded("HEIF")), None),
    }


def _with_box_size(file: bytes) -> bytes:
    """HEIF and AVIF say their size in `ispe` boxes: four bytes of flags, then width and height."""
    out, at = bytearray(file), file.find(b"ispe")
    while at != -1:
        out[at + 8 : at + 16] = struct.pack(">II", 65535, 65535)
        at = file.find(b"ispe", at + 4)
    return bytes(out)


def _bombs() -> dict[str, Hostile]:
    packed = zlib.compress(bytes(MANY), 9)
    endless = struct.pack(">II", 2**31 - 1, 0)
    frames = [_frame(number) for number in range(400)]
    return {
        "png with too many rows": Hostile(png(64, 64, pixels=bytes(MANY)), None),
        "png with packed text": Hostile(png(64, 64, png_chunk(b"zTXt", b"Comment\0\0" + packed)), None),
        "png with packed international text": Hostile(
            png(64, 64, png_chunk(b"iTXt", b"Comment\0\1\0\0\0" + packed)), None
        ),
        "png with a packed profile": Hostile(png(64, 64, png_chunk(b"iCCP", b"icc\0\0" + packed)), None),
        "png with a thousand texts": Hostile(
            png(64, 64, *[png_chunk(b"tEXt", b"k%d\0" % number + bytes(10_000)) for number in range(1000)]), None
        ),
        "apng that announces 2 billion frames": Hostile(png(64, 64, png_chunk(b"acTL", endless)), None),
        "gif of 400 frames": Hostile(encoded("GIF", frames[0], save_all=True, append_images=frames[1:]), DRAWN),
        "webp of 400 frames": Hostile(encoded("WEBP", frames[0], save_all=True, append_images=frames[1:]), DRAWN),
        "apng of 400 frames": Hostile(encoded("PNG", frames[0], save_all=True, append_images=frames[1:]), DRAWN),
    }


def _frame(number: int) -> Image.Image:
    """Frames that differ, so that no encoder melts them into one."""
    frame = Image.new("RGB", (64, 64))
    frame.putpixel((number % 64, number // 64), (255, 255, 255))
    return frame


def _metadata() -> dict[str, Hostile]:
    laughs = b"".join(b'<!ENTITY a%d "%s">' % (n + 1, b"&a%d;" % n * 10) for n in range(12))
    xxe = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">' + laughs + b"]><x>&a12;</x>"
    jpeg, plain = encoded("JPEG"), encoded("PNG")
    namespace = b"http://ns.adobe.com/xap/1.0/\0"
    return {
        "xmp that reads a file": Hostile(with_segments(jpeg, jpeg_segment(0xE1, namespace + xxe)), DRAWN),
        "xmp that laughs a billion times": Hostile(with_segments(jpeg, jpeg_segment(0xE1, namespace + bomb)), DRAWN),
        "xmp that reads a file in png": Hostile(
            with_chunks(plain, png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xxe)), DRAWN
        ),
        "xmp of 10 MB": Hostile(
            with_chunks(plain, png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b" " * 10_000_000)), None
        ),
        "exif of 10 MB": Hostile(with_chunks(plain, png_chunk(b"eXIf", b"II*\0" + bytes(10_000_000))), DRAWN),
        "exif with 65535 tags": Hostile(encoded("PNG", exif=_exif_of_tags(65_535)), DRAWN),
        "exif that points at itself": Hostile(encoded("JPEG", exif=_exif_in_a_circle()), DRAWN),
        "exif whose tags all hold everything": Hostile(encoded("JPEG", exif=_exif_of_tags(4_000)), DRAWN),
        "a hundred blocks of exif": Hostile(
            with_segments(jpeg, *[jpeg_segment(0xE1, b"Exif\0\0" + bytes(60_000)) for _ in range(100)]), DRAWN
        ),
        "profile of 8 MB": Hostile(encoded("PNG", icc_profile=bytes(8_000_000)), None),
        "a hundred comments": Hostile(
            with_segments(jpeg, *[jpeg_segment(0xFE, b"<script>" * 8000) for _ in range(100)]), DRAWN
        ),
    }


def _exif_of_tags(count: int) -> bytes:
    """Each tag claims 60,000 bytes from the start of the block, so that a naive reader copies them `count` times."""
    tags = b"".join(struct.pack("<HHII", tag % 65536, 7, 60_000, 0) for tag in range(count))
    body = b"II*\0" + struct.pack("<IH", 8, count % 65536) + tags + bytes(4)
    return b"Exif\0\0" + body[:65_000].ljust(62_000, b"\0")


def _exif_in_a_circle() -> bytes:
    pointers = b"".join(struct.pack("<HHII", tag, 4, 1, 8) for tag in (0x8769, 0x8825, 0xA005))
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 3) + pointers + struct.pack("<I", 8)


def _polyglots() -> dict[str, Hostile]:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("evil.html", "<script>alert(1)</script>")
    page = b"<html><script>alert(1)</script></html>"
    gif = bytearray(encoded("GIF"))
    return {
        "jpeg and zip": Hostile(encoded("JPEG") + archive.getvalue(), DRAWN),
        "png and html": Hostile(encoded("PNG") + page, DRAWN),
        "jpeg and html in its comment": Hostile(with_segments(encoded("JPEG"), jpeg_segment(0xFE, page)), DRAWN),
        "jpeg and pdf": Hostile(with_segments(encoded("JPEG"), jpeg_segment(0xFE, b"%PDF-1.4\n1 0 obj")), DRAWN),
        "gif and script": Hostile(b"GIF89a/*" + bytes(gif[8:]) + b"*/=1;alert(1)", None),
        "script that begins as gif": Hostile(b"GIF89a=1;alert(document.cookie);//" + bytes(64), None),
        "png in png": Hostile(with_chunks(encoded("PNG"), png_chunk(b"prVt", encoded("PNG"))), DRAWN),
    }


def _wrong_types() -> dict[str, Hostile]:
    files = {
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "html": b"<!doctype html><script>alert(1)</script>",
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj",
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        "tiff": encoded("TIFF"),
        "bmp": encoded("BMP"),
        "ico": encoded("ICO", picture(32, 32)),
        "jpeg 2000": encoded("JPEG2000"),
        "icns": encoded("ICNS", picture(128, 128)),
        "video": b"\0\0\0\x18ftypisom\0\0\2\0isommp41" + bytes(100),
        "zip": b"PK\3\4" + bytes(60),
        "program": b"\x7fELF" + bytes(60),
        "text": b"no photo at all",
        "zeros": bytes(1000),
        "short riff": b"RIFF\0\0\0\0WEB",
    }
    return {
        **{f"{name} called .jpg": Hostile(data, Reason.UNKNOWN) for name, data in files.items()},
        "nothing": Hostile(b"", Reason.EMPTY),
        "more than 15 MB": Hostile(encoded("JPEG") + bytes(15 * 1024 * 1024), Reason.BYTES),
        "only a jpeg's beginning": Hostile(b"\xff\xd8\xff", Reason.DAMAGED),
        "only a png's beginning": Hostile(b"\x89PNG\r\n\x1a\n", Reason.DAMAGED),
        "only a webp's beginning": Hostile(b"RIFF\x20\0\0\0WEBPVP8 ", Reason.DAMAGED),
        "only a heic's beginning": Hostile(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Reason.DAMAGED),
        "only an avif's beginning": Hostile(b"\0\0\0\x18ftypavif\0\0\0\0mif1avif", Reason.DAMAGED),
    }


def jpeg_of_many_scans(scans: int = 20_000) -> bytes:
    """A progressive JPEG of 48 MP whose last scan comes again and again: 2 MB that keep a decoder busy for minutes."""
    file = encoded("JPEG", Image.new("L", (8000, 6000), 90), progressive=True, quality=50)
    last = file[file.rindex(b"\xff\xda") : -2]
    return file[:-2] + last * scans + file[-2:]


def truncated() -> dict[str, bytes]:
    """Uploads that broke off, of every kind, at several places."""
    exif = exif_with(tag_270="x" * 300).tobytes()
    whole = {kind: encoded(kind, picture(256, 192), exif=exif) for kind in ("JPEG", "PNG", "WEBP", "AVIF", "HEIF")}
    whole["GIF"] = encoded("GIF", picture(256, 192))
    whole["progressive JPEG"] = encoded("JPEG", picture(256, 192), progressive=True)
    return {
        f"{kind} cut at {percent} %": data[: len(data) * percent // 100]
        for kind, data in whole.items()
        for percent in (3, 20, 50, 80, 97)
    }
