"""Many at once on the real database: an invoice is paid once, a budget is never overdrawn."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from cogov.contexts.fund import actions, moves
from cogov.contexts.fund.models import Kind, State, Voucher
from cogov.contexts.fund.tests.factories import treasury
from cogov.kernel import ledger
from cogov.kernel.errors import CogovError
from cogov.kernel.ledger import Unit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each gave, or the refusal that it met."""
    gate, results = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            results.append(work())
        except CogovError as refused:
            results.append(refused)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_people_who_approve_at_once_book_once() -> None:
    fund = treasury()
    row = fund.ask(Kind.COMMITMENT, 100)
    row = actions.check(voucher=row.pk, revision=row.journal_seq, by=fund.actor("supervisor"))
    leaders = [fund.actor("leader"), fund.actor("leader:2")]
    results = at_once(
        *(lambda by=by: actions.approve(voucher=row.pk, revision=row.journal_seq, by=by) for by in leaders)  # type: ignore[misc]
    )
    assert sum(isinstance(one, Voucher) for one in results) == 1
    assert ledger.verify() == []


def test_commitments_approved_at_once_never_overdraw_the_budget() -> None:
    fund = treasury()
    rows = [fund.ask(Kind.COMMITMENT, 200_000) for _ in range(4)]
    rows = [actions.check(voucher=row.pk, revision=row.journal_seq, by=fund.actor("supervisor")) for row in rows]
    leader = fund.actor("leader")
    at_once(*(lambda row=row: actions.approve(voucher=row.pk, revision=row.journal_seq, by=leader) for row in rows))  # type: ignore[misc]
    booked = Voucher.objects.filter(kind=Kind.COMMITMENT, state=State.BOOKED).count()
    assert booked == 2
    free = ledger.find(unit=Unit.FEN, kind=moves.FREE, owner=f"budget:{fund.budget.pk}")
    assert free is not None
    assert ledger.balance(free).total == 100_000
    assert ledger.verify() == []


def test_one_invoice_asked_to_be_paid_twice_at_once_is_paid_once() -> None:
    fund = treasury()
    bill = fund.book(Kind.PURCHASE, 10_000, fund.book(Kind.COMMITMENT, 50_000))
    first = fund.ask(Kind.PAYMENT, 10_000, bill)
    Voucher.objects.filter(pk=first.pk).update(state=State.WITHDRAWN)  # so that the second can be asked at all
    second = fund.ask(Kind.PAYMENT, 10_000, bill)
    Voucher.objects.filter(pk=first.pk).update(state=State.ASKED)
    rows = [
        actions.check(voucher=pk, revision=Voucher.objects.get(pk=pk).journal_seq, by=fund.actor("supervisor"))
        for pk in (first.pk, second.pk)
    ]
    leader = fund.actor("leader")
    at_once(*(lambda row=row: actions.approve(voucher=row.pk, revision=row.journal_seq, by=leader) for row in rows))  # type: ignore[misc]
    assert Voucher.objects.filter(kind=Kind.PAYMENT, state=State.BOOKED).count() == 1
