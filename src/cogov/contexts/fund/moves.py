"""Which accounts each kind of voucher moves money between, and the bookkeeper's codes for them.

Every fen that was ever received stands in exactly one place: unallotted, free in a budget, committed, owed to
a supplier, or paid. So the money at the bank is the sum of the first four, and nothing is counted twice.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cogov.contexts.fund.models import Kind, Voucher
from cogov.kernel import ledger
from cogov.kernel.ledger import Line, Unit

GIVEN, RESERVE, FREE, COMMITTED, OWED, PAID, REFUNDED = (
    "fund.given", "fund.reserve", "fund.free", "fund.committed", "fund.owed", "fund.paid", "fund.refunded",
)  # fmt: skip
AT_BANK = (RESERVE, FREE, COMMITTED, OWED)
"""Kinds of account whose sum is the money at the bank."""


@dataclass(frozen=True, slots=True)
class Place:
    """A kind of account. `code` and `title` as in China's accounts of public bodies (财会〔2017〕25号): 1002 money at
    the bank, 4001 income, 5001 expenses; the parts after the dot are our own. Cash basis, as budgets are kept."""

    code: str
    title: object
    floor: int | None = 0


PLACES = {
    GIVEN: Place("4001", _("Income of the fund"), None),
    RESERVE: Place("1002.01", _("At the bank, not yet allotted"), 0),
    FREE: Place("1002.02", _("At the bank, free in the budget"), 0),
    COMMITTED: Place("1002.03", _("At the bank, committed"), 0),
    OWED: Place("1002.04", _("At the bank, owed to suppliers"), 0),
    PAID: Place("5001.01", _("Paid out"), 0),
    REFUNDED: Place("5001.02", _("Paid back to us"), None),
}
"""The floors hold what the rules say: nothing is committed that is not in the budget, nothing paid that is not owed."""

_MOVES = {
    Kind.RECEIPT: (GIVEN, RESERVE),
    Kind.ALLOTMENT: (RESERVE, FREE),
    Kind.COMMITMENT: (FREE, COMMITTED),
    Kind.RELEASE: (COMMITTED, FREE),
    Kind.PURCHASE: (COMMITTED, OWED),
    Kind.PAYMENT: (OWED, PAID),
    Kind.REFUND: (REFUNDED, FREE),
}


def lines(voucher: Voucher) -> list[Line]:
    """The two lines of the posting of any kind but a correction; opens accounts that are not there yet."""
    source, target = _MOVES[Kind(voucher.kind)]
    return [Line(account(source, voucher), -voucher.fen), Line(account(target, voucher), voucher.fen)]


def places(kind: str) -> tuple[str, str]:
    """(from, to) as kinds of account."""
    return _MOVES[Kind(kind)]


def account(place: str, voucher: Voucher) -> int:
    return ledger.account(unit=Unit.FEN, kind=place, owner=owner(place, voucher), floor=PLACES[place].floor)


def owner(place: str, voucher: Voucher) -> str:
    """Whose account of this kind the voucher moves: its source's, budget's, commitment's or supplier's."""
    if place in (GIVEN, RESERVE):
        return f"source:{voucher.source_id}"
    if place == COMMITTED:
        return f"commitment:{voucher.pk if voucher.kind == Kind.COMMITMENT else voucher.parent_id}"
    if place == OWED:
        return f"supplier:{voucher.supplier_id}"
    return f"budget:{voucher.budget_id}"
