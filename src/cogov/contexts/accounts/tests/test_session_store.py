"""A session that cannot be written for want of a disk is an outage; one that was ended meanwhile is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from cogov.contexts.accounts.session_store import SessionStore
from cogov.contexts.bodies.tests.factories import BodyFactory, desk
from cogov.kernel.actors import Role
from cogov.kernel.clock import now

pytestmark = pytest.mark.django_db


@contextmanager
def nothing_can_be_written() -> Iterator[None]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA query_only = ON")
            try:
                yield
            finally:
                cursor.execute("PRAGMA query_only = OFF")
            return
        with transaction.atomic():
            cursor.execute("SET TRANSACTION READ ONLY")
            yield
            transaction.set_rollback(True)


def test_staff_are_told_to_come_back_when_their_session_cannot_be_written() -> None:
    at_work = desk(Role.REVIEWER, BodyFactory())
    at_work.raise_request_exception = False
    assert at_work.get("/help").status_code == 200
    with time_machine.travel(now() + timedelta(minutes=5), tick=False), nothing_can_be_written():
        answer = at_work.get("/help")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def test_a_session_that_was_ended_meanwhile_does_not_come_back() -> None:
    one = SessionStore()
    one["staff"] = True
    one.create()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        one.save()
