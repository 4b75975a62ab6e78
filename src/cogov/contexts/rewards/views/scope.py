"""What the pages share."""

from __future__ import annotations

from django.http import HttpRequest

from cogov.kernel.errors import Forbidden
from cogov.ui.acting import actor_of


def person_of(request: HttpRequest) -> int:
    """Who is signed in. Raises Forbidden, which the door has excluded."""
    person = actor_of(request).person
    if person is None:
        raise Forbidden
    return person
