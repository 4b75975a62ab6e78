"""What a person is told of their orders, and what is left when they are erased."""

from __future__ import annotations

import pytest

from cogov.contexts.accounts.models import Person
from cogov.contexts.catalogue import actions, codes, own_data
from cogov.contexts.catalogue.models import Order, State
from cogov.contexts.catalogue.tests import factories as make
from cogov.kernel import ids
from cogov.kernel.actors import SYSTEM, Actor

pytestmark = pytest.mark.django_db
MARKER = "marker-of-a-reason"


def taken_back(who: Actor) -> Order:
    order = make.order(who)
    by = make.counter(order.partner)
    actions.collect(order=order.pk, by=by, key=ids.token(), code=codes.token(order.pk, order.salt))
    actions.take_back(order=order.pk, reason=MARKER, restock=True, by=by, key=ids.token())
    return order


def test_everything_about_one_s_orders_is_told_and_nothing_of_others() -> None:
    make.item()
    who = make.resident(200)
    taken_back(who)
    told = own_data.export(who.person or 0)
    assert [(row["item"], row["state"], row["reason"]) for row in told] == [("rice", "returned", MARKER)]
    assert own_data.export(make.resident().person or 0) == []


def test_erasure_frees_what_waits_and_leaves_no_word_of_the_person() -> None:
    thing, who = make.item(), make.resident(200)
    taken_back(who)
    make.order(who)
    own_data.erase(who.person or 0, SYSTEM)
    own_data.erase(who.person or 0, SYSTEM)
    thing.refresh_from_db()
    assert (thing.stock, thing.reserved) == (5, 0)
    assert sorted(Order.objects.values_list("state", "reason")) == [(State.CANCELLED, ""), (State.RETURNED, "")]
    assert Person.objects.filter(pk=who.person).exists()
