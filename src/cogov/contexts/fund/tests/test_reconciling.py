"""Errors planted past every action, one by one: each is named, orders stop, the auditor is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction

from cogov import cli
from cogov.contexts.bodies.tests.factories import staff
from cogov.contexts.catalogue import actions as orders
from cogov.contexts.catalogue.models import Item, Order
from cogov.contexts.catalogue.tests import factories as shop
from cogov.contexts.fund.actions.reconciling import auditors, reconcile
from cogov.contexts.fund.models import Difference, Kind, Total, Voucher
from cogov.contexts.fund.reconciling import open_differences
from cogov.contexts.fund.tests.factories import Treasury, treasury
from cogov.kernel import guards, ids, journal, ledger
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.errors import Conflict, Forbidden, Invalid
from cogov.kernel.ledger import Line, Unit
from cogov.kernel.ledger.models import Account, Posting
from cogov.kernel.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(db: None) -> Treasury:
    """Money paid and partly paid back; points in somebody's hands."""
    made = treasury()
    made.book(Kind.REFUND, 1_000, made.paid(10_000))
    made.book(Kind.COMMITMENT, 5_000)
    things = shop.item(of=shop.partner(keeper=made.source.body))
    waiting, taken = shop.order(shop.resident(260), things), shop.order(shop.resident(240), things)
    orders.collect(order=taken.pk, by=SYSTEM, key=ids.token())
    assert waiting.hold != taken.hold
    return made


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
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
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
    mine = Account.objects.filter(unit=Unit.POINTS, floor__isnull=False).latest("pk")
    sql("UPDATE ledger_account SET total = total + 100 WHERE id = %s", mine.pk)


def take_stock_away(fund: Treasury) -> None:
    sql("UPDATE catalogue_item SET stock = stock - 1")


def put_aside_without_an_order(fund: Treasury) -> None:
    sql("UPDATE catalogue_item SET stock = stock - 1, reserved = reserved + 1")


def hand_over_without_settlement(fund: Treasury) -> None:
    """Marked as collected, under the posting of somebody else's order."""
    posting = Order.objects.get(state="collected").posting
    sql("UPDATE catalogue_order SET state = 'collected', collected_at = ordered_at, posting = %s"
        " WHERE state IN ('ordered', 'ready')", posting)  # fmt: skip


def settle_an_order_twice(fund: Treasury) -> None:
    first = ledger.posting_of(key=f"catalogue:collect:{Order.objects.get(state='collected').pk}")
    ledger.post(key="catalogue:collect:again", lines=first.lines, why=first.why, facts=first.facts, by=SYSTEM)


def end_an_order_and_leave_its_hold(fund: Treasury) -> None:
    sql("UPDATE catalogue_order SET state = 'cancelled', ended_at = ordered_at WHERE state IN ('ordered', 'ready')")


def free_the_points_of_an_open_order(fund: Treasury) -> None:
    ledger.release(Order.objects.get(state__in=["ordered", "ready"]).hold, by=SYSTEM)


def have_more_than_was_bought(fund: Treasury) -> None:
    fund.book(Kind.PURCHASE, 100, newest(Kind.COMMITMENT), item=Item.objects.get().pk, quantity=2)


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
    (take_stock_away, "stock"),
    (put_aside_without_an_order, "reserved"),
    (hand_over_without_settlement, "order-unsettled"),
    (settle_an_order_twice, "order-paid-twice"),
    (end_an_order_and_leave_its_hold, "hold-left"),
    (free_the_points_of_an_open_order, "hold-missing"),
    (have_more_than_was_bought, "pieces-unbought"),
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


def test_new_orders_of_the_item_stop_and_of_others_go_on(fund: Treasury) -> None:
    other = shop.item("tea")
    take = Item.objects.get(code="rice")
    sql("UPDATE catalogue_item SET stock = stock - 1 WHERE id = %s", take.pk)
    reconcile(by=SYSTEM)
    with pytest.raises((Conflict, Invalid)):
        shop.order(shop.resident(), take)
    assert shop.order(shop.resident(), other).pk


def test_where_it_cannot_be_told_which_item_all_orders_stop_and_what_was_ordered_is_still_handed_over(
    fund: Treasury,
) -> None:
    change_a_public_sum(fund)
    reconcile(by=SYSTEM)
    assert not Item.objects.filter(stopped_at=None).exists()
    waiting = Order.objects.select_related("partner").get(state__in=["ordered", "ready"])
    orders.collect(order=waiting.pk, by=SYSTEM, key=ids.token())
    assert codes() == {"public-sum"}


def test_the_figures_put_points_goods_and_money_side_by_side(fund: Treasury) -> None:
    figures = reconcile(by=SYSTEM).figures
    assert figures == {
        "points_outstanding": 440, "points_cost": 3_000 + 380 * 50, "fen_for_100_points": 5_000, "orders": 1,
        "orders_cost": 3_000, "pieces": 4, "handed_over": 1, "handed_over_cost": 3_000, "at_bank": 991_000,
    }  # fmt: skip


def test_nobody_but_the_machine_a_leader_and_an_administrator_starts_it(fund: Treasury) -> None:
    for actor in (Actor(), fund.actor("auditor"), fund.actor("supervisor")):
        with pytest.raises(Forbidden):
            reconcile(by=actor)
    assert reconcile(by=fund.actor("leader")).found == 0


def test_it_runs_once_each_night_after_two_in_the_city(fund: Treasury) -> None:
    from cogov.contexts.fund.tasks import reconcile_nightly

    midnight = datetime(2027, 1, 5, 16, tzinfo=UTC)  # 00:00 in the city
    ran = []
    for hours in (0, 1, 3, 4, 20, 27):
        with time_machine.travel(midnight + timedelta(hours=hours), tick=False):
            ran.append(reconcile_nightly())
    assert ran == [True, False, True, False, False, True]


def test_the_command_says_what_differs_and_fails(fund: Treasury, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["fund", "reconcile", "--json"]) == 0
    change_a_public_sum(fund)
    capsys.readouterr()
    assert cli.run(["fund", "reconcile", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in told["differences"]] == ["public-sum"]
    assert told["figures"]["points_outstanding"] == 440


def test_every_difference_has_its_words() -> None:
    from cogov.contexts.fund.reconciling.words import CODES
    from cogov.kernel.ledger.checking import Fault

    assert {f"ledger-{fault}" for fault in Fault} <= set(CODES)
    assert {code for _, code in PLANTED} <= set(CODES)
    assert Posting.objects.count() == 0
