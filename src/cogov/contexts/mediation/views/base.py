"""What the pages of mediation share."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from cogov.kernel.idempotency import once


def acted(request: HttpRequest, scope: str, act: Callable[[], int]) -> int:
    """The id that `act` gives, once for the form's key. What is asked for is kept as a digest only."""
    plain = {key: request.POST.getlist(key) for key in request.POST if key not in ("csrfmiddlewaretoken", "key")}
    done, _again = once(scope, request.POST.get("key", ""), plain, lambda: {"id": act()})
    return int(done["id"])
