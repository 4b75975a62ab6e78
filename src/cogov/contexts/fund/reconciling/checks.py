"""All checks by name, and the figures that stand beside them."""

from __future__ import annotations

from cogov.contexts.fund.reconciling import goods, money
from cogov.contexts.fund.reconciling.finding import Check, Found, limited

CHECKS: dict[str, Check] = {
    "ledger": money.the_ledger,
    "sums": money.sums_of_units,
    "vouchers": money.vouchers_and_postings,
    "approvals": money.approvals,
    "bounds": money.bounds,
    "paid-twice": money.paid_twice,
    "public": money.public_sums,
    "bank": money.bank,
    "points": money.points,
    "stock": goods.stock,
    "bought": goods.bought,
    "settled": goods.settled,
    "holds": goods.holds,
}


def run_all() -> list[Found]:
    """Every difference, in the order of the checks; the same place under the same code is told once."""
    found: dict[tuple[str, str], Found] = {}
    for check in CHECKS.values():
        for one in limited(check):
            found.setdefault((one.code, one.subject), one)
    return list(found.values())


def figures() -> dict[str, int]:
    """The three books side by side; fen, points, pieces."""
    points = money.outstanding()
    return {"points_outstanding": points, "at_bank": money.at_bank()} | goods.figures(points)
