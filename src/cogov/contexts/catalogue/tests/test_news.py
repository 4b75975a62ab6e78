"""Whoever ordered something hears when it can be fetched, and when the points came back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from cogov.contexts.catalogue import actions
from cogov.contexts.catalogue.models import Order
from cogov.contexts.catalogue.tests import factories
from cogov.contexts.desk.models import Notice
from cogov.kernel import ids, worker

pytestmark = pytest.mark.django_db


def subjects(person: int | None) -> list[str]:
    worker.drain()
    return list(Notice.objects.filter(person=person).order_by("id").values_list("subject", flat=True))


def test_an_order_that_is_ready_or_given_up_is_told_once_to_its_owner() -> None:
    buyer = factories.resident()
    thing = factories.item(ready_at_once=False)
    order = factories.order(buyer, thing)
    assert subjects(buyer.person) == []
    actions.make_ready(order=order.pk, by=factories.counter(thing.partner), key=ids.token())
    assert len(subjects(buyer.person)) == 1
    expires = Order.objects.get().expires_at
    with time_machine.travel(expires + timedelta(minutes=1), tick=False):
        actions.expire_due()
        actions.expire_due()
        ready, given_up = subjects(buyer.person)
    assert thing.name_zh in ready
    assert thing.name_zh in given_up
    assert ready != given_up
