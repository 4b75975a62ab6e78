"""Verification names each planted error."""

import pytest
from django.db import connection

from cogov.kernel import guards, ledger
from cogov.kernel.actors import SYSTEM
from cogov.kernel.ledger.tests.test_posting import give, issuing, move, person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _some_postings():
    give(person(), 50)
    move(person(1), person(2), 20)
    ledger.hold(key="h", account=person(), amount=10, why="test", by=SYSTEM)
    assert ledger.verify() == []


def planted(sql, *values):
    """What an intruder with the database's own rights does, who takes the triggers away first."""
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
    guards.install(connection)


def faults():
    return {str(found.fault) for found in ledger.verify()}


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("UPDATE ledger_account SET total = total + 1 WHERE kind = 'person'", {"total"}),
        ("UPDATE ledger_account SET total = total - 1 WHERE kind = 'issued'", {"total"}),
        ("UPDATE ledger_account SET held = held + 1 WHERE owner = 'person:1'", {"held"}),
        ("UPDATE ledger_hold SET amount = 9", {"held"}),
        ("UPDATE ledger_hold SET state = 'released'", {"held"}),
        ("UPDATE ledger_line SET balance = balance + 1 WHERE balance = 20", {"running"}),
        ("UPDATE ledger_line SET amount = amount + 1 WHERE amount = -20",
         {"unbalanced", "total", "running", "untold"}),
        ("DELETE FROM ledger_line WHERE amount = 20", {"unbalanced", "total", "untold"}),
        ("DELETE FROM ledger_change", {"total"}),
        ("UPDATE ledger_posting SET why = 'gift' WHERE why = 'test.given'", {"untold"}),
        ("UPDATE ledger_posting SET facts = '{}' WHERE why = 'test.given'", {"untold"}),
        ("UPDATE kernel_entry SET data = '{}' WHERE kind = 'kernel.posted'", {"untold"}),
        ("DELETE FROM kernel_entry WHERE kind = 'kernel.posted'", {"untold"}),
    ],
)  # fmt: skip
def test_a_planted_error_is_named(sql, named):
    planted(sql)
    assert faults() == named


def test_a_whole_posting_removed_is_remembered_by_the_journal():
    posting = ledger.posting_of(key="move-1").id
    planted("DELETE FROM ledger_line WHERE posting_id = %s", posting)
    planted("DELETE FROM ledger_posting WHERE id = %s", posting)
    assert "removed" in faults()
    assert any(found.posting == posting for found in ledger.verify())


def test_a_posting_slipped_in_with_all_balances_made_to_fit_is_told_by_the_journal():
    """The forger writes everything but the journal."""
    last = give(person(3), 5, key="real")
    planted("INSERT INTO ledger_posting (key, fingerprint, at, why, facts, journal_seq, journal_hash)"
            " SELECT 'forged', fingerprint, at, why, facts, 1, '' FROM ledger_posting WHERE id = %s", last)  # fmt: skip
    forged = ledger.posting_of(key="forged").id
    planted("INSERT INTO ledger_line (posting_id, account_id, amount, balance) VALUES (%s, %s, -5, NULL),"
            " (%s, %s, 5, 10)", forged, issuing(), forged, person(3))  # fmt: skip
    planted("UPDATE ledger_account SET total = total + 5 WHERE id = %s", person(3))
    planted("UPDATE ledger_account SET total = total - 5 WHERE id = %s", issuing())
    assert [(found.fault, found.posting) for found in ledger.verify()] == [("untold", forged)]


def test_a_finding_reads_as_a_sentence():
    planted("UPDATE ledger_account SET total = 31 WHERE owner = 'person:1'")
    assert str(ledger.verify()[0]) == (f"total: account {person()}: its balance says 31, its lines sum to 30")
