"""Which browser session sent a photo: a secret of its own in the session, which outlives signing in."""

from __future__ import annotations

from django.http import HttpRequest

from cogov.kernel.ids import token

KEY = "media.session"


def upload_session(request: HttpRequest) -> str:
    """The secret of this session, made at the first call; give it to `store_photo` and `claim` as `session`."""
    if KEY not in request.session:
        request.session[KEY] = token()
    return str(request.session[KEY])


def known_session(request: HttpRequest) -> str:
    """The same, or "" for somebody who has sent nothing yet."""
    return str(request.session.get(KEY, ""))
