"""Errors planted past every action, one by one: each is named, orders stop, the auditor is told."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from cogov import cli
from cogov.contexts.bodies.tests.factories import staff
from cogov.contexts.fund.actions.reconciling import auditors, reconcile
from cogov.contexts.fund.models import Difference, Kind, Total, Voucher
from cogov.contexts.fund.reconciling import open_differences
from cogov.contexts.fund.tests.factories import Treasury, treasury
from cogov.kernel import guards, journal, ledger
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.errors import Forbidden
from cogov.kernel.ledger import Line, Unit
from cogov.kernel.ledger.models import Account, Posting
from cogov.kernel.models import Entry

pytestmark = pytest.mark.django_db
__all__ = ["call_command"]


@pytest.fixture
def fund(db: None) -> Treasury:
    """Money paid and partly paid back; points in somebody's hands."""
    made = treasury()
    made.book(Kind.REFUND, 1_000, made.paid(10_000))
    made.book(Kind.COMMITMENT, 5_000)
    give_points(500)
    return made


def give_points(points: int, person: int = 1) -> int:
    issued = ledger.account(unit=Unit.POINTS, kind="issued", floor=None)
    mine = ledger.account(unit=Unit.POINTS, kind="person", owner=f"person:{person}")
    lines = [Line(issued, -points), Line(mine, points)]
    return ledger.post(key=f"test:{person}:{points}", lines=lines, why="rewards.earned", by=SYSTEM)


def sql(statement: str, *values: object) -> None:
    """As somebody with the database in hand: the triggers stand aside."""
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    guards.install(connection)


def without_constraints(statement: str, *values: object) -> None:
    """The same, past the table's own checks."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            try:
                sql(statement, *values)
            finally:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")
            return
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = 'fund_voucher'::regclass")
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE fund_voucher DROP CONSTRAINT "{name}"')
        sql(statement, *values)


def codes() -> set[str]:
    return {row.code for row in open_differences()}


def found() -> set[str]:
    reconcile(by=SYSTEM)
    return codes()


def newest(kind: Kind) -> Voucher:
    return Voucher.objects.filter(kind=kind).latest("pk")


def alter_a_balance(fund: Treasury) -> None:
    sql("UPDATE ledger_account SET total = total + 7 WHERE kind = 'fund.free'")


def alter_a_line(fund: Treasury) -> None:
    sql("UPDATE ledger_line SET amount = amount + 5 WHERE posting_id = %s AND amount > 0", newest(Kind.PAYMENT).posting)


def remove_a_line(fund: Treasury) -> None:
    sql("DELETE FROM ledger_line WHERE posting_id = %s AND amount > 0", newest(Kind.PAYMENT).posting)


def insert_a_pair_of_lines(fund: Treasury) -> None:
    """Balanced, and totals and running balances with them: only the journal knows better."""
    posting = newest(Kind.PAYMENT).posting
    for kind, amount in (("fund.free", -300), ("fund.paid", 300)):
        row = Account.objects.get(kind=kind)
        sql("INSERT INTO ledger_line (posting_id, account_id, amount, balance) VALUES (%s, %s, %s, %s)",
            posting, row.pk, amount, row.total + amount)  # fmt: skip
        sql("UPDATE ledger_account SET total = total + %s WHERE id = %s", amount, row.pk)


def insert_a_posting(fund: Treasury) -> None:
    """By the ledger's own door, but without a voucher."""
    free, paid = (Account.objects.get(kind=kind).pk for kind in ("fund.free", "fund.paid"))
    ledger.post(key="fund:voucher:999", lines=[Line(free, -5), Line(paid, 5)], why="fund.payment", by=SYSTEM)


def pay_without_approval(fund: Treasury) -> None:
    """Posted and marked as booked by one hand, with two other people's names in it."""
    row = fund.ask(Kind.PAYMENT, 100, fund.book(Kind.PURCHASE, 100, newest(Kind.COMMITMENT)))
    with transaction.atomic():
        from cogov.contexts.fund import moves

        posting = ledger.post(key=f"fund:voucher:{row.pk}", lines=moves.lines(row), why="fund.payment", by=SYSTEM)
        sql("UPDATE fund_voucher SET state = 'booked', posting = %s, checked_by_id = %s, approved_by_id = %s,"
            " booked_at = asked_at WHERE id = %s",
            posting, fund.actor("supervisor").person, fund.actor("leader").person, row.pk)  # fmt: skip


def approve_one_s_own(fund: Treasury) -> None:
    without_constraints("UPDATE fund_voucher SET approved_by_id = asked_by_id WHERE id = %s", newest(Kind.PAYMENT).pk)


def commit_above_the_budget(fund: Treasury) -> None:
    sql("UPDATE fund_voucher SET fen = 600000 WHERE id = %s", newest(Kind.COMMITMENT).pk)


def refund_above_the_payment(fund: Treasury) -> None:
    sql("UPDATE fund_voucher SET fen = 10001 WHERE id = %s", newest(Kind.REFUND).pk)


def pay_one_invoice_twice(fund: Treasury) -> None:
    first, second = fund.paid(100), fund.paid(100)
    sql("UPDATE fund_voucher SET reference = %s WHERE id = %s", f" {first.reference.lower()} ", second.pk)


def remove_a_journal_entry(fund: Treasury) -> None:
    sql(
        "DELETE FROM kernel_entry WHERE subject_type = 'ledger.posting' AND subject_id = %s",
        newest(Kind.PAYMENT).posting,
    )


def change_a_public_sum(fund: Treasury) -> None:
    Total.objects.filter(kind=Kind.PAYMENT).update(fen=1)


def make_points(fund: Treasury) -> None:
    """In somebody's hands, but never given out."""
    mine = Account.objects.get(unit=Unit.POINTS, kind="person")
    sql("UPDATE ledger_account SET total = total + 100 WHERE id = %s", mine.pk)


PLANTED: list[tuple[Callable[[Treasury], None], str]] = [
    (alter_a_balance, "ledger-total"),
    (alter_a_line, "ledger-unbalanced"),
    (remove_a_line, "ledger-unbalanced"),
    (insert_a_pair_of_lines, "ledger-untold"),
    (insert_a_posting, "posting-without-voucher"),
    (pay_without_approval, "unapproved"),
    (approve_one_s_own, "unapproved"),
    (commit_above_the_budget, "over-committed"),
    (refund_above_the_payment, "over-refunded"),
    (pay_one_invoice_twice, "paid-twice"),
    (remove_a_journal_entry, "ledger-untold"),
    (change_a_public_sum, "public-sum"),
    (make_points, "points-outstanding"),
]


def test_untouched_books_agree(fund: Treasury) -> None:
    assert found() == set()


@pytest.mark.parametrize(("plant", "code"), PLANTED, ids=lambda value: getattr(value, "__name__", value))
def test_a_planted_error_is_named(fund: Treasury, plant: Callable[[Treasury], None], code: str) -> None:
    plant(fund)
    assert code in found()


def test_a_difference_is_told_once_and_ends_when_it_is_gone(fund: Treasury) -> None:
    change_a_public_sum(fund)
    for _ in range(2):
        reconcile(by=SYSTEM)
    row = Difference.objects.get()
    assert Entry.objects.filter(kind="fund.differs").count() == 1
    Total.objects.filter(kind=Kind.PAYMENT).update(fen=row.expected)
    assert found() == set()
    assert [entry.kind for entry in journal.history(row)] == ["fund.differs", "fund.agrees"]


def test_the_auditors_are_told(fund: Treasury) -> None:
    from cogov.contexts.desk.models import Notice

    auditor = staff(Role.AUDITOR, fund.source.body)
    assert auditors() == [auditor.person]
    change_a_public_sum(fund)
    reconcile(by=SYSTEM)
    assert Notice.objects.filter(person=auditor.person).count() == 1


def test_nobody_but_the_machine_a_leader_and_an_administrator_starts_it(fund: Treasury) -> None:
    for actor in (Actor(), fund.actor("auditor"), fund.actor("supervisor")):
        with pytest.raises(Forbidden):
            reconcile(by=actor)
    assert reconcile(by=fund.actor("leader")).found == 0


def test_the_command_says_what_differs_and_fails(fund: Treasury, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["fund", "reconcile", "--json"]) == 0
    change_a_public_sum(fund)
    capsys.readouterr()
    assert cli.run(["fund", "reconcile", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in told["differences"]] == ["public-sum"]
    assert told["figures"]["points_outstanding"] == 500


def test_every_difference_has_its_words() -> None:
    from cogov.contexts.fund.reconciling.words import CODES
    from cogov.kernel.ledger.checking import Fault

    assert {f"ledger-{fault}" for fault in Fault} <= set(CODES)
    assert {code for _, code in PLANTED} <= set(CODES)
    assert Posting.objects.count() == 0
