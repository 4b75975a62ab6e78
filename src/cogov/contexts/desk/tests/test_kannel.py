"""Text messages through the real gateway: Kannel's bearerbox and smsbox with its own fake network, on private ports."""

from __future__ import annotations

import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from cogov.contexts.desk import facade, sending
from cogov.contexts.desk.channels.sms import incoming_token
from cogov.contexts.desk.models import Incoming, Message
from cogov.contexts.reports.models import Update
from cogov.contexts.reports.tests.world import World, build, contact

FAKESMSC = next((path for path in ("/usr/lib/kannel/test/fakesmsc", shutil.which("fakesmsc")) if path), "")
GATEWAY = ("bearerbox", "smsbox")
ABSENT = [name for name in GATEWAY if not (shutil.which(name) or Path(f"/usr/sbin/{name}").exists())]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(ABSENT) or not Path(FAKESMSC).exists(), reason="needs Debian's kannel and kannel-extras for a real gateway"
    ),
]
PHONE = "+8613800000001"
WITHIN = 20.0
"""Seconds for something to arrive: the boxes look at their queues every second."""


def ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    found = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return found


CONF = """
group = core
admin-port = {admin}
admin-password = admin
smsbox-port = {boxes}
box-allow-ip = "127.0.0.1"
log-level = 1

group = smsc
smsc = fake
smsc-id = FAKE
port = {network}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}
sendsms-interface = 127.0.0.1
global-sender = 96156

group = sendsms-user
username = city
password = secret
concatenation = true
max-messages = 10

group = sms-service
keyword = default
catch-all = true
max-messages = 0
get-url = "{site}/channels/sms/in/{token}?from=%p&to=%P&at=%t&charset=%C&text=%b"
"""


class Gateway:
    """The three programs, and a telephone at the far end."""

    def __init__(self, folder: Path, site: str) -> None:
        self.folder = folder
        admin, boxes, self.network, self.send = ports(4)
        file = folder / "kannel.conf"
        file.write_text(
            CONF.format(
                admin=admin, boxes=boxes, network=self.network, send=self.send, site=site, token=incoming_token()
            )
        )
        self.url = f"http://127.0.0.1:{self.send}/cgi-bin/sendsms"
        self.running: list[subprocess.Popen[bytes]] = []
        self._start("bearerbox", [program("bearerbox"), "-v", "1", str(file)], self.network)
        self._start("smsbox", [program("smsbox"), "-v", "1", str(file)], self.send)

    def switch_on_telephone(self) -> None:
        """It prints what it gets and sends what is typed: "from to kind text"."""
        line = [FAKESMSC, "-H", "127.0.0.1", "-r", str(self.network), "-i", "0.1"]
        with (self.folder / "telephone.log").open("ab") as log:
            self.phone = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=log, stderr=log)
        self.running.append(self.phone)

    def type(self, words: str) -> None:
        assert self.phone.stdin is not None
        self.phone.stdin.write(f"{words}\n".encode())
        self.phone.stdin.flush()

    def heard(self) -> str:
        return (self.folder / "telephone.log").read_text(errors="replace")

    def called(self, times: int) -> bool:
        """Whether the city was called with so many messages."""
        return (self.folder / "smsbox.log").read_text(errors="replace").count("Starting to service") >= times

    def close(self) -> None:
        for one in reversed(self.running):
            one.terminate()
            one.wait(timeout=20)
            if one.stdin is not None:
                one.stdin.close()

    def _start(self, name: str, line: list[str], port: int) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running.append(subprocess.Popen(line, stdout=log, stderr=log))
        until(lambda: listens(port), f"{name} did not start: {(self.folder / f'{name}.log').read_text()[-500:]}")


def program(name: str) -> str:
    return shutil.which(name) or f"/usr/sbin/{name}"


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def until(true: Callable[[], bool], otherwise: str) -> None:
    """Look often until it is so; the pause gives the other programs the processor."""
    pause = threading.Event()
    for _ in range(int(WITHIN / 0.1)):
        if true():
            return
        pause.wait(0.1)
    raise AssertionError(otherwise)


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


@pytest.fixture
def gateway(live_server, settings, tmp_path: Path) -> Iterator[Gateway]:  # type: ignore[no-untyped-def]
    settings.SITE_URL = live_server.url
    found = Gateway(tmp_path, live_server.url)
    settings.CHANNELS = {"sms": {"url": found.url, "user": "city", "password": "secret", "sender": "96156"}}
    yield found
    found.close()


def test_text_messages_pass_the_real_gateway_in_both_directions(world: World, gateway: Gateway) -> None:
    gateway.switch_on_telephone()
    facade.text(phone=PHONE, occasion="receipt:1", words="您的回执 4K7Q 9M2T")
    assert sending.send_waiting() == 1
    until(lambda: "13800000001" in gateway.heard(), "the telephone got nothing")
    until(lambda: Message.objects.get().arrival == "arrived", "no report of its arrival came back")
    assert Message.objects.get().parts == 1

    report = world.file(by=world.actor("anonymous"), contact=contact(email="", phone=PHONE))
    for delivery in (1, 2):  # networks repeat themselves
        gateway.type(f"{PHONE} 96156 text #{report.pk} still dark")
        until(partial(gateway.called, delivery), f"delivery {delivery} was not offered")
    until(Incoming.objects.exists, "the answer did not come in")
    row = Incoming.objects.get()
    assert (row.state, row.report, row.sender) == ("joined", report.pk, PHONE)
    assert Update.objects.get(report=report.pk).text_en == "still dark"


def test_an_english_text_comes_in_and_a_long_one_goes_out_in_parts(world: World, gateway: Gateway) -> None:
    gateway.switch_on_telephone()
    gateway.type("+8613800000002 96156 text the lamp at my door is dark")
    until(Incoming.objects.exists, "nothing came in")
    row = Incoming.objects.get()
    assert (row.text, row.state, row.language) == ("the lamp at my door is dark", "new", "en")

    facade.text(phone=PHONE, occasion="long", words="路灯" * 60)
    assert sending.send_waiting() == 1
    assert Message.objects.get(occasion="long").parts == 2
    until(lambda: gateway.heard().count("13800000001") >= 2, "the two parts did not arrive")


def test_a_gateway_that_is_away_is_asked_again_and_nothing_is_spent(world: World, settings) -> None:  # type: ignore[no-untyped-def]
    from cogov.contexts.desk.channels.sms import spent_today

    [nobody] = ports(1)
    settings.CHANNELS = {"sms": {"url": f"http://127.0.0.1:{nobody}/cgi-bin/sendsms", "user": "a", "password": "b"}}
    facade.text(phone=PHONE, occasion="receipt:1", words="回执")
    assert sending.send_waiting() == 0
    assert (Message.objects.get().state, spent_today()) == ("waiting", 0)
