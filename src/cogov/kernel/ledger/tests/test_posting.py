"""Postings balance, stay as they are, and are applied once."""

import pytest
from django.db import DatabaseError, connection, transaction

from cogov.kernel import journal, ledger
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.errors import Conflict, Invalid, Missing
from cogov.kernel.ledger import Insufficient, Line, Unit
from cogov.kernel.ledger.models import Account, Posting
from cogov.kernel.models import Entry
from cogov.kernel.verify import Verification

pytestmark = pytest.mark.django_db
BY = Actor(person=7, name="an operator")


def issuing() -> int:
    return ledger.account(unit=Unit.POINTS, kind="issued", floor=None)


def person(number=1) -> int:
    return ledger.account(unit=Unit.POINTS, kind="person", owner=f"person:{number}")


def give(account, amount, key="give-1") -> int:
    lines = [Line(issuing(), -amount), Line(account, amount)]
    return ledger.post(key=key, lines=lines, why="test.given", facts={"report": 5}, by=BY)


def move(source, target, amount, key="move-1", **options) -> int:
    return ledger.post(key=key, lines=[Line(source, -amount), Line(target, amount)], why="test.moved", by=BY, **options)


def total(account) -> int:
    return ledger.balance(account).total


def test_an_account_is_opened_once():
    assert person(1) == person(1) != person(2)
    assert ledger.find(unit=Unit.POINTS, kind="person", owner="person:1") == person(1)
    assert ledger.find(unit=Unit.FEN, kind="person", owner="person:1") is None


def test_an_account_keeps_its_floor():
    issuing()
    with pytest.raises(Conflict):
        ledger.account(unit=Unit.POINTS, kind="issued")


def test_what_leaves_one_account_is_in_the_other():
    give(person(), 50)
    move(person(1), person(2), 20)
    assert [total(issuing()), total(person(1)), total(person(2))] == [-50, 30, 20]
    assert ledger.sums() == {Unit.POINTS: 0, Unit.FEN: 0}
    assert ledger.verify() == []


def test_a_repeated_key_moves_once():
    assert give(person(), 50) == give(person(), 50)
    assert total(person()) == 50


def test_a_key_used_for_something_else_is_a_conflict():
    give(person(), 50)
    with pytest.raises(Conflict):
        give(person(), 51)
    assert total(person()) == 50


@pytest.mark.parametrize("amounts", [(-5, 4), (5, 5), (0, 0), (5,), ()])
def test_lines_that_do_not_balance_are_refused(amounts):
    accounts = [issuing(), person()]
    lines = [Line(account, amount) for account, amount in zip(accounts, amounts, strict=False)]
    with pytest.raises(Invalid):
        ledger.post(key="k", lines=lines, why="test", by=BY)
    assert not Posting.objects.exists()


def test_each_unit_balances_by_itself():
    money = ledger.account(unit=Unit.FEN, kind="bank", floor=None)
    with pytest.raises(Invalid):
        ledger.post(key="k", lines=[Line(money, -5), Line(person(), 5)], why="test", by=BY)


def test_an_unknown_account_is_refused():
    with pytest.raises(Invalid):
        move(issuing(), 10**9, 1)


def test_nothing_goes_below_the_floor():
    give(person(), 50)
    with pytest.raises(Insufficient) as raised:
        move(person(1), person(2), 51)
    assert (raised.value.account, raised.value.asked, raised.value.free) == (person(), 51, 50)
    assert raised.value.status == 409
    assert not Posting.objects.filter(key="move-1").exists()


def test_a_floor_below_zero_is_a_credit():
    credit = ledger.account(unit=Unit.POINTS, kind="credit", floor=-10)
    move(credit, person(), 10)
    assert ledger.balance(credit) == ledger.Balance(total=-10, held=0, free=0)
    with pytest.raises(Insufficient):
        move(credit, person(), 1, key="move-2")


def test_several_lines_of_one_account_carry_their_running_balance():
    give(person(), 50)
    lines = [Line(person(1), -10), Line(person(2), 10), Line(person(1), -5), Line(person(2), 5)]
    ledger.post(key="k", lines=lines, why="test", by=BY)
    assert [line.balance for line in ledger.statement(person(1))] == [35, 40, 50]
    assert ledger.verify() == []


def test_the_journal_tells_the_whole_posting():
    posting = give(person(), 50)
    entry = Entry.objects.get(subject_type="ledger.posting", subject_id=posting)
    fact = journal.fact_of(entry)
    assert (entry.person, fact.key, fact.lines, fact.facts) == (
        7,
        "give-1",
        [[issuing(), -50], [person(), 50]],
        {"report": 5},
    )  # fmt: skip
    assert list(Verification().findings()) == []


@pytest.mark.parametrize("table", ["ledger_posting", "ledger_line"])
@pytest.mark.parametrize("statement", ["UPDATE {0} SET id = id", "DELETE FROM {0}"])
def test_postings_and_lines_can_be_neither_altered_nor_removed(table, statement):
    give(person(), 50)
    with (
        pytest.raises(DatabaseError, match=f"{table} is immutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_the_database_itself_holds_the_floor():
    give(person(), 50)
    with pytest.raises(DatabaseError, match="ledger_account_floor"), transaction.atomic():
        Account.objects.filter(pk=person()).update(total=-1)


def test_a_correction_is_a_new_posting_that_undoes_exactly_once():
    first = give(person(), 50)
    back = [Line(issuing(), 50), Line(person(), -50)]
    second = ledger.post(key="back", lines=back, why="test.back", by=BY, reverses=first)
    assert total(person()) == 0
    assert ledger.post(key="back", lines=back, why="test.back", by=BY, reverses=first) == second
    give(person(), 50, key="give-2")
    with pytest.raises(Conflict):
        ledger.post(key="again", lines=back, why="test.back", by=BY, reverses=first)
    assert total(person()) == 50
    assert [line.reverses for line in ledger.statement(person())] == [None, first, None]


def test_a_correction_undoes_nothing_else():
    first = give(person(), 50)
    with pytest.raises(Invalid):
        move(person(), issuing(), 49, key="back", reverses=first)


def test_a_posting_is_found_by_its_key():
    posting = give(person(), 50)
    seen = ledger.posting_of(key="give-1")
    assert (seen.id, seen.why, seen.lines) == (posting, "test.given", (Line(issuing(), -50), Line(person(), 50)))
    with pytest.raises(Missing):
        ledger.posting_of(key="unknown")


def test_what_fails_later_in_the_same_transaction_never_moved():
    give(person(), 50)

    @transaction.atomic
    def fails():
        move(person(1), person(2), 20)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert (total(person(1)), total(person(2))) == (50, 0)
    assert ledger.verify() == []


def test_a_posting_costs_nine_statements(django_assert_num_queries):
    source, target = issuing(), person()
    lines = [Line(source, -1), Line(target, 1)]
    # savepoint, posting, two kinds of accounts, total, lines, change, entry, end of savepoint
    with django_assert_num_queries(9):
        ledger.post(key="k", lines=lines, why="test", by=SYSTEM)
