"""What is held cannot be spent otherwise, and ends once."""

from datetime import timedelta

import pytest
import time_machine

from cogov.kernel import ledger
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Invalid, Missing
from cogov.kernel.ledger import Balance, Insufficient, Line
from cogov.kernel.ledger.holds import release_expired
from cogov.kernel.ledger.tests.test_posting import BY, give, issuing, move, person
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db


def hold(amount=30, key="hold-1", **options) -> int:
    return ledger.hold(key=key, account=person(), amount=amount, why="test.order", by=BY, **options)


def spend(one, amount=30, key="spend-1") -> int:
    lines = [Line(person(), -amount), Line(person(2), amount)]
    return ledger.settle(one, key=key, lines=lines, why="test.spent", by=BY)


@pytest.fixture(autouse=True)
def _fifty_points():
    give(person(), 50)
    yield
    assert ledger.verify() == []
    assert list(Verification().findings()) == []


def test_what_is_held_is_not_free():
    hold()
    assert ledger.balance(person()) == Balance(total=50, held=30, free=20)
    with pytest.raises(Insufficient):
        move(person(1), person(2), 21)
    move(person(1), person(2), 20)


def test_no_more_can_be_held_than_is_free():
    hold()
    with pytest.raises(Insufficient):
        hold(21, "hold-2")


def test_a_repeated_hold_holds_once():
    assert hold() == hold()
    assert ledger.balance(person()).held == 30
    with pytest.raises(Conflict):
        hold(29)


def test_released_it_is_free_again_however_often():
    one = hold()
    ledger.release(one, by=BY)
    ledger.release(one, by=BY)
    assert ledger.balance(person()) == Balance(total=50, held=0, free=50)
    with pytest.raises(Conflict):
        spend(one)


def test_settled_it_is_spent_once():
    one = hold()
    assert spend(one) == spend(one)
    assert ledger.balance(person()) == Balance(total=20, held=0, free=20)
    with pytest.raises(Conflict):
        ledger.release(one, by=BY)
    with pytest.raises(Conflict):
        spend(one, key="spend-2")


def test_what_was_held_and_not_spent_is_free_again():
    spend(hold(), 10)
    assert ledger.balance(person()) == Balance(total=40, held=0, free=40)


def test_no_more_is_spent_than_was_held():
    one = hold()
    with pytest.raises(Invalid):
        spend(one, 31)
    assert ledger.balance(person()).held == 30


def test_a_hold_is_not_settled_by_something_else():
    lines = [Line(issuing(), -5), Line(person(), 5)]
    with pytest.raises(Invalid):
        ledger.settle(hold(), key="k", lines=lines, why="test", by=BY)
    assert ledger.balance(person()) == Balance(total=50, held=30, free=20)


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_or_less_cannot_be_held(amount):
    with pytest.raises(Invalid):
        hold(amount)


def test_an_open_account_cannot_be_held_from():
    with pytest.raises(Invalid):
        ledger.hold(key="k", account=issuing(), amount=1, why="test", by=BY)


def test_an_unknown_hold_is_missing():
    with pytest.raises(Missing):
        ledger.release(10**9, by=BY)


def test_a_hold_past_its_time_ends_by_itself():
    hold(10, "short", until=now() + timedelta(hours=1))
    hold(20, "long", until=now() + timedelta(hours=3))
    with time_machine.travel(now() + timedelta(hours=2)):
        assert release_expired() == 1
        assert release_expired() == 0
    assert ledger.balance(person()).held == 20
