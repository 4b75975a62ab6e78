"""A telephone's events become calls: the wire by itself, and the real daemon called by a real caller."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogov.contexts.hotline import queries
from cogov.contexts.hotline.models import Call, Caller, State
from cogov.contexts.hotline.phone import LARGEST, Desk, Event, Garbled, Kind, Line, Netstrings, event_of, number_of
from cogov.contexts.hotline.tests import telephones
from cogov.contexts.reports.tests.world import World, build

TOLD = {
    "event": True,
    "type": "CALL_INCOMING",
    "class": "call",
    "accountaor": "sip:hotline@127.0.0.1",
    "direction": "incoming",
    "peeruri": "sip:13800000007@192.0.2.7:5061;user=phone",
    "id": "1-8752@192.0.2.7",
}
"""As baresip 1.0.0 sends it."""


def wire(*messages: bytes) -> bytes:
    return b"".join(b"%d:%s," % (len(one), one) for one in messages)


@given(st.lists(st.binary(max_size=300), max_size=6), st.lists(st.integers(1, 50), min_size=1))
def test_strings_are_whole_however_they_are_cut(messages: list[bytes], cuts: list[int]) -> None:
    data, found, strings, at = wire(*messages), [], Netstrings(), 0
    place = 0
    while at < len(data):
        step = cuts[place % len(cuts)]
        found += list(strings.feed(data[at : at + step]))
        at, place = at + step, place + 1
    assert found == messages


@pytest.mark.parametrize("data", [b"abc", b"-1:a,", b"3:abcX", b"999999999999", b"%d:a" % (LARGEST + 1)])
def test_what_is_no_netstring_is_refused_before_it_fills_the_memory(data: bytes) -> None:
    with pytest.raises(Garbled):
        list(Netstrings().feed(data))


def test_a_call_that_comes_in_is_understood() -> None:
    assert event_of(json.dumps(TOLD).encode()) == Event(Kind.INCOMING, "1-8752@192.0.2.7", "13800000007")


@pytest.mark.parametrize(
    "message",
    [b"", b"[]", b"{", b'{"type":"REGISTER_OK","id":"x"}', b'{"type":"CALL_INCOMING"}', b'{"type":["x"],"id":"1"}',
     json.dumps(TOLD | {"direction": "outgoing"}).encode()],
)  # fmt: skip
def test_everything_else_is_passed_over(message: bytes) -> None:
    assert event_of(message) is None


@pytest.mark.parametrize(
    ("uri", "number"),
    [("sip:+8613800000007@h", "+8613800000007"), ("<sips:057187021234@h:5061>;tag=1", "057187021234"),
     ("tel:+86-138-0000-0007;phone-context=x", "+86-138-0000-0007"), ("sip:%2B8613800000007@h", "+8613800000007"),
     ("sip:anonymous@anonymous.invalid", "anonymous"), ("", "")],
)  # fmt: skip
def test_the_number_is_read_from_the_address(uri: str, number: str) -> None:
    assert number_of(uri) == number


@pytest.mark.django_db
def test_an_answered_call_of_ones_own_telephone_is_on_ones_screen(world: World) -> None:
    operator = world.actor("operator")
    desk = Desk(world.bodies["centre"], operator.person)
    for kind in (Kind.INCOMING, Kind.INCOMING, Kind.ESTABLISHED):
        desk.handle(Event(kind, "line-9", "13800000007"))
    held = queries.held_by(operator)
    assert held is not None
    assert (held.line, Call.objects.count()) == ("line-9", 1)


REAL = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(telephones.absent()), reason=telephones.absent() or "present"),
]


def real(test: Callable[..., None]) -> Callable[..., None]:
    for mark in REAL:
        test = mark(test)
    return test


@real
def test_a_real_telephone_rings_on_the_screen_until_its_caller_gives_up(tmp_path: Path) -> None:
    world = build()
    operator = world.actor("operator")
    with telephones.telephone(tmp_path, answers=False) as phone, listening(phone, Desk(world.bodies["centre"])):
        with phone.call(tmp_path, "13800000007", ms=1500) as caller:
            _until(lambda: len(queries.ringing(operator)) == 1)
            assert Caller.objects.get().contact == "+8613800000007"
            assert caller.wait(20) == 0
        _until(lambda: Call.objects.get().state == State.MISSED)


@real
def test_a_call_that_is_answered_is_on_its_operators_screen_and_the_work_outlasts_it(tmp_path: Path) -> None:
    world = build()
    operator = world.actor("operator")
    desk = Desk(world.bodies["centre"], operator.person)
    with telephones.telephone(tmp_path, answers=True) as phone, listening(phone, desk):
        with phone.call(tmp_path, "13800000007", ms=500) as caller:
            _until(lambda: queries.held_by(operator) is not None)
            assert caller.wait(20) == 0
        _until(lambda: Call.objects.get().hung_up_at is not None)
        assert Call.objects.get().state == State.OPEN


@contextmanager
def listening(phone: telephones.Telephone, desk: Desk) -> Iterator[None]:
    """`cogov phone` in a thread, connected once the block begins."""
    stop = threading.Event()
    thread = threading.Thread(target=_run, args=(Line("127.0.0.1", phone.control, desk, stop),))
    thread.start()
    threading.Event().wait(0.3)  # the telephone tells only those who are connected
    try:
        yield
    finally:
        stop.set()
        thread.join(10)


def _run(line: Line) -> None:
    from django.db import connection

    try:
        line.run()
    finally:
        connection.close()


def _until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    """The daemon is another process: asked again until it has happened."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        threading.Event().wait(0.05)
