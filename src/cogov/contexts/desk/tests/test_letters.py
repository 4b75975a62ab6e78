"""Letters: to whom, in which words, how often; through a real mail server."""

from __future__ import annotations

import socket
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.core import mail
from django.test import Client

from cogov.contexts.desk import sending
from cogov.contexts.desk.channels.mail import html, plain
from cogov.contexts.desk.channels.port import Outgoing
from cogov.contexts.desk.models import Message, Subscription
from cogov.contexts.reports import actions
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.tests.world import TEXT, World, build, contact
from cogov.kernel import worker
from cogov.kernel.clock import now

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def letters(to: str = "ming@example.org") -> list[Message]:
    worker.drain()
    return list(Message.objects.filter(to=to).order_by("id"))


def test_the_reporter_hears_of_each_step_with_what_comes_next(world: World) -> None:
    report = world.file(by=world.actor("anonymous"), contact=contact())
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了"))
    subjects = [letter.subject for letter in letters()]
    assert len(subjects) == 3
    assert all(str(report.pk) in subject for subject in subjects)
    assert "/r/" in letters()[0].text


def test_a_reporter_who_wants_no_news_gets_none(world: World) -> None:
    world.file(by=world.actor("anonymous"), contact=contact(wants_news=False))
    assert letters() == []


def test_those_who_were_joined_in_get_the_news_under_their_own_link(world: World) -> None:
    first = world.file(by=world.actor("anonymous"), contact=contact())
    second = world.file(by=world.actor("anonymous"), contact=contact(email="li@example.org"))
    actions.merge(report=second.pk, into=first.pk, by=world.actor("reviewer"))
    actions.accept(report=first.pk, by=world.actor("reviewer"))
    last = letters("li@example.org")[-1]
    assert str(second.pk) in last.subject
    assert last.text != letters()[-1].text


def test_a_letter_about_a_private_matter_says_nothing_of_it(world: World) -> None:
    world.file(by=world.actor("anonymous"), category="noise", contact=contact())
    [letter] = letters()
    for word in ("噪声", "Noise", TEXT, "c111"):
        assert word not in letter.subject + letter.text


def test_an_event_handled_twice_makes_one_letter(world: World) -> None:
    from cogov.contexts.desk.handlers import tell_parties
    from cogov.kernel.journal import fact_of
    from cogov.kernel.models import Entry

    world.file(by=world.actor("anonymous"), contact=contact())
    entry = Entry.objects.get(kind="reports.filed")
    for _ in range(2):
        tell_parties(fact_of(entry), entry)
    assert len(letters()) == 1


def test_news_by_mail_starts_when_the_mailbox_agrees_and_ends_by_one_click(world: World, client: Client) -> None:
    report = world.file()
    client.post("/subscribe", {"report": report.pk, "email": "fan@example.org"})
    actions.accept(report=report.pk, by=world.actor("reviewer"))
    assert len(letters("fan@example.org")) == 1
    row = Subscription.objects.get()
    link = next(line for line in letters("fan@example.org")[0].text.splitlines() if "/subscribe/" in line)
    client.post(link.replace("http://127.0.0.1:8000", ""))
    actions.resolve(report=report.pk, by=world.actor("handler:lamps"), text=Said("好了"))
    told = letters("fan@example.org")[-1]
    end = told.headers["List-Unsubscribe"].strip("<>").replace("http://127.0.0.1:8000", "")
    assert Client(enforce_csrf_checks=True).post(end, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.filter(pk=row.pk).exists()


def test_a_stranger_cannot_confirm_for_somebody_else(world: World, client: Client) -> None:
    client.post("/subscribe", {"area": world.areas["c1"], "email": "fan@example.org"})
    row = Subscription.objects.get()
    assert client.post(f"/subscribe/{row.pk}/{'a' * 32}").status_code == 404


class Mailbox:
    """What a real mail server received; refuses for as long as `away`."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.away = False

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:
        if self.away:
            return "451 come back later"
        self.got.append(envelope.content)  # type: ignore[attr-defined]
        return "250 OK"


def test_letters_pass_a_real_mail_server_and_survive_its_absence(world: World, settings, free_port: int) -> None:  # type: ignore[no-untyped-def]
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port
    try:
        world.file(by=world.actor("anonymous"), contact=contact())
        letters()
        box.away = True
        assert sending.send_waiting() == 0
        box.away = False
        assert sending.send_waiting() == 0  # its pause is not over
        with time_machine.travel(now() + timedelta(minutes=2)):
            assert sending.send_waiting() == 1
            assert sending.send_waiting() == 0
    finally:
        server.stop()
    [raw] = box.got
    letter = message_from_bytes(raw, policy=default)
    assert letter["To"] == "ming@example.org"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("language", "other"), [("zh-hans", "To read this in English"), ("en", "要看中文，请打开链接")], ids=["zh", "en"]
)
def test_a_letter_says_in_the_other_language_how_to_read_it_there(language: str, other: str) -> None:
    outgoing = Outgoing(1, "ming@example.org", "s", "http://city.example.org/reports/1", language=language)
    assert other in plain(outgoing)
    assert other in html(outgoing)
    assert plain(Outgoing(1, "ming@example.org", "s", "no link", language=language)) == "no link"
