"""WeChat: the platform's own sample of the safe mode, recorded messages, replays, forgeries, places, pictures."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine
from defusedxml.ElementTree import fromstring
from django.core.cache import cache
from django.test import Client

from cogov.contexts.desk import sending
from cogov.contexts.desk.actions import answering
from cogov.contexts.desk.channels import wechat
from cogov.contexts.desk.models import Incoming, Message
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.tests.world import World, build
from cogov.kernel import geo
from cogov.kernel.actors import Role

KEY, TOKEN, APP = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "QDG6eK", "wx5823bf96d3bd56c7"
"""Of the platform's published sample (WXBizMsgCrypt)."""
SAMPLE_CIPHER = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3"
    "TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gs"
    "ijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUa"
    "x5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIG"
    "HBZZIs2pDBS8R07+qN+E7Q=="
)
SAMPLE_SIGNATURE, SAMPLE_AT, SAMPLE_NONCE = "477715d11cdb4164915debcba66cb864d751f3e6", "1409659813", "1372623149"
NOW = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
WHO = "oPn4duBzYtT6AAAA_x-1"


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture(autouse=True)
def account(settings) -> Iterator[None]:  # type: ignore[no-untyped-def]
    settings.CHANNELS = {"wechat": {"app_id": APP, "secret": "s", "token": TOKEN, "aes_key": KEY}}
    cache.clear()
    with time_machine.travel(NOW, tick=False):
        yield


def message(kind: str = "text", number: str = "1", **fields: str) -> bytes:
    """As the platform's guide records it."""
    parts = {"ToUserName": "gh_1", "FromUserName": WHO, "CreateTime": "1772596800", "MsgType": kind, "MsgId": number}
    parts |= fields
    return f"<xml>{''.join(f'<{name}><![CDATA[{text}]]></{name}>' for name, text in parts.items())}</xml>".encode()


def call(
    client: Client, body: bytes, *, safe: bool = False, at: datetime = NOW, token: str = TOKEN, tamper: bool = False
) -> object:
    stamp, nonce = str(int(at.timestamp())), "n1"
    query = f"timestamp={stamp}&nonce={nonce}&signature={wechat.sign(token, stamp, nonce)}"
    if safe:
        cipher = wechat.encrypt(body, KEY, APP)
        query += f"&encrypt_type=aes&msg_signature={wechat.sign(token, stamp, nonce, cipher)}"
        cipher = wechat.encrypt(b"<xml/>", KEY, APP) if tamper else cipher
        body = f"<xml><Encrypt><![CDATA[{cipher}]]></Encrypt></xml>".encode()
    return client.post(f"/channels/wechat?{query}", body, content_type="text/xml")


def test_the_platform_s_own_sample_is_signed_and_opened() -> None:
    assert wechat.sign(TOKEN, SAMPLE_AT, SAMPLE_NONCE, SAMPLE_CIPHER) == SAMPLE_SIGNATURE
    tree = fromstring(wechat.decrypt(SAMPLE_CIPHER, KEY, APP))
    assert (tree.findtext("Content"), tree.findtext("MsgType")) == ("hello", "text")


def test_what_is_sealed_opens_again_and_for_nobody_else() -> None:
    sealed = wechat.encrypt("路灯".encode(), KEY, APP)
    assert wechat.decrypt(sealed, KEY, APP).decode() == "路灯"
    for cipher, key, app in ((sealed, KEY, "wxother"), (sealed, KEY[::-1], APP), ("AAAA", KEY, APP), ("", KEY, APP)):
        with pytest.raises(wechat.Forbidden):
            wechat.decrypt(cipher, key, app)


@pytest.mark.parametrize("safe", [False, True])
def test_words_are_kept_for_a_person_and_answered_at_once(client: Client, world: World, safe: bool) -> None:
    answer = call(client, message(Content="你好"), safe=safe)
    assert answer.status_code == 200  # type: ignore[attr-defined]
    row = Incoming.objects.get()
    assert (row.channel, row.text, row.sender, row.state) == ("wechat", "你好", WHO, "new")
    tree = fromstring(answer.content)  # type: ignore[attr-defined]
    if safe:
        tree = fromstring(wechat.decrypt(tree.findtext("Encrypt"), KEY, APP))
    assert tree.findtext("ToUserName") == WHO
    assert tree.findtext("Content")


def test_a_message_that_wechat_repeats_is_one(client: Client, world: World) -> None:
    for _ in range(3):
        call(client, message(Content="你好"))
    assert Incoming.objects.count() == 1


def test_without_a_number_sender_and_time_name_the_message(client: Client, world: World) -> None:
    for _ in range(2):
        call(client, message(number="", Content="你好"))
    call(client, message(number="", Content="你好", CreateTime="1772596999"))
    assert Incoming.objects.count() == 2


@pytest.mark.parametrize("late", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_an_old_call_is_a_replay(client: Client, world: World, late: timedelta) -> None:
    assert call(client, message(Content="你好"), at=NOW - late).status_code == 403  # type: ignore[attr-defined]


def test_a_call_that_is_not_signed_with_our_token_is_refused(client: Client, world: World) -> None:
    assert call(client, message(Content="x"), token="guess").status_code == 403  # type: ignore[attr-defined]
    assert call(client, message(Content="x"), safe=True, tamper=True).status_code == 403  # type: ignore[attr-defined]
    assert not Incoming.objects.exists()


def test_a_hello_is_answered_when_it_is_signed(client: Client, db: None) -> None:
    stamp = str(int(NOW.timestamp()))
    query = f"timestamp={stamp}&nonce=n&echostr=42&signature="
    assert client.get(f"/channels/wechat?{query}{wechat.sign(TOKEN, stamp, 'n')}").content == b"42"
    assert client.get(f"/channels/wechat?{query}{'0' * 40}").status_code == 403


def test_a_place_and_then_the_words_become_a_report_on_the_right_spot(client: Client, world: World) -> None:
    lat, lon = world.areas.middle("c1111")
    x, y = geo.wgs84_to_gcj02(lat, lon)
    call(client, message("location", "1", Location_X=str(x), Location_Y=str(y), Label="玫瑰路 1 号"))
    answer = call(client, message("text", "2", Content="路灯不亮了"))
    report = Report.objects.get()
    assert geo.distance_m(report.lat or 0, report.lon or 0, lat, lon) < 1
    assert (report.category.code, report.channel, report.address) == ("lamp", "wechat", "玫瑰路 1 号")
    assert str(report.pk) in answer.content.decode()  # type: ignore[attr-defined]
    assert set(Incoming.objects.values_list("state", flat=True)) == {"discarded", "filed"}


def test_a_bomb_of_entities_is_no_message(client: Client, world: World) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><MsgType>&b;</MsgType></xml>'
    assert call(client, bomb).status_code == 422  # type: ignore[attr-defined]


def test_a_picture_is_only_asked_for_at_the_platform_s_own_address(client: Client, world: World) -> None:
    call(client, message("image", "1", PicUrl="http://mmbiz.qpic.cn/a/0"))
    call(client, message("image", "2", PicUrl="http://127.0.0.1/secret"))
    first, second = Incoming.objects.order_by("id")
    assert (first.pictures, second.pictures, second.left_out) == (["http://mmbiz.qpic.cn/a/0"], [], 1)


class Api(BaseHTTPRequestHandler):
    """The platform's API with its recorded answers; the first token is one that has expired."""

    asked: list[tuple[str, dict[str, object]]] = []
    tokens = 0

    def do_POST(self) -> None:
        told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append((self.path, told))
        if "stable_token" in self.path:
            Api.tokens += 1
            answer: dict[str, object] = {"access_token": f"T{Api.tokens}", "expires_in": 7200}
        else:
            answer = {"errcode": 42001, "errmsg": "expired"} if "=T1" in self.path else {"errcode": 0, "errmsg": "ok"}
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_args: object) -> None:
        """Silent."""


@pytest.fixture
def api(settings) -> Iterator[type[Api]]:  # type: ignore[no-untyped-def]
    settings.OUTBOUND_NETWORKS = ["127.0.0.0/8"]
    server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    here = f"http://127.0.0.1:{server.server_port}"
    settings.CHANNELS = {"wechat": settings.CHANNELS["wechat"] | {"api": here}}
    Api.asked, Api.tokens = [], 0
    yield Api
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_person_s_answer_goes_back_by_the_api_with_a_token_renewed(
    client: Client, world: World, api: type[Api]
) -> None:
    call(client, message(Content="几点开门？"))
    row = Incoming.objects.get()
    answering.answer_incoming(incoming=row.pk, revision=1, text="九点。", by=world.actor(Role.OPERATOR))
    assert sending.send_waiting() == 1
    assert api.asked[-1][1] == {"touser": WHO, "msgtype": "text", "text": {"content": "九点。"}}
    assert Message.objects.get().state == "sent"


def test_after_two_days_wechat_takes_no_answer_any_more(client: Client, world: World) -> None:
    call(client, message(Content="几点开门？"))
    row = Incoming.objects.get()
    with time_machine.travel(NOW + timedelta(hours=49)), pytest.raises(answering.Invalid):
        answering.answer_incoming(incoming=row.pk, revision=1, text="九点。", by=world.actor(Role.OPERATOR))
    assert Incoming.objects.get().state == "new"
