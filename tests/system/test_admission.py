"""Above capacity: refused at once and kindly, staff go on, nothing is lost."""

from __future__ import annotations

import http.client
import io
import json
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.http import StreamingHttpResponse
from django.test import RequestFactory

from cogov.config import admission
from cogov.config.admission import Admission, Tally, kind_of
from cogov.config.refusal import LATE, SOON, Refusal
from cogov.config.turnstile import TERMS, Kind, Terms
from cogov.kernel import badge
from cogov.kernel.clock import now
from tests.system.installation import free_port

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9"}


def environ(path="/", method="GET", body=b"", **more):
    return RequestFactory().generic(method, path, body, **more).environ


def ask(application, asked):
    head = []
    answer = application(asked, lambda status, headers, _error=None: head.extend((status, dict(headers))))
    try:
        return head[0], head[1], b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()


def echo(asked, start_response):
    start_response("200 OK", [("X-Thread", threading.current_thread().name)])
    return [asked["wsgi.input"].read()]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, settings):
    settings.DATA = tmp_path


# ---- who somebody is ---------------------------------------------------------


def test_staff_are_known_by_a_badge_that_fits_their_session_and_by_nothing_else():
    own = f"sessionid=abc; {badge.COOKIE}={badge.issue('abc')}"
    assert kind_of(environ("/desk/work", HTTP_COOKIE=own)) == Kind.STAFF
    assert kind_of(environ("/", "POST", HTTP_COOKIE=own)) == Kind.STAFF
    for forged in (
        f"sessionid=other; {badge.COOKIE}={badge.issue('abc')}",
        f"{badge.COOKIE}={badge.issue('abc')}",
        f"sessionid=abc; {badge.COOKIE}=9999999999.{'a' * 32}",
        f"sessionid=abc; {badge.COOKIE}=x",
        f"sessionid=; {badge.COOKIE}={badge.issue('')}",
    ):
        assert kind_of(environ("/desk/work", HTTP_COOKIE=forged)) == Kind.READ


def test_a_badge_ends(time_machine):
    time_machine.move_to("2026-03-02T08:00:00+00:00")
    worn = badge.issue("abc")
    assert badge.remaining(worn, "abc") == badge.LIFE
    time_machine.shift(badge.LIFE)
    assert badge.remaining(worn, "abc") == 0


def test_residents_read_or_write_and_files_of_pages_go_by_themselves():
    assert kind_of(environ("/reports")) == Kind.READ
    assert kind_of(environ("/reports/new", "POST")) == Kind.WRITE
    assert kind_of(environ("/static/dist/cogov.css?v=1")) == Kind.STATIC
    assert kind_of(environ("/static/dist/cogov.css", "POST")) == Kind.WRITE


# ---- the way through -----------------------------------------------------------


def test_a_body_is_read_before_a_thread_is_taken_and_arrives_whole():
    gate = Admission(echo, 1)
    for size in (1, admission.PIECE + 1, admission.BODY_IN_MEMORY + 7):
        sent = bytes(range(256)) * (size // 256 + 1)
        status, headers, body = ask(gate, environ(method="POST", body=sent))
        assert (status, body) == ("200 OK", sent)
        assert headers["X-Thread"].startswith("cogov-request-")


def test_a_body_of_unknown_length_arrives_whole():
    asked = environ(method="POST")
    asked |= {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(b"abc" * 50_000)}
    assert ask(Admission(echo, 1), asked)[2] == b"abc" * 50_000


def test_a_body_that_was_cut_off_is_no_request():
    called = []
    asked = environ(method="POST", body=b"half")
    asked |= {"CONTENT_LENGTH": "8", "wsgi.input": io.BytesIO(b"half")}
    status, _headers, _body = ask(Admission(lambda *_: called.append(1), 1), asked)
    assert status == "400 Bad Request"
    assert not called


def test_a_slow_sender_holds_no_thread():
    gate = Admission(echo, 1)
    begun, go = threading.Event(), threading.Event()

    class Slow(io.BytesIO):
        def read(self, size=-1):
            begun.set()
            assert go.wait(10)
            return super().read(size)

    slow = environ(method="POST", body=b"photo")
    slow["wsgi.input"] = Slow(b"photo")
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask, gate, slow)
        assert begun.wait(10)
        assert ask(gate, environ())[0] == "200 OK"
        go.set()
        assert answer.result(10)[2] == b"photo"


@pytest.mark.parametrize("size", [1, 15 * 2**20])
def test_the_body_of_a_photo_does_not_touch_the_disk(size, monkeypatch):
    monkeypatch.setattr("tempfile.TemporaryFile", lambda **_: pytest.fail("a file was made"))
    assert len(ask(Admission(echo, 1), environ(method="POST", body=b"x" * size))[2]) == size


def test_bodies_take_no_more_memory_than_is_set_aside_for_them(monkeypatch):
    monkeypatch.setattr(admission, "BODIES_IN_MEMORY", 1000)
    inside, go = threading.Event(), threading.Event()

    def wait(asked, start_response):
        inside.set()
        assert go.wait(10)
        return echo(asked, start_response)

    gate = Admission(wait, 2)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(ask, gate, environ(method="POST", body=b"x" * 700))
        assert inside.wait(10)
        status, headers, _ = ask(gate, environ(method="POST", body=b"y" * 301))
        assert status.startswith("503")
        assert int(headers["Retry-After"]) > 0
        go.set()
        assert ask(gate, environ(method="POST", body=b"z" * 300))[2] == b"z" * 300
        assert first.result(10)[2] == b"x" * 700
    assert ask(gate, environ(method="POST", body=b"x" * 1000))[0] == "200 OK", "the room was given back"


@pytest.mark.parametrize("sent", [b"half", b"whole"])
def test_the_room_of_a_body_is_given_back_whatever_becomes_of_it(sent, monkeypatch):
    monkeypatch.setattr(admission, "BODIES_IN_MEMORY", 5)

    class Lost(io.BytesIO):
        def read(self, size=-1):
            raise ConnectionResetError

    gate = Admission(echo, 1)
    for stream in (io.BytesIO(sent), Lost(sent), io.BytesIO(sent), io.BytesIO(b"whole")):
        asked = environ(method="POST", body=b"whole") | {"wsgi.input": stream}
        status, _headers, _body = ask(gate, asked)
        assert not status.startswith("503")
    assert status == "200 OK"


def test_what_is_made_bit_by_bit_is_made_in_the_thread_that_has_the_connection():
    made_in = []

    def application(_asked, start_response):
        def pieces():
            for _ in range(3):
                made_in.append(threading.current_thread().name)
                yield b"x" * admission.ANSWER_IN_MEMORY

        start_response("200 OK", [])
        return StreamingHttpResponse(pieces())

    assert len(ask(Admission(application, 1), environ())[2]) == 3 * admission.ANSWER_IN_MEMORY
    assert made_in == ["cogov-request-0"] * 3


# ---- the refusal ---------------------------------------------------------------


@pytest.fixture
def full(monkeypatch):
    """A server that lets nobody in."""
    monkeypatch.setattr("cogov.config.turnstile.TERMS", dict.fromkeys(TERMS, Terms(share=1, room=0, patience=1)))
    return Admission(echo, 1)


def test_a_page_says_in_the_readers_language_first_what_to_do(full):
    status, headers, body = ask(full, environ("/reports", **ENGLISH))
    assert status == "503 Service Unavailable"
    assert SOON <= int(headers["Retry-After"]) <= LATE
    assert headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert int(headers["Content-Length"]) == len(body)
    text = body.decode()
    assert text.index("One moment, there is a crowd</h1>") < text.index("请稍等，现在人太多了</h2>")
    assert "Load this page again" in text
    assert "style=" not in text
    assert "<script" not in text
    chinese = ask(full, environ("/reports", HTTP_ACCEPT_LANGUAGE="zh-CN"))[2].decode()
    assert chinese.index("请稍等，现在人太多了</h1>") < chinese.index("there is a crowd</h2>")
    assert "<h1>One" in ask(full, environ("/", HTTP_COOKIE="django_language=en"))[2].decode()


def test_who_sent_a_form_is_told_how_to_send_it_again(full):
    _status, _headers, body = ask(full, environ("/reports/new", "POST", b"text=gas", **ENGLISH))
    assert "Sent twice, it is filed once." in body.decode()


def test_the_waits_are_spread(full):
    waits = {ask(full, environ())[1]["Retry-After"] for _ in range(60)}
    assert len(waits) > 5


def test_programs_get_a_problem_and_open311_its_own_form(full):
    status, headers, body = ask(full, environ("/api/v1/reports", "POST", b"{}", **ENGLISH))
    problem = json.loads(body)
    assert (status[:3], problem["status"], problem["code"]) == ("503", 503, "busy")
    assert headers["Content-Type"] == "application/problem+json"
    assert headers["Retry-After"]
    _status, _headers, body = ask(full, environ("/open311/v2/requests.json", **ENGLISH))
    assert json.loads(body)[0]["code"] == 503
    _status, headers, body = ask(full, environ("/open311/v2/requests.xml"))
    assert headers["Content-Type"].startswith("text/xml")
    assert b"<code>503</code>" in body


def test_the_refusal_asks_no_database():
    """No mark on this test lets it: a query would fail it."""
    refusal = Refusal()
    assert refusal.answer(environ("/")).status.startswith("503")


def test_refusals_are_told_in_the_log_and_to_the_doctor(full, caplog, tmp_path):
    tally = Tally(tmp_path / admission.TALLY_FILE)
    for kind in (Kind.READ, Kind.READ, Kind.STAFF):
        tally.count(kind)
    tally.tell()
    assert "{'read': 2, 'staff': 1}" in caplog.text
    assert admission.refused(tmp_path, now() - timedelta(hours=1)) == {"read": 2, "staff": 1}
    assert not admission.refused(tmp_path, now() + timedelta(hours=1))


# ---- a real server whose database lets nobody write ------------------------------


@contextmanager
def nobody_can_write(installation):
    if installation.url:
        with psycopg.connect(installation.url) as connection:
            connection.execute("LOCK TABLE kernel_bucket IN ACCESS EXCLUSIVE MODE")
            yield
    else:
        connection = sqlite3.connect(installation.data / "cogov.sqlite3", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")
        connection.close()


def request(port, method, path, body=None):
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Content-Type": "application/json", "Accept-Language": "en"}
    began = time.monotonic()
    wire.request(method, path, body, headers)
    answer = wire.getresponse()
    answer.read()
    wire.close()
    return answer.status, answer.headers, time.monotonic() - began


@pytest.mark.slow
def test_while_nobody_can_write_pages_are_read_and_who_finds_no_room_is_told_at_once(installation):
    port = free_port()
    writers = TERMS[Kind.WRITE].room + 40
    serving = installation.process("serve", "--no-worker", "--processes", "1", "--port", str(port))
    with serving as running, ThreadPoolExecutor(writers) as crowd:
        assert "Cogov" in running.stdout.readline()
        assert request(port, "GET", "/reports")[0] == 200
        with nobody_can_write(installation):
            body = json.dumps({"category": "pothole", "text": "gas", "lat": 28.0, "lon": 120.0})
            waiting = [crowd.submit(request, port, "POST", "/api/v1/reports", body) for _ in range(writers)]
            status, _headers, took = request(port, "GET", "/reports?n=1")
            assert (status, took < 5) == (200, True), "readers do not wait for writers"
            end = time.monotonic() + 30
            while sum(one.done() for one in waiting) < writers - 3:  # three are at work, and wait for the lock
                assert time.monotonic() < end
                time.sleep(0.01)
        answers = [one.result(60) for one in waiting]
        refused = [(headers["Retry-After"], took) for status, headers, took in answers if status == 503]
        assert len(refused) >= writers - 3
        assert all(SOON <= int(wait) <= LATE for wait, _took in refused)
        assert sorted(took for _wait, took in refused)[30] < 2, "those without room are told at once"
        assert request(port, "POST", "/api/v1/reports", body)[0] != 503
        end = time.monotonic() + 2 * admission.TALLY
        while admission.refused(installation.data, now() - timedelta(hours=1))["write"] < len(refused):
            assert time.monotonic() < end
            time.sleep(0.1)
