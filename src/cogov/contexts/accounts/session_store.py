"""Sessions in the database, as Django keeps them, found by a query that is written once (`SESSION_ENGINE`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from cogov.kernel.compiled import Compiled
from cogov.kernel.outages import outage

_alive = Compiled(lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at), str, datetime)


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        """What it holds; nothing, and no key, when it has ended."""
        found = _alive.first(self.session_key or "", timezone.now())
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found.session_data))

    def save(self, must_create: bool = False) -> None:
        """Django takes every error of the database for a session that has ended, and answers 400; an outage is none."""
        try:
            super().save(must_create)
        except UpdateError as error:
            lost = error.__context__
            if lost is not None and outage(lost):
                raise lost from lost.__cause__
            raise
