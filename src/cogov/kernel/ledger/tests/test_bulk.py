"""What is written at once is as if it had been posted one by one."""

from datetime import timedelta

import pytest

from cogov.kernel import ledger
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid
from cogov.kernel.ledger import Insufficient, Line
from cogov.kernel.ledger.bulk import Prepared, write_postings
from cogov.kernel.ledger.tests.test_posting import BY, give, issuing, move, person
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db


def prepared(key, lines, days=0):
    return Prepared(key, now() - timedelta(days=days), "test.given", lines, {"report": 5})


def test_many_at_once_verify_and_carry_running_balances_in_order_of_time():
    rows = [
        prepared("b", [Line(person(1), -20), Line(person(2), 20)], days=1),
        prepared("a", [Line(issuing(), -50), Line(person(1), 50)], days=2),
    ]
    assert write_postings(rows) == 2
    move(person(1), person(2), 5)
    assert [(line.key, line.balance) for line in ledger.statement(person(1))] == [("move-1", 25), ("b", 30), ("a", 50)]
    assert ledger.verify() == []
    assert ledger.sums()[ledger.Unit.POINTS] == 0
    assert list(Verification().findings()) == []


def test_a_repeated_key_is_known_afterwards():
    write_postings([prepared("give-1", [Line(issuing(), -50), Line(person(), 50)])])
    give(person(), 50)
    assert ledger.balance(person()).total == 50


@pytest.mark.parametrize("amounts", [(-50, 49), (0, 0)])
def test_what_does_not_balance_is_refused(amounts):
    with pytest.raises(Invalid):
        write_postings([prepared("a", [Line(issuing(), amounts[0]), Line(person(), amounts[1])])])


def test_nothing_goes_below_a_floor_on_the_way():
    rows = [
        prepared("a", [Line(person(), -5), Line(issuing(), 5)], days=2),
        prepared("b", [Line(issuing(), -50), Line(person(), 50)], days=1),
    ]
    with pytest.raises(Insufficient):
        write_postings(rows, by=BY)
    assert write_postings([]) == 0
