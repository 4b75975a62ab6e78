"""Text messages: what they cost, what may be spent, what comes in, and who wants none."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote_from_bytes

import pytest
import time_machine
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from cogov.contexts.desk import codes, facade, sending
from cogov.contexts.desk.channels import sms
from cogov.contexts.desk.channels.sms import incoming_token
from cogov.contexts.desk.models import Incoming, Message
from cogov.contexts.reports.tests.world import World, build, contact
from cogov.kernel import ids, worker
from cogov.kernel.clock import now

PHONE = "+8613800000001"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def gateway(db: None, settings, monkeypatch: pytest.MonkeyPatch) -> list[str]:  # type: ignore[no-untyped-def]
    """The gateway's own answers ("0: Accepted for delivery", 202), as recorded from Kannel 1.4.5."""
    settings.CHANNELS = {
        "sms": {"url": "http://127.0.0.1:1/x", "user": "a", "password": "b", "parts_a_day": 5, "parts_a_number": 3}
    }
    handed: list[str] = []

    def ask(_gateway: object, message: object, text: str) -> tuple[int, str]:
        handed.append(text)
        return 202, "0: Accepted for delivery"

    monkeypatch.setattr(sms, "_ask", ask)
    return handed


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3), ("€" * 80, 1), ("€" * 81, 2),
     ("路" * 70, 1), ("路" * 71, 2), ("路" * 134, 2), ("路" * 135, 3), ("😀" * 35, 1), ("😀" * 36, 2)],
)  # fmt: skip
def test_a_text_is_counted_as_the_network_bills_it(text: str, parts: int) -> None:
    assert sms.parts_of(text) == parts


@given(st.text(max_size=3000))
def test_no_text_becomes_more_messages_than_handsets_put_together(text: str) -> None:
    shown, parts = sms.fitted(text)
    assert parts <= sms.MOST_PARTS
    assert shown == text.strip() or shown.endswith("…")


def test_the_day_s_spending_has_an_end_and_what_is_over_it_leaves_tomorrow(gateway: list[str]) -> None:
    for number in range(7):
        facade.text(phone=f"+861380000000{number}", occasion="receipt:1", words="回执")
    assert sending.send_waiting() == 5
    assert Message.objects.filter(state="waiting", error__contains="spending", attempts=0).count() == 2
    with time_machine.travel(now() + timedelta(days=1, minutes=10)):
        assert sending.send_waiting() == 2


def test_one_number_cannot_be_made_to_cost_more_than_its_share(gateway: list[str]) -> None:
    for number in range(5):
        facade.text(phone=PHONE, occasion=f"receipt:{number}", words="回执")
    assert sending.send_waiting() == 3
    assert sms.spent_today() == 3


def test_numbers_of_other_countries_are_not_paid_for(gateway: list[str]) -> None:
    facade.text(phone="+88213000000", occasion="receipt:1", words="回执")
    sending.send_waiting()
    assert (Message.objects.get().state, gateway) == ("failed", [])


def call(client: Client, text: bytes, charset: str = "GSM", sender: str = PHONE, token: str = "") -> int:
    query = f"from={quote_from_bytes(sender.encode())}&to=96156&charset={charset}&text={quote_from_bytes(text)}"
    return client.get(f"/channels/sms/in/{token or incoming_token()}?{query}").status_code


@pytest.mark.parametrize(("charset", "codec"), [("UTF-16BE", "utf-16-be"), ("GSM", "utf-8"), ("GB18030", "gb18030")])
def test_chinese_comes_in_as_the_gateway_codes_it(client: Client, world: World, charset: str, codec: str) -> None:
    assert call(client, "门口的路灯不亮".encode(codec), charset) == 200
    row = Incoming.objects.get()
    assert (row.text, row.sender, row.state, row.language) == ("门口的路灯不亮", PHONE, "new", "zh-hans")


def test_a_delivery_that_the_network_repeats_is_one(client: Client, world: World) -> None:
    for _ in range(3):
        assert call(client, b"the lamp is dark") == 200
    assert Incoming.objects.count() == 1


def test_only_a_party_joins_a_case_by_its_number(client: Client, world: World) -> None:
    report = world.file(by=world.actor("anonymous"), contact=contact(email="", phone=PHONE))
    call(client, f"#{report.pk} still dark".encode(), sender="+8613800000009")
    assert Incoming.objects.get().state == "new"
    call(client, f"#{report.pk} still dark".encode())
    assert Incoming.objects.get(sender=PHONE).state == "joined"


def test_nobody_else_can_bring_messages(client: Client, world: World) -> None:
    assert call(client, b"hello", token="a" * 32) == 404
    assert not Incoming.objects.exists()


def test_one_word_ends_the_messages_and_another_brings_them_back(client: Client, gateway: list[str]) -> None:
    call(client, "退订".encode())
    facade.text(phone=PHONE, occasion="a", words="回执")
    sending.send_waiting()
    assert gateway == []
    call(client, "开通".encode())
    facade.text(phone=PHONE, occasion="b", words="回执")
    sending.send_waiting()
    assert gateway == ["回执"]
    assert not Incoming.objects.exists()


def test_who_left_a_number_only_hears_by_text_message_of_what_asks_or_ends(world: World) -> None:
    report = world.file(by=world.actor("anonymous"), contact=contact(email="", phone=PHONE))
    worker.drain()
    [message] = Message.objects.filter(way="sms")
    assert str(report.pk) in message.text
    assert "/r/" in message.text


def test_the_report_of_an_arrival_is_believed_with_its_token_only(client: Client, db: None) -> None:
    facade.text(phone=PHONE, occasion="a", words="回执")
    message = Message.objects.get()
    assert client.get(f"/channels/sms/arrival/{message.pk}/{'a' * 32}?status=1").status_code == 404
    token = ids.derived_token("sms-arrival", message.pk)
    for status, arrival in ((8, ""), (2, "lost"), (1, "arrived"), (2, "arrived")):
        client.get(f"/channels/sms/arrival/{message.pk}/{token}?status={status}")
        assert Message.objects.get().arrival == arrival


def test_a_code_is_sent_at_once_counted_and_not_kept(gateway: list[str]) -> None:
    codes.hand_over(PHONE, "Your code: 123456")
    message = Message.objects.get()
    assert (gateway, message.state, message.text, sms.spent_today()) == (["Your code: 123456"], "sent", "", 1)


def test_codes_for_one_number_have_an_end(gateway: list[str]) -> None:
    for _ in range(3):
        codes.hand_over(PHONE, "Your code: 123456")
    with pytest.raises(OSError, match="spending"):
        codes.hand_over(PHONE, "Your code: 123456")
    assert len(gateway) == 3


def test_who_wants_no_news_still_gets_the_codes_that_they_ask_for(client: Client, gateway: list[str]) -> None:
    call(client, b"STOP")
    codes.hand_over(PHONE, "Your code: 123456")
    assert gateway == ["Your code: 123456"]
