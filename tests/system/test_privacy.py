"""Planted markers: nothing of the reporter is in anything that the public can fetch, byte for byte."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cogov.contexts.accounts.models import Person
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk.models import Message, Subscription
from cogov.contexts.reports import actions
from cogov.contexts.reports.actions.filing import receipt_of
from cogov.contexts.reports.models import Category, Report
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel import worker
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from tests.system.routes import address, routes

pytestmark = pytest.mark.django_db

IP = "203.0.113.77"
MARKS = {
    "name": "Zephyrine Markworth",
    "email": "zephyrine.mark@example.org",
    "phone": "+8613900771177",
    "account": "Quillon Accountmark",
    "answer": "answer-mark-5521",
    "question": "question-mark-8812",
    "note": "staff-note-mark-3391",
    "private": "private-text-mark-7714",
    "hidden": "redacted-mark-6620",
    "staff": "Reviewer Staffmark",
    "exif": "exif-mark-4410",
    "ip": IP,
}
PUBLIC_TEXT = "the lamp by the bridge is dark"


@pytest.fixture
def world(db: None) -> World:
    return build()


def photo() -> SimpleUploadedFile:
    """A JPEG with a marker in its metadata, in its comment and in its file name."""
    exif = Image.Exif()
    exif[0x010E] = MARKS["exif"]
    exif[0x013B] = MARKS["exif"]
    data = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 120, 40)).save(data, "JPEG", exif=exif, comment=MARKS["exif"].encode())
    return SimpleUploadedFile(f"{MARKS['exif']}.jpg", data.getvalue(), "image/jpeg")


def planted(world: World) -> tuple[Report, Report]:
    """A public report that went the whole way, and a private one, both full of markers."""
    Category.objects.filter(code="lamp").update(
        questions=[
            {
                "code": "where",
                "datatype": "string",
                "required": False,
                "order": 1,
                "description_zh": "？",
                "description_en": "?",
            }
        ]
    )
    from cogov.contexts.reports import categories

    categories.snapshot.forget()
    lat, lon = world.areas.middle("c1111")
    person = Person.objects.get(pk=world.actor("resident").person)
    Person.objects.filter(pk=person.pk).update(name=MARKS["account"])
    browser = Client(REMOTE_ADDR=IP)
    browser.force_login(person)
    form = {
        "text": f"{PUBLIC_TEXT} {MARKS['hidden']}",
        "category": "lamp",
        "lat": lat,
        "lon": lon,
        "name": MARKS["name"],
        "email": MARKS["email"],
        "phone": MARKS["phone"],
        "attribute[where]": MARKS["answer"],
        "photo": photo(),
        "key": "privacy-of-the-first-1",
    }
    assert browser.post("/report", form).status_code == 302
    report = Report.objects.get()
    form |= {"text": MARKS["private"], "category": "noise", "key": "privacy-of-the-other-2", "photo": photo()}
    assert browser.post("/report", {k: v for k, v in form.items() if k != "attribute[where]"}).status_code == 302
    private = Report.objects.exclude(pk=report.pk).get()

    reviewer = world.actor("reviewer")
    Person.objects.filter(pk=reviewer.person).update(name=MARKS["staff"])
    actions.ask(report=report.pk, by=reviewer, question=Said(en=MARKS["question"]))
    actions.answer(report=report.pk, by=Actor(receipts=frozenset({report.pk})), text=MARKS["answer"], language="en")
    actions.accept(report=report.pk, by=reviewer)
    actions.redact(report=report.pk, by=reviewer, text=PUBLIC_TEXT)
    actions.note(report=report.pk, by=reviewer, text=Said(en=MARKS["note"]))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said(en="done"))
    actions.confirm(report=report.pk, by=world.actor("inspector"))
    return report, private


def places(world: World, report: Report) -> list[str]:
    """Every public address that can be fetched, with the filters that strangers would try."""
    lat, lon = world.areas.middle("c1111")
    box = f"{lon - 0.02},{lat - 0.02},{lon + 0.02},{lat + 0.02}"
    values = {
        "report": report.pk,
        "number": report.pk,
        "status": 404,
        "name": "road",
        "suffix": "json",
        "test": "",
        "code": "lamp",
        "token": "a" * 32,
        "size": "thumb",
        "subscription": 1,
    }
    values = {name: 1 for route in routes() for name in re.findall(r"<(?:\w+:)?(\w+)>", route.pattern)} | values
    found = []
    for route in routes():
        if route.door is None or route.door.kind != "public" or "receipt" in route.name:
            continue
        found += [address(route, values | {"code": code}) for code in ("lamp", "lamps", "c111")]
        if "suffix" in route.pattern:
            found.append(address(route, values | {"suffix": "xml"}))
    marks = [f"/reports?q={mark}" for mark in MARKS.values()]
    maps = [f"/reports.geojson?bbox={box}&zoom={zoom}" for zoom in (8, 12, 16)]
    return sorted(
        {*found, *marks, *maps, "/open311/v2/requests.json?extensions=true", "/open311/v2/requests.xml?extensions=true"}
    )


def found_in(content: bytes, *, asked: str = "") -> list[str]:
    """Names of the markers in the content, but for one that the request itself brought along."""
    return [name for name, mark in MARKS.items() if mark.encode() in content and mark not in asked]


def body_of(answer) -> bytes:  # type: ignore[no-untyped-def]
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_nothing_public_carries_a_mark_of_the_reporter(world: World) -> None:
    report, private = planted(world)
    Subscription.objects.create(
        report=report.pk, email="fan@example.org", language="en", salt="s", created_at=now(), confirmed_at=now()
    )
    worker.drain()
    stranger = Client()
    pages, leaks = 0, []
    for path in [*places(world, report), f"/reports/{private.pk}", f"/open311/v2/requests/{private.pk}.json"]:
        answer = stranger.get(path)
        content = body_of(answer)
        pages += answer.status_code == 200
        leaks += [(path, name) for name in found_in(content + str(answer.headers).encode(), asked=path)]
    assert leaks == []
    assert pages > 40, "the walk reached hardly anything"
    page = stranger.get(f"/reports/{report.pk}").content.decode()
    assert PUBLIC_TEXT in page, "the public text itself is shown, so that the silence about the rest means something"


def test_photos_are_public_without_their_metadata_under_names_that_say_nothing(world: World) -> None:
    import re

    report, _ = planted(world)
    stranger = Client()
    links = set(re.findall(r"/photos/[a-z2-7]{32}/\w+\.jpg", stranger.get(f"/reports/{report.pk}").content.decode()))
    assert links
    for link in links:
        answer = stranger.get(link)
        assert answer.status_code == 200
        assert found_in(body_of(answer) + str(answer.headers).encode()) == []


def test_letters_to_followers_carry_no_mark(world: World) -> None:
    report, _ = planted(world)
    Subscription.objects.create(
        report=report.pk, email="fan@example.org", language="en", salt="s", created_at=now(), confirmed_at=now()
    )
    worker.drain()
    letters = Message.objects.filter(to="fan@example.org")
    assert letters.exists()
    for letter in letters:
        assert found_in(f"{letter.subject}{letter.text}{letter.headers}".encode()) == []


def test_the_walk_finds_a_mark_where_one_is(world: World) -> None:
    """The gate itself, shown to fail: the reporter's own page carries what the public ones must not."""
    report, _ = planted(world)
    page = Client().get(f"/r/{receipt_of(report.salt)}").content
    assert "hidden" in found_in(page)
    assert bodies.name(report.body_id or Report.objects.get(pk=report.pk).body_id).encode() in page
