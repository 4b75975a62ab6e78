"""The disk of the photos is full, read-only or gone: the report is taken without them, and that is said."""

from __future__ import annotations

import dataclasses
import io
import json
import random
import uuid
from pathlib import Path

import pytest
from PIL import Image

from tests.system.faults.city import CSRF, City, People, Served, address, eventually, serving
from tests.system.faults.room import Room, room
from tests.system.installation import Installation

pytestmark = pytest.mark.slow

EDGE = "xxxxcogovxxxx"


def picture() -> bytes:
    out = io.BytesIO()
    noise = random.Random(5).randbytes(400 * 300 * 3)
    Image.frombytes("RGB", (400, 300), noise).save(out, "JPEG")
    return out.getvalue()


def multipart(fields: dict[str, str], name: str) -> bytes:
    parts = [
        f'--{EDGE}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}\r\n' for key, text in fields.items()
    ]
    file = f'form-data; name="{name}"; filename="a.jpg"\r\nContent-Type: image/jpeg'
    head = f"--{EDGE}\r\nContent-Disposition: {file}\r\n\r\n"
    return "".join([*parts, head]).encode() + picture() + f"\r\n--{EDGE}--\r\n".encode()


def headers(cookie: str = "") -> dict[str, str]:
    return {
        "Content_Type": f"multipart/form-data; boundary={EDGE}",
        "Cookie": f"csrftoken={CSRF}; {cookie}",
        "X_CSRFToken": CSRF,
        "X_Forwarded_For": address(random.Random()),
        "Accept_Language": "en",
    }


def upload(served: Served) -> tuple[int, dict[str, str], dict[str, str], str]:
    """As the page does: (status, headers, answer, the session that it belongs to)."""
    status, told, content = served.ask("/photos", multipart({}, "photo"), **headers())
    cookies = [line.partition(";")[0] for line in told.get("Set-Cookie", "").splitlines()]
    return status, told, json.loads(content), "; ".join(one for one in cookies if one.startswith("sessionid"))


def form(city: City, key: str) -> dict[str, str]:
    return {
        "category": "lamp",
        "text": "The lamp is dark",
        "lat": str(city.lat),
        "lon": str(city.lon),
        "key": key,
        "sure": "1",
    }


def files(small: Room) -> list[str]:
    """Of photos, not of the marks of doubt."""
    return sorted(path.name for path in small.seen.rglob("*.jpg"))


@pytest.fixture
def small(lite: City):
    photos = lite.home.data / "media"
    photos.mkdir(exist_ok=True)
    with room(photos, 1) as made:
        yield made


@pytest.mark.parametrize("fault", ["full", "read-only"])
def test_the_report_is_taken_though_the_photo_cannot_be(lite: City, small: Room, fault: str) -> None:
    city = dataclasses.replace(lite, home=Installation(lite.home.data, within=small.within))
    with serving(city) as served:
        assert upload(served)[0] == 201
        before = files(small)
        assert len(before) == 3
        small.fill(left=8192) if fault == "full" else small.remount("ro")
        key = str(uuid.uuid4())
        for _ in range(3):
            status, told, answer, _cookie = upload(served)
            assert (status, answer["code"], int(told["Retry-After"]) > 0) == (503, "store_failed", True)
            assert "could not be stored just now" in answer["detail"]
        # Without script the file comes with the form: the page comes back, says so, and goes without it.
        status, _told, page = served.ask("/report", multipart(form(city, key), "photo"), **headers())
        assert (status, "send your report without it" in page, "The lamp is dark" in page) == (422, True, True)
        filed = People(city, served).file(key, random.Random(1))
        assert filed[0] == 201
        assert files(small) == before, "nothing half-written stays"
        assert city.number("SELECT count(*) FROM media_asset") == 1
        found = [one for one in city.home.json("doctor") if one["check"] == "photos" and one["level"] == "bad"]
        assert bool(found) == (fault == "read-only")
        assert served.ask("/reports", Cookie=city.resident)[0] == 200
        small.make_room() if fault == "full" else small.remount("rw")
        assert upload(served)[0] == 201
        assert len(files(small)) == 6


def test_photos_that_are_gone_are_missed_and_named(lite: City, small: Room) -> None:
    city = dataclasses.replace(lite, home=Installation(lite.home.data, within=small.within))
    with serving(city) as served:
        _status, _told, stored, cookie = upload(served)
        words = {"category": "lamp", "text": "dark", "lat": city.lat, "lon": city.lon}
        known = form(city, str(uuid.uuid4())) | {"photos": stored["token"]}
        status, told, page = served.ask("/report", multipart(known, "none"), **headers(cookie))
        assert status == 302, (page[:2000], words)
        assert served.ask(told["Location"], Cookie=cookie)[0] == 200
        assert served.ask(stored["thumb"], Cookie=cookie)[0] == 200
        for path in list(small.seen.rglob("*.jpg")):
            path.unlink()
        assert served.ask(stored["thumb"], Cookie=cookie)[0] == 404
        assert served.ask(told["Location"], Cookie=cookie)[0] == 200
        found = [one for one in city.home.json("doctor") if one["check"] == "photos"]
        assert [one["level"] for one in found] == ["bad"]
        assert "restore it from a backup" in found[0]["mend"] or "备份" in found[0]["mend"]
        eventually(lambda: city.number("SELECT count(*) FROM kernel_delivery") == 0)


def test_a_mark_and_a_file_without_a_row_are_cleared_away(lite: City, tmp_path: Path) -> None:
    """What a kill between file and row leaves is decided by the database an hour later."""
    code = (
        "from datetime import timedelta\nfrom cogov.contexts.media import facade, storage\n"
        "from cogov.contexts.media.pipeline import Size\nfrom cogov.kernel.clock import now\n"
        "storage.write('a' * 32, {size: b'x' for size in Size})\n"
        "print(facade.purge_unclaimed(now() + timedelta(hours=2)).files, *storage.stems())"
    )
    assert lite.home.python(code).split() == ["1"]
