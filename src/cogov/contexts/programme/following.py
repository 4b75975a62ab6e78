"""Which item of publicity a visitor followed, from the link until a report is filed or an account made.

The session holds the item's number and nothing else. While a request of such a visitor is served, the number stands
in a context variable, where the handlers of `Filed` and `Registered` find it: no other context has to know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse

KEPT = "programme_poster"
"""Key in the session."""

_following: ContextVar[list[int] | None] = ContextVar("programme_following", default=None)
"""The item, in a list that is emptied once it was credited."""


class FollowingMiddleware:
    """Costs nothing for readers: only what is sent can file a report."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        poster = request.session.get(KEPT) if request.method == "POST" else None
        if not isinstance(poster, int):
            return self.get_response(request)
        with follow(poster) as left:
            response = self.get_response(request)
        if not left:
            request.session.pop(KEPT, None)
        return response


@contextmanager
def follow(poster: int) -> Iterator[list[int]]:
    """What happens within is credited to the item, once; the list is empty then."""
    left = [poster]
    mark = _following.set(left)
    try:
        yield left
    finally:
        _following.reset(mark)


def credited() -> int | None:
    """The item to be credited now, and not again; None where nobody followed one."""
    left = _following.get()
    return left.pop() if left else None
