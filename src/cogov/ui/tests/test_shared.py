"""One page for many visitors, with nothing in it that belongs to one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from cogov.ui import shared

KEY = "01234567-89ab-4cde-8f01-23456789abcd"


@pytest.fixture(autouse=True)
def _nothing_kept(settings: Any) -> Iterator[None]:
    settings.SHARED_PAGES = True
    shared.forget()
    yield
    shared.forget()


def visitor(**cookies: str) -> HttpRequest:
    request = RequestFactory().get("/reports")
    request.COOKIES.update(cookies)
    return request


class Painter:
    """Draws a form, and counts how often."""

    def __init__(self, extra: str = "") -> None:
        self.drawn, self.extra = 0, extra

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.drawn += 1
        token = f'<input name="csrfmiddlewaretoken" value="{get_token(request)}">'
        return HttpResponse(f'{token}<input name="key" value="{KEY}">{self.extra}')


def ask(request: HttpRequest, paint: Painter, *, state: object = 1, seconds: float = 60.0) -> str:
    return shared.shared(request, state, lambda: paint(request), seconds=seconds).content.decode()


def test_a_second_visitor_gets_the_same_page_without_drawing_it_again() -> None:
    paint = Painter("news")
    assert "news" in ask(visitor(), paint)
    assert "news" in ask(visitor(), paint)
    assert paint.drawn == 1


def test_each_visitor_has_a_token_and_a_form_key_of_their_own() -> None:
    paint = Painter()
    first, second, third = visitor(), visitor(), visitor()
    pages = [ask(request, paint) for request in (first, second, third)]
    tokens = {re.search(r'value="(\w{64})"', page)[1] for page in pages}  # type: ignore[index]
    assert len(tokens) == 3
    assert len({request.META["CSRF_COOKIE"] for request in (first, second, third)}) == 3
    assert [KEY in page for page in pages] == [True, False, False]


def test_somebody_with_a_session_never_gets_or_leaves_a_copy() -> None:
    paint = Painter()
    ask(visitor(sessionid="x"), paint)
    ask(visitor(), paint)
    ask(visitor(sessionid="x"), paint)
    assert paint.drawn == 3


def test_another_state_or_type_size_is_another_page() -> None:
    paint = Painter()
    ask(visitor(), paint)
    ask(visitor(), paint, state=2)
    ask(visitor(cogov_type="large"), paint)
    assert paint.drawn == 3


def test_a_page_older_than_allowed_is_drawn_anew() -> None:
    paint = Painter()
    ask(visitor(), paint)
    ask(visitor(), paint, seconds=0.0)
    assert paint.drawn == 2


@pytest.mark.parametrize(("age", "drawn"), [(7.9, 1), (8.1, 2), (10.1, 3)], ids=["fresh", "ageing", "old"])
def test_while_one_request_draws_an_ageing_page_others_get_it_until_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch, age: float, drawn: int
) -> None:
    clock, paint = [0.0], Painter()
    monkeypatch.setattr(shared.time, "monotonic", lambda: clock[0])
    ask(visitor(), paint, seconds=10)
    clock[0] = age

    def while_somebody_asks(request: HttpRequest) -> HttpResponse:
        ask(visitor(), paint, seconds=10)
        return paint(request)

    request = visitor()
    shared.shared(request, 1, lambda: while_somebody_asks(request), seconds=10)
    assert paint.drawn == drawn


def test_a_page_with_a_token_at_an_unknown_place_is_never_kept() -> None:
    paint = Painter(f'<meta content="{"A" * 64}">')
    ask(visitor(), paint)
    ask(visitor(), paint)
    assert paint.drawn == 2


def test_old_copies_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared._brief, "most", 1000)
    paint = Painter("x" * 600)
    for state in (1, 2, 1):
        ask(visitor(), paint, state=state, seconds=shared.PACKED_FROM / 2)
    assert paint.drawn == 3


@pytest.mark.parametrize("seconds", [1.0, shared.PACKED_FROM])
def test_a_copy_is_the_page_as_it_was_drawn_packed_or_not(seconds: float) -> None:
    paint = Painter("路灯 " * 2000)
    first, again = (ask(visitor(), paint, seconds=seconds) for _ in range(2))
    drop = re.compile(r'value="[^"]*"')
    assert drop.sub("", again) == drop.sub("", first)
    assert paint.drawn == 1


def test_a_long_lived_copy_takes_the_room_of_what_differs_from_the_first() -> None:
    dice = Random(7)
    frame = "".join(chr(dice.randrange(0x4E00, 0x9000)) for _ in range(9000))
    held = []
    for state in range(3):
        ask(visitor(), Painter(f"{frame}{state}"), state=state, seconds=shared.PACKED_FROM)
        held.append(shared._packed.held)
    assert held[0] > 0
    assert max(held[1] - held[0], held[2] - held[1]) < len(frame.encode()) / 20


def test_pages_for_seconds_never_push_out_long_lived_ones() -> None:
    lasting, passing = Painter("life"), Painter("x" * 2**20)
    ask(visitor(), lasting, state="life", seconds=shared.PACKED_FROM)
    for state in range(8):
        ask(visitor(), passing, state=state, seconds=shared.PACKED_FROM / 2)
    ask(visitor(), lasting, state="life", seconds=shared.PACKED_FROM)
    assert (lasting.drawn, passing.drawn) == (1, 8)
    assert shared._brief.held <= shared.BRIEF_BYTES
