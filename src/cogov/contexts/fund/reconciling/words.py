"""What each kind of difference means, in a sentence for the auditor."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CODES: dict[str, str | Promise] = {
    "ledger-unbalanced": _("The lines of a posting do not sum to zero."),
    "ledger-total": _("A balance is not the sum of its lines."),
    "ledger-held": _("What an account holds is not the sum of its holds."),
    "ledger-running": _("A line was altered, removed or inserted."),
    "ledger-floor": _("An account lies below its floor."),
    "ledger-untold": _("The journal does not know this posting, or tells it otherwise."),
    "ledger-removed": _("The journal knows a posting that is not there."),
    "points-sum": _("All accounts of points together are not zero."),
    "fen-sum": _("All accounts of money together are not zero."),
    "voucher-without-posting": _("A booked voucher has no posting."),
    "voucher-amount": _("A voucher and its posting tell different amounts."),
    "posting-without-voucher": _("A posting of the fund has no voucher."),
    "unapproved": _("Booked without the approvals that it needs."),
    "over-committed": _("More is committed than the budget has."),
    "over-delivered": _("More was delivered than committed."),
    "over-paid": _("More was paid than delivered."),
    "over-refunded": _("More came back than was paid."),
    "paid-twice": _("The same invoice or bank slip stands twice."),
    "public-sum": _("The public page tells another sum than the vouchers."),
    "bank": _("The money at the bank is not what the vouchers say."),
    "points-outstanding": _("Points in hands are not what was given out less what came back."),
    "stock": _("The stock is not the sum of its moves."),
    "reserved": _("What is put aside is not what was ordered."),
    "pieces-unbought": _("More pieces are there or handed over than were bought."),
    "order-unsettled": _("Something was handed over that was not paid in points."),
    "order-overpaid": _("More points were paid than the orders say."),
    "order-paid-twice": _("One order was paid twice."),
    "hold-left": _("Points are held for an order that is no longer open."),
    "hold-amount": _("Other points are held than the order costs."),
    "hold-missing": _("An open order holds no points."),
}
