"""Money from a source to a supplier and back, each step approved by others."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cogov.contexts.fund import actions, money, moves, totals
from cogov.contexts.fund.actions import Wish
from cogov.contexts.fund.models import BOOKED, Kind, State, Voucher
from cogov.contexts.fund.tests.factories import GIVEN, Treasury, treasury
from cogov.kernel import journal, ledger
from cogov.kernel.actors import SYSTEM, Role
from cogov.kernel.errors import CogovError, Conflict, Forbidden, Invalid
from cogov.kernel.ledger import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def fund(db: None) -> Treasury:
    return treasury()


def stands(fund: Treasury, place: str, owner: str) -> int:
    found = ledger.find(unit=Unit.FEN, kind=place, owner=owner)
    return ledger.balance(found).total if found else 0


def places(fund: Treasury) -> dict[str, int]:
    budget, source = f"budget:{fund.budget.pk}", f"source:{fund.source.pk}"
    return {
        "given": -stands(fund, moves.GIVEN, source),
        "reserve": stands(fund, moves.RESERVE, source),
        "free": stands(fund, moves.FREE, budget),
        "owed": stands(fund, moves.OWED, f"supplier:{fund.supplier.pk}"),
        "paid": stands(fund, moves.PAID, budget),
        "refunded": stands(fund, moves.REFUNDED, budget),
    }


def test_money_goes_from_the_source_to_the_supplier(fund: Treasury) -> None:
    commitment = fund.book(Kind.COMMITMENT, 30_000)
    assert stands(fund, moves.COMMITTED, f"commitment:{commitment.pk}") == 30_000
    purchase = fund.book(Kind.PURCHASE, 20_000, commitment)
    assert places(fund)["owed"] == 20_000
    payment = fund.book(Kind.PAYMENT, 20_000, purchase)
    fund.book(Kind.REFUND, 5_000, payment)
    fund.book(Kind.RELEASE, 10_000, commitment)
    assert places(fund) == {
        "given": GIVEN, "reserve": 500_000, "free": 485_000, "owed": 0, "paid": 20_000, "refunded": -5_000,
    }  # fmt: skip
    assert ledger.sums()[Unit.FEN] == 0


def test_each_step_is_told_in_the_journal_without_words(fund: Treasury) -> None:
    row = fund.ask(Kind.COMMITMENT, 20_000, memo="Marker words")
    fund.approve(row)
    told = journal.history(row)
    assert [entry.kind for entry in told] == ["fund.asked", "fund.checked", "fund.booked"]
    assert not any("Marker" in entry.data for entry in told)


def test_below_the_limit_one_person_approves_above_it_two(fund: Treasury) -> None:
    actions.set_limit(kind=Kind.COMMITMENT, fen=20_000, by=SYSTEM)
    small = fund.ask(Kind.COMMITMENT, 15_000)
    assert not small.two
    assert actions.approve(voucher=small.pk, revision=1, by=fund.actor("supervisor")).state == State.BOOKED
    large = fund.ask(Kind.COMMITMENT, 25_000)
    with pytest.raises(Conflict):
        actions.approve(voucher=large.pk, revision=1, by=fund.actor("leader"))
    with pytest.raises(Forbidden):
        actions.approve(voucher=large.pk, revision=1, by=fund.actor("supervisor"))


def test_a_sum_cut_into_small_ones_needs_two_people_all_the_same(fund: Treasury) -> None:
    actions.set_limit(kind=Kind.COMMITMENT, fen=20_000, by=SYSTEM)
    assert [fund.ask(Kind.COMMITMENT, 8_000).two for _ in range(3)] == [False, False, True]


def test_without_a_limit_two_people_always_approve(fund: Treasury) -> None:
    assert fund.ask(Kind.COMMITMENT, 1).two


def test_the_three_people_are_three(fund: Treasury) -> None:
    row = fund.ask(Kind.COMMITMENT, 100)
    row = actions.check(voucher=row.pk, revision=row.journal_seq, by=fund.actor("leader"))
    with pytest.raises(Conflict):
        actions.approve(voucher=row.pk, revision=row.journal_seq, by=fund.actor("leader"))
    assert actions.approve(voucher=row.pk, revision=row.journal_seq, by=fund.actor("leader:2")).posting


def test_the_database_itself_refuses_one_person_in_two_parts(fund: Treasury) -> None:
    row = fund.ask(Kind.COMMITMENT, 100)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=row.pk).update(checked_by=row.asked_by_id)


def test_more_than_the_budget_has_is_refused_when_asked_and_when_approved(fund: Treasury) -> None:
    with pytest.raises(Invalid):
        fund.ask(Kind.COMMITMENT, GIVEN // 2 + 1)
    first, second = fund.ask(Kind.COMMITMENT, 300_000), fund.ask(Kind.COMMITMENT, 300_000)
    fund.approve(first)
    with pytest.raises(CogovError):
        fund.approve(second)
    assert places(fund)["free"] == 200_000


def test_an_invoice_is_paid_once(fund: Treasury) -> None:
    purchase = fund.book(Kind.PURCHASE, 10_000, fund.book(Kind.COMMITMENT, 10_000))
    fund.ask(Kind.PAYMENT, 10_000, purchase)
    with pytest.raises(Invalid):
        fund.ask(Kind.PAYMENT, 1, purchase)


def test_the_same_invoice_number_of_a_supplier_is_taken_once(fund: Treasury) -> None:
    commitment = fund.book(Kind.COMMITMENT, 10_000)
    fund.ask(Kind.PURCHASE, 100, commitment, reference="INV-1")
    with pytest.raises(Conflict):
        fund.ask(Kind.PURCHASE, 100, commitment, reference="INV-1")


def test_not_more_comes_back_than_was_paid(fund: Treasury) -> None:
    payment = fund.paid(10_000)
    fund.book(Kind.REFUND, 6_000, payment)
    with pytest.raises(Invalid):
        fund.ask(Kind.REFUND, 4_001, payment)


def test_a_correction_is_a_new_posting_that_takes_the_old_one_back(fund: Treasury) -> None:
    before = places(fund)
    wrong = fund.book(Kind.COMMITMENT, 10_000)
    correction = fund.book(Kind.CORRECTION, 10_000, wrong)
    wrong.refresh_from_db()
    assert (wrong.state, correction.posting == wrong.posting) == (State.REVERSED, False)
    assert places(fund) == before
    with pytest.raises((Invalid, Conflict)):
        fund.ask(Kind.CORRECTION, 10_000, wrong)


def test_what_others_continue_is_corrected_last(fund: Treasury) -> None:
    payment = fund.paid()
    with pytest.raises(Invalid):
        fund.ask(Kind.CORRECTION, 1, payment.parent)
    fund.book(Kind.CORRECTION, 1, payment)
    assert fund.book(Kind.CORRECTION, 1, payment.parent).state == State.BOOKED


def test_nothing_new_is_committed_on_a_closed_budget(fund: Treasury) -> None:
    actions.close_budget(budget=fund.budget.pk, closed=True, revision=fund.budget.journal_seq, by=SYSTEM)
    with pytest.raises(Invalid):
        fund.ask(Kind.COMMITMENT, 100)


def test_the_second_of_two_approvers_at_once_gets_a_conflict(fund: Treasury) -> None:
    row = fund.ask(Kind.COMMITMENT, 100)
    actions.check(voucher=row.pk, revision=row.journal_seq, by=fund.actor("supervisor"))
    with pytest.raises(Conflict):
        actions.check(voucher=row.pk, revision=row.journal_seq, by=fund.actor("supervisor:2"))


def test_a_refusal_needs_a_reason_and_books_nothing(fund: Treasury) -> None:
    row = fund.ask(Kind.COMMITMENT, 100)
    with pytest.raises(Invalid):
        actions.refuse(voucher=row.pk, why=" ", revision=row.journal_seq, by=fund.actor("supervisor"))
    refused = actions.refuse(voucher=row.pk, why="Too dear", revision=row.journal_seq, by=fund.actor("supervisor"))
    assert (refused.state, refused.posting) == (State.REFUSED, None)


@pytest.mark.parametrize("role", [role for role in Role if role not in {"admin", "supervisor", "organiser"}])
def test_only_those_who_may_ask_do(fund: Treasury, role: Role) -> None:
    wish = Wish(kind=Kind.COMMITMENT, fen=100, memo="For me", budget=fund.budget.pk, supplier=fund.supplier.pk)
    with pytest.raises(Forbidden):
        actions.ask(wish, by=fund.actor(role.value))


def test_limits_are_set_by_who_may_not_ask(fund: Treasury) -> None:
    with pytest.raises(Forbidden):
        actions.set_limit(kind=Kind.PAYMENT, fen=10**9, by=fund.actor("admin"))
    assert actions.set_limit(kind=Kind.PAYMENT, fen=10**6, by=fund.actor("leader")).pk


STEPS = st.lists(
    st.tuples(st.sampled_from(list(Kind)), st.integers(1, 400_000), st.integers(0, 50), st.booleans()),
    max_size=25,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_tried_every_fen_stands_in_one_place(
    fund: Treasury, steps: list[tuple[Kind, int, int, bool]]
) -> None:
    """An auditor of its own adds up the vouchers and compares with the ledger."""
    sid = transaction.savepoint()
    for kind, fen, pick, finish in steps:
        booked = list(Voucher.objects.filter(state=State.BOOKED).order_by("pk"))
        parent = (
            booked[pick % len(booked)]
            if booked and kind not in (Kind.RECEIPT, Kind.ALLOTMENT, Kind.COMMITMENT)
            else None
        )
        try:
            with transaction.atomic():
                row = fund.ask(kind, fen, parent)
                if finish:
                    fund.approve(row)
        except CogovError:
            continue
    signs = {Kind.RECEIPT: 1, Kind.PAYMENT: -1, Kind.REFUND: 1}
    real = Voucher.objects.filter(state=State.BOOKED).exclude(kind=Kind.CORRECTION)
    bank = sum(signs.get(Kind(row.kind), 0) * row.fen for row in real)
    ours = ledger.sums()[Unit.FEN]
    found = {place: _sum(place) for place in moves.PLACES}
    assert ours == 0
    assert sum(found[place] for place in moves.AT_BANK) == bank
    assert {key: fen for key, fen in totals.kept().items() if fen} == {
        key: fen for key, fen in totals.counted().items() if fen
    }
    assert Voucher.objects.filter(state__in=BOOKED, posting=None).count() == 0
    transaction.savepoint_rollback(sid)


def _sum(place: str) -> int:
    from cogov.kernel.ledger.models import Account

    ids = list(Account.objects.filter(kind=place).values_list("pk", flat=True))
    return sum(one.total for one in ledger.balances(ids).values())


@pytest.mark.parametrize(
    ("typed", "fen"), [("1234.5", 123_450), ("1,234.50", 123_450), (" ¥20 ", 2_000), ("20元", 2_000), ("0.01", 1)]
)
def test_amounts_are_read_as_people_write_them(typed: str, fen: int) -> None:
    assert money.parse(typed) == fen


@pytest.mark.parametrize("typed", ["", "0", "-5", "1.234", "1e9", "٣", "NaN", "９", "1 000", "9999999999999"])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        money.parse(typed)


@given(fen=st.integers(-(10**15), 10**15))
def test_an_amount_survives_being_written_and_read(fen: int) -> None:
    assert round(float(money.plain(fen)) * 100) == fen if abs(fen) < 10**12 else money.yuan(fen)
    if 0 < fen <= money.MOST:
        assert money.parse(money.yuan(fen)) == fen
