"""Telling somebody something: once, by the ways they like, at their hours, gathered, neutral where it is private."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils.translation import get_language

from cogov.contexts.accounts.tests import factories as people
from cogov.contexts.desk import facade, sending
from cogov.contexts.desk.actions import set_preferences
from cogov.contexts.desk.models import Message, Notice
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)  # 12:00 in the city


def letter(subject: str = "Granted", **more: str) -> facade.Letter:
    return facade.Letter(subject, "The fund has granted it.", link="/fund/12", **more)


def tell(person: int, occasion: str = "fund:12", *, urgent: bool = False, private: bool = False) -> None:
    facade.notify(person=person, occasion=occasion, letter=letter, urgent=urgent, private=private)


def prefer(person: int, **more: object) -> None:
    chosen = {"email": True, "sms": False, "push": True, "quiet_from": None, "quiet_until": None, "gather_minutes": 10}
    set_preferences(by=Actor(person=person), revision=1, **(chosen | more))  # type: ignore[arg-type]


@pytest.fixture
def person() -> int:
    return int(
        people.resident(email="ming@example.org", phone="+8613800000001", phone_verified_at=now(), language="en").pk
    )


def test_news_stands_behind_the_bell_and_goes_out_by_mail(person: int) -> None:
    tell(person)
    [notice] = Notice.objects.all()
    assert (notice.subject, notice.link) == ("Granted", "/fund/12")
    [message] = Message.objects.all()
    assert (message.way, message.to) == ("email", "ming@example.org")
    assert "/fund/12" in message.text


def test_an_occasion_is_told_once(person: int) -> None:
    tell(person)
    tell(person)
    assert (Notice.objects.count(), Message.objects.count()) == (1, 1)


def test_the_words_are_found_in_the_reader_s_language(person: int) -> None:
    said: list[str | None] = []

    def words() -> facade.Letter:
        said.append(get_language())
        return letter()

    facade.notify(person=person, occasion="fund:1", letter=words)
    assert said == ["en"]


def test_a_private_matter_is_named_on_the_signed_in_page_only(person: int) -> None:
    tell(person, private=True, urgent=True)
    assert Notice.objects.get().text == "The fund has granted it."
    for message in Message.objects.all():
        assert "fund" not in f"{message.subject} {message.text} {message.headers}".lower()


def test_an_urgent_matter_goes_by_every_way_at_once_even_in_quiet_hours(person: int) -> None:
    prefer(person, email=False, quiet_from=time(11), quiet_until=time(13))
    with time_machine.travel(NOON, tick=False):
        tell(person, urgent=True)
        assert {(row.way, row.due_at) for row in Message.objects.all()} == {("email", NOON), ("sms", NOON)}


def test_quiet_hours_are_waited_for_also_over_midnight(person: int) -> None:
    prefer(person, quiet_from=time(11), quiet_until=time(9))
    with time_machine.travel(NOON, tick=False):
        tell(person)
    assert Message.objects.get().due_at == datetime(2026, 3, 5, 1, 0, tzinfo=UTC)


def test_somebody_who_turned_mails_off_still_finds_the_news(person: int) -> None:
    prefer(person, email=False)
    tell(person)
    assert (Notice.objects.count(), Message.objects.count()) == (1, 0)


def test_who_has_only_a_telephone_gets_a_text_message(settings) -> None:  # type: ignore[no-untyped-def]
    tell(int(people.resident(email=None, email_verified_at=None, phone="+8613800000002", phone_verified_at=now()).pk))
    assert [(row.way, row.to) for row in Message.objects.all()] == [("sms", "+8613800000002")]


def test_many_pieces_of_news_become_one_letter(person: int) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tell(person, "fund:1")
        sending.send_waiting()
        clock.shift(timedelta(minutes=1))
        for number in range(2, 6):
            tell(person, f"fund:{number}")
        assert sending.send_waiting() == 0
        clock.shift(timedelta(minutes=10))
        assert sending.send_waiting() == 4
    assert len(mail.outbox) == 2
    assert "4" in mail.outbox[1].subject
    assert mail.outbox[1].body.count("The fund has granted it.") == 4


def test_a_closed_account_is_told_nothing(person: int) -> None:
    from cogov.contexts.accounts.models import Person

    Person.objects.update(is_active=False)
    tell(person)
    assert not Notice.objects.exists()


def test_links_never_lead_elsewhere(person: int) -> None:
    facade.notify(person=person, occasion="x", letter=lambda: facade.Letter("a", "b", link="https://evil.example/x"))
    assert Notice.objects.get().link == ""
    assert "evil" not in Message.objects.get().text


def test_a_text_message_to_a_number_without_an_account_is_queued_once() -> None:
    for _ in range(2):
        facade.text(phone="138 0000 0009", occasion="receipt:1", words="回执 4K7Q")
    [message] = Message.objects.all()
    assert (message.way, message.to, message.due_at <= now()) == ("sms", "+8613800000009", True)
