"""Letters in, over a real socket: kept before they are acknowledged, joined to their case, loops stopped."""

from __future__ import annotations

import asyncio
import smtplib
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest
from django.core import mail as outbox
from PIL import Image

from cogov.contexts.desk import sending
from cogov.contexts.desk.channels import setup
from cogov.contexts.desk.channels.mail import reply_address
from cogov.contexts.desk.channels.mail_server import serve
from cogov.contexts.desk.models import Incoming, Message
from cogov.contexts.reports import actions
from cogov.contexts.reports.models import Report, Update
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import World, build, contact
from cogov.kernel import worker
from cogov.kernel.models import Bucket

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
HERE = "city.example"


@pytest.fixture
def world() -> World:
    return build()


class Post:
    """The door for letters in a thread of its own, and a mail program that speaks to it."""

    def __init__(self, lmtp: bool, port: int) -> None:
        self.mail = setup.Mail(domain=HERE, listen=f"127.0.0.1:{port}", lmtp=lmtp, trusted=("mx.city.example",))
        self._port, self._lmtp = port, lmtp
        self._loop = asyncio.new_event_loop()
        self._stop, opened = asyncio.Event(), threading.Event()
        work = serve(self.mail, self._stop, opened.set)
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(work), daemon=True)
        self._thread.start()
        assert opened.wait(10), "the door did not open"

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()

    def bring(self, letter: EmailMessage, *, sender: str = "ming@example.org", to: str = f"report@{HERE}") -> object:
        """What the server answers to the letter; raises what smtplib raises."""
        kind = smtplib.LMTP if self._lmtp else smtplib.SMTP
        with kind("127.0.0.1", self._port) as line:
            return line.send_message(letter, from_addr=sender, to_addrs=[to])


def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=[False, True], ids=["smtp", "lmtp"])
def post(request, settings, tmp_path: Path) -> Iterator[Post]:  # type: ignore[no-untyped-def]
    settings.CHANNELS = {"mail": {"domain": HERE, "trusted": ["mx.city.example"]}}
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    found = Post(request.param, port())
    yield found
    found.close()


@pytest.fixture
def smtp(settings) -> Iterator[Post]:  # type: ignore[no-untyped-def]
    settings.CHANNELS = {"mail": {"domain": HERE, "trusted": ["mx.city.example"]}}
    found = Post(False, port())
    yield found
    found.close()


def letter(text: str = "路灯不亮了，晚上很黑。", **heads: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = heads.pop("From", "王小明 <ming@example.org>")
    made["To"] = f"report@{HERE}"
    made["Subject"] = heads.pop("Subject", "路灯")
    made["Message-ID"] = heads.pop("Message_ID", "<1@example.org>")
    for name, value in heads.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def photo() -> bytes:
    file = BytesIO()
    Image.new("RGB", (640, 480), "navy").save(file, "JPEG")
    return file.getvalue()


def test_a_letter_with_a_photo_is_kept_for_a_person_and_acknowledged(post: Post, world: World) -> None:
    made = letter()
    made.add_attachment(photo(), maintype="image", subtype="jpeg", filename="lamp.jpg")
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    post.bring(made)
    [row] = Incoming.objects.all()
    assert (row.channel, row.state, row.sender, row.sender_name) == ("email", "new", "ming@example.org", "王小明")
    assert (len(row.photos), row.left_out) == (1, 1)
    worker.drain()
    sending.send_waiting()
    [answer] = outbox.outbox
    assert answer.extra_headers["In-Reply-To"] == "<1@example.org>"
    assert answer.extra_headers["Auto-Submitted"] == "auto-replied"


def test_the_same_letter_brought_twice_is_one(smtp: Post, world: World) -> None:
    for _ in range(2):
        smtp.bring(letter())
    assert Incoming.objects.count() == 1


def test_an_answer_to_a_signed_address_joins_its_case_without_what_it_quotes(smtp: Post, world: World) -> None:
    report = world.file(by=world.actor("anonymous"), contact=contact())
    words = "还是不亮。\n\n在 2026年3月4日，Cogov 写道：\n> 好了"
    smtp.bring(letter(words, Subject="Re: 报告"), to=reply_address(report.pk, "ming@example.org"))
    row = Incoming.objects.get()
    assert (row.state, row.report) == ("joined", report.pk)
    update = Update.objects.get(report=report.pk)
    assert (update.text_zh, update.hidden, update.channel) == ("还是不亮。", True, "email")


def test_an_answer_to_a_question_of_the_city_counts_as_the_answer(smtp: Post, world: World) -> None:
    report = world.file(by=world.actor("anonymous"), contact=contact())
    actions.ask(report=report.pk, by=world.actor("reviewer"), question=Said("哪一盏？"))
    smtp.bring(letter("门口那盏。"), to=reply_address(report.pk, "ming@example.org"))
    report.refresh_from_db()
    assert report.state == "received"


def test_an_answer_is_known_by_the_letter_it_answers(smtp: Post, world: World) -> None:
    report = world.file(by=world.actor("anonymous"), contact=contact())
    worker.drain()
    sending.send_waiting()
    number = outbox.outbox[0].extra_headers["Message-ID"]
    smtp.bring(letter("谢谢", In_Reply_To=number))
    assert Incoming.objects.get().report == report.pk
    assert Incoming.objects.get().state == "joined"


@pytest.mark.parametrize("who", ["Li <li@example.org>", "ming@example.org.evil.example"])
def test_somebody_else_cannot_write_into_a_case(smtp: Post, world: World, who: str) -> None:
    report = world.file(by=world.actor("anonymous"), contact=contact())
    smtp.bring(letter(From=who), to=reply_address(report.pk, "ming@example.org"))
    assert Incoming.objects.get().state == "new"
    assert not Update.objects.exists()


def test_a_forged_sender_waits_for_a_person_even_with_the_right_address(smtp: Post, world: World) -> None:
    report = world.file(by=world.actor("anonymous"), contact=contact())
    forged = letter(Authentication_Results="mx.city.example; dmarc=fail header.from=example.org")
    smtp.bring(forged, to=reply_address(report.pk, "ming@example.org"))
    row = Incoming.objects.get()
    assert (row.state, row.proof) == ("new", "dmarc=fail")


def test_a_result_that_a_stranger_wrote_into_the_letter_counts_for_nothing(smtp: Post, world: World) -> None:
    smtp.bring(letter(Authentication_Results="mx.evil.example; dmarc=pass"))
    assert Incoming.objects.get().proof == ""


@pytest.mark.parametrize(
    "heads",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"List_Id": "<news.example.org>"},
        {"From": f"Cogov <no-reply@{HERE}>"},
    ],
)
def test_what_a_machine_wrote_is_taken_and_neither_kept_nor_answered(
    smtp: Post, world: World, heads: dict[str, str]
) -> None:
    smtp.bring(letter(**heads))
    assert not Incoming.objects.exists()


def test_a_returned_letter_is_shown_as_failed(smtp: Post, world: World) -> None:
    world.file(by=world.actor("anonymous"), contact=contact())
    worker.drain()
    sending.send_waiting()
    number = outbox.outbox[0].extra_headers["Message-ID"]
    report = (
        "From: MAILER-DAEMON@example.org\r\nSubject: Undelivered\r\nContent-Type: multipart/report; boundary=x\r\n\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.org\r\n\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {number}\r\n\r\n--x--\r\n"
    )
    with smtplib.SMTP("127.0.0.1", smtp._port) as line:
        line.sendmail("", [f"report@{HERE}"], report)
    message = Message.objects.get()
    assert (message.state, message.error) == ("failed", "smtp; 550 no such user")


def test_mailboxes_that_there_are_not_are_refused_and_bodies_have_one(smtp: Post, world: World) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        smtp.bring(letter(), to=f"nobody@{HERE}")
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        smtp.bring(letter(), to="report@elsewhere.example")
    smtp.bring(letter(), to=f"lamps@{HERE}")
    assert Incoming.objects.get().body_id == world.bodies["lamps"]


def test_a_flood_of_one_sender_has_to_come_again_later(smtp: Post, world: World) -> None:
    for number in range(20):
        smtp.bring(letter(Message_ID=f"<{number}@example.org>"))
    with pytest.raises(smtplib.SMTPDataError) as refused:
        smtp.bring(letter(Message_ID="<21@example.org>"))
    assert refused.value.smtp_code == 451
    assert Incoming.objects.count() == 20
    Bucket.objects.all().delete()
    smtp.bring(letter(Message_ID="<21@example.org>"))
    assert Incoming.objects.count() == 21


def test_a_letter_in_html_only_is_read_as_text(smtp: Post, world: World) -> None:
    made = letter()
    made.set_content("<p>The lamp is <b>dark</b>.</p><blockquote>old</blockquote><script>x</script>", subtype="html")
    smtp.bring(made)
    assert Incoming.objects.get().text == "The lamp is dark."


def test_a_letter_in_a_broken_form_is_kept_all_the_same(smtp: Post, world: World) -> None:
    heads = b"From: ming@example.org\r\nSubject: =?utf-9?q?=ff?=\r\nContent-Type: text/plain; charset=klingon\r\n"
    raw = heads + b"\r\n\xff\xfe lamp"
    with smtplib.SMTP("127.0.0.1", smtp._port) as line:
        line.sendmail("ming@example.org", [f"report@{HERE}"], raw)
    assert "lamp" in Incoming.objects.get().text


def test_a_letter_with_a_photo_that_tells_the_place_becomes_a_report(
    smtp: Post, world: World, tmp_path, settings
) -> None:  # type: ignore[no-untyped-def]
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }
    lat, lon = world.areas.middle("c1111")
    made = letter("路灯不亮了", Subject="")
    made.add_attachment(geotagged(lat, lon), maintype="image", subtype="jpeg", filename="lamp.jpg")
    smtp.bring(made)
    row = Incoming.objects.get()
    assert row.state == "filed"
    report = Report.objects.get(pk=row.report)
    assert (report.channel, report.category.code, round(report.lat or 0, 3)) == ("email", "lamp", round(lat, 3))


def geotagged(lat: float, lon: float) -> bytes:
    exif = Image.Exif()
    exif[0x8825] = {1: "N" if lat >= 0 else "S", 2: _dms(abs(lat)), 3: "E" if lon >= 0 else "W", 4: _dms(abs(lon))}
    file = BytesIO()
    Image.new("RGB", (640, 480), "navy").save(file, "JPEG", exif=exif)
    return file.getvalue()


def _dms(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(degrees * 3600, 3600)
    minutes, seconds = divmod(rest, 60)
    return (whole, minutes, round(seconds, 3))
