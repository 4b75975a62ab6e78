"""Statements by page, and open accounts whose balance is summed when asked."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from cogov.kernel import ledger
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing
from cogov.kernel.ledger.folding import fold
from cogov.kernel.ledger.models import Account, Change
from cogov.kernel.ledger.tests.test_posting import give, issuing, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def _seven():
    for number in range(1, 8):
        give(person(), number, key=f"give-{number}")


@pytest.mark.usefixtures("_seven")
def test_a_statement_is_read_page_by_page():
    first = ledger.statement(person(), limit=4)
    second = ledger.statement(person(), before=first[-1].id, limit=4)
    assert [(line.amount, line.balance) for line in first] == [(7, 28), (6, 21), (5, 15), (4, 10)]
    assert [(line.amount, line.balance) for line in second] == [(3, 6), (2, 3), (1, 1)]
    assert (first[0].key, first[0].why, first[0].facts) == ("give-7", "test.given", {"report": 5})
    assert first[0].at.tzinfo is not None
    assert now() - first[0].at < timedelta(minutes=1)


@pytest.mark.usefixtures("_seven")
def test_a_page_costs_one_query(django_assert_num_queries):
    account = person()
    with django_assert_num_queries(1):
        ledger.statement(account)


@pytest.mark.usefixtures("_seven")
@pytest.mark.parametrize("folded", [0, 3, 7])
def test_an_open_account_counts_back_from_its_balance(folded):
    if folded:
        assert fold(folded) == folded
    account = issuing()
    assert ledger.balance(account) == ledger.Balance(total=-28, held=0, free=-28)
    first = ledger.statement(account, limit=4)
    second = ledger.statement(account, before=first[-1].id)
    assert [line.balance for line in [*first, *second]] == [-28, -21, -15, -10, -6, -3, -1]
    assert Account.objects.get(pk=account).total == -sum(range(1, folded + 1))
    assert Change.objects.count() == 7 - folded
    assert ledger.sums()[ledger.Unit.POINTS] == 0
    assert ledger.verify() == []


def test_a_period_is_read_whole():
    for day in range(1, 6):
        with time_machine.travel(datetime(2026, 3, day, tzinfo=UTC), tick=False):
            give(person(), day, key=f"give-{day}")
    found = ledger.statement_between(person(), datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 4, tzinfo=UTC))
    assert [line.amount for line in found] == [3, 2]


def test_an_empty_account_has_an_empty_statement():
    assert ledger.statement(person()) == []
    assert ledger.balances([person(), 10**9]) == {person(): ledger.Balance(0, 0, 0)}
    with pytest.raises(Missing):
        ledger.balance(10**9)
