"""Addresses named by strangers lead to the public internet or nowhere."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.kernel import outbound
from cogov.kernel.errors import TooLarge

Answer = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def server() -> Iterator[Callable[[Answer], str]]:
    """A real server on this machine that answers as the test says; returns its address."""
    running: list[ThreadingHTTPServer] = []

    def start(answer: Answer) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                answer(self)

            do_POST = do_GET  # noqa: N815 - the name that the library calls

            def log_message(self, *args: Any) -> None:
                pass

        running.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=running[-1].serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{running[-1].server_port}"

    yield start
    for one in running:
        one.shutdown()
        one.server_close()


@pytest.fixture
def trusted(settings: Any) -> None:
    settings.OUTBOUND_NETWORKS = ("127.0.0.1/32",)


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://0.0.0.0/",
        "http://10.0.0.8/",
        "http://100.100.100.200/latest/meta-data",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.1.1/",
        "http://[fd00::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/",
        "https://8.8.8.8:25/",
        "ftp://8.8.8.8/",
        "file:///etc/passwd",
        "gopher://8.8.8.8/",
        "http://user:password@8.8.8.8/",
        "http:///nothing",
        "http://8.8.8.8:99999/",
        "http://8.8.8.8/\r\nHost: inside",
        "http://8.8.8.8\\@127.0.0.1/",
        "http://" + "a" * 300 + "/",
        "http://8.8.8.8/" + "a" * 2000,
        "",
    ],
)
def test_what_is_no_public_web_address_is_refused_before_anything_is_sent(url: str) -> None:
    with pytest.raises(outbound.Refused):
        outbound.fetch(url, most=10)


def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: inside)

    with pytest.raises(outbound.Refused):
        outbound.fetch("http://photos.example.org/a.jpg", most=10)


def test_the_socket_goes_to_the_address_that_was_looked_at(
    server: Callable[[Answer], str], trusted: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = server(says(200, b"here"))
    port = int(address.rsplit(":", 1)[1])
    answers = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]])  # asked again, it would raise
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: next(answers))

    reply = outbound.fetch(f"http://changes-its-mind.example.org:{port}/", most=10)

    assert reply.body == b"here"


def test_redirects_are_followed_and_each_is_checked(server: Callable[[Answer], str], trusted: None) -> None:
    end = server(says(200, b"photo", Content_Type="image/jpeg"))
    good = server(says(302, Location=f"{end}/photo.jpg"))
    bad = server(says(302, Location="http://169.254.169.254/latest/meta-data"))
    schemes = server(says(302, Location="file:///etc/passwd"))

    assert outbound.fetch(good, most=10) == outbound.Reply(200, "image/jpeg", b"photo", f"{end}/photo.jpg")
    for address in (bad, schemes):
        with pytest.raises(outbound.Refused):
            outbound.fetch(address, most=10)


def test_a_circle_of_redirects_ends(server: Callable[[Answer], str], trusted: None) -> None:
    asked: list[str] = []

    def again(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        says(301, Location="/again")(handler)

    with pytest.raises(outbound.Refused):
        outbound.fetch(server(again), most=10)

    assert len(asked) == outbound.REDIRECTS + 1


@pytest.mark.parametrize("announced", [True, False])
def test_more_bytes_than_wanted_are_not_read(server: Callable[[Answer], str], trusted: None, announced: bool) -> None:
    body = b"x" * 1000
    address = server(says(200, body, **({"Content_Length": "1000"} if announced else {})))

    with pytest.raises(TooLarge):
        outbound.fetch(address, most=999)
    assert outbound.fetch(address, most=1000).body == body


def test_a_server_that_sends_drop_by_drop_is_left(server: Callable[[Answer], str], trusted: None) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(100):
                handler.wfile.write(b".")
                handler.wfile.flush()
                time.sleep(0.05)
        except OSError:
            return  # cut by the other side, as it should be

    started = time.monotonic()
    with contextlib.suppress(outbound.Unreachable):
        outbound.fetch(server(drip), most=1000, seconds=0.3)
    assert time.monotonic() - started < 2


def test_nobody_listening_is_told_apart_from_forbidden(trusted: None) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    with pytest.raises(outbound.Unreachable):
        outbound.fetch(f"http://127.0.0.1:{port}/", most=10)


def test_a_sent_message_arrives_whole_and_its_answer_is_cut(server: Callable[[Answer], str], trusted: None) -> None:
    got: dict[str, Any] = {}

    def keep(handler: BaseHTTPRequestHandler) -> None:
        got["headers"] = dict(handler.headers)
        got["body"] = handler.rfile.read(int(handler.headers["Content-Length"]))
        says(302, b"y" * 5000, Location="http://elsewhere.example.org/")(handler)

    reply = outbound.send(server(keep), body=b'{"a":1}', headers={"webhook-id": "msg_1"}, most=100)

    assert got["body"] == b'{"a":1}'
    assert got["headers"]["webhook-id"] == "msg_1"
    assert (reply.status, len(reply.body)) == (302, 100)


@given(st.ip_addresses())
def test_public_never_means_more_than_what_the_registries_call_global(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if outbound.is_public(address):
        assert address.is_global
        assert not address.is_multicast
