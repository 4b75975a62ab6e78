"""Is this wish one that can be booked? Asked when it is made, and again when it is approved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from cogov.contexts.fund import moves
from cogov.contexts.fund.models import BOOKED, Budget, Kind, Source, State, Supplier, Voucher
from cogov.contexts.fund.money import MOST, yuan
from cogov.contexts.fund.workflow import WAITING
from cogov.kernel import ledger
from cogov.kernel.errors import Invalid
from cogov.kernel.ledger import Unit

if TYPE_CHECKING:
    from cogov.contexts.fund.actions.vouchers import Wish

PARENTS = {
    Kind.RELEASE: Kind.COMMITMENT,
    Kind.PURCHASE: Kind.COMMITMENT,
    Kind.PAYMENT: Kind.PURCHASE,
    Kind.REFUND: Kind.PAYMENT,
}
NUMBERED = (Kind.PURCHASE, Kind.PAYMENT)
"""Kinds that need the number of an invoice or a bank slip, by which a second one is noticed."""


def check_wish(wish: Wish, own: Voucher | None = None) -> dict[str, Any]:
    """Fields of the voucher. `own` is the voucher itself when it is looked at again before it is booked.

    Raises Invalid with a sentence for each field that is wrong.
    """
    if wish.kind not in Kind.values:
        raise Invalid
    if own is None:
        _check_words(wish)
    fields = _PLACES[Kind(wish.kind)](wish, own)
    fen = fields.get("fen", wish.fen)
    if not 0 < fen <= MOST:
        raise Invalid(fields={"fen": _("The amount must be above zero, and below 100 billion yuan.")})
    _check_enough(wish, fields, fen, own)
    words = {
        "memo": wish.memo.strip(),
        "reference": wish.reference.strip(),
        "item": wish.item,
        "quantity": wish.quantity,
    }
    return words | fields | {"fen": fen}


def _check_words(wish: Wish) -> None:
    wrong = {}
    if not 3 <= len(wish.memo.strip()) <= 200:
        wrong["memo"] = _("Please say in one sentence what it is for.")
    if wish.kind in NUMBERED and not wish.reference.strip():
        wrong["reference"] = _("Please give the number of the invoice or bank slip.")
    if len(wish.reference.strip()) > 80:
        wrong["reference"] = _("Please give a number of at most 80 letters.")
    if bool(wish.item) != bool(wish.quantity) or not 0 <= wish.quantity <= 1_000_000:  # pieces: more is a slip
        wrong["quantity"] = _("Please give the item together with how many pieces.")
    if wrong:
        raise Invalid(fields=wrong)


def _receipt(wish: Wish, _own: Voucher | None) -> dict[str, Any]:
    source = Source.objects.filter(pk=wish.source or 0, active=True).first()
    if source is None:
        raise Invalid(fields={"source": _("Please choose where the money comes from.")})
    return {"source": source}


def _allotment(wish: Wish, _own: Voucher | None) -> dict[str, Any]:
    budget = Budget.objects.select_related("source").filter(pk=wish.budget or 0).first()
    if budget is None:
        raise Invalid(fields={"budget": _("Please choose a budget.")})
    if budget.closed:
        raise Invalid(fields={"budget": _("This budget is closed.")})
    return {"source": budget.source, "budget": budget}


def _commitment(wish: Wish, own: Voucher | None) -> dict[str, Any]:
    supplier = Supplier.objects.filter(pk=wish.supplier or 0, active=True).first()
    if supplier is None:
        raise Invalid(fields={"supplier": _("Please choose a supplier.")})
    return _allotment(wish, own) | {"supplier": supplier}


def _following(wish: Wish, own: Voucher | None) -> dict[str, Any]:
    parent = _parent(wish, own)
    if parent is None or parent.kind != PARENTS[Kind(wish.kind)] or parent.state != State.BOOKED:
        raise Invalid(_("What this continues is not there, or not booked."))
    return {"source": parent.source, "budget": parent.budget, "supplier": parent.supplier, "parent": parent}


def _correction(wish: Wish, own: Voucher | None) -> dict[str, Any]:
    parent = _parent(wish, own)
    if parent is None or parent.kind == Kind.CORRECTION or parent.state != State.BOOKED:
        raise Invalid(_("Only what is booked, and not yet corrected, can be corrected."))
    later = Voucher.objects.filter(parent=parent, state__in=[*WAITING, State.BOOKED]).exclude(kind=Kind.CORRECTION)
    if later.exists():
        raise Invalid(_("Other vouchers continue this one. Please correct or withdraw those first."))
    return {
        "source": parent.source, "budget": parent.budget, "supplier": parent.supplier, "parent": parent,
        "fen": parent.fen, "item": None, "quantity": 0,
    }  # fmt: skip


def _parent(wish: Wish, own: Voucher | None) -> Voucher | None:
    """Locked when the voucher is about to be booked, so that two payments of one invoice come one after the other."""
    rows = Voucher.objects.select_related("source", "budget", "supplier")
    if own is not None:
        rows = rows.select_for_update(of=("self",))
    return rows.filter(pk=wish.parent or 0).first()


def _check_enough(wish: Wish, fields: dict[str, Any], fen: int, own: Voucher | None) -> None:
    left = _left(wish, fields, own)
    if left is not None and fen > left:
        raise Invalid(fields={"fen": _("There are only %(left)s yuan left for this.") % {"left": yuan(max(left, 0))}})


def _left(wish: Wish, fields: dict[str, Any], own: Voucher | None) -> int | None:
    """Fen that can still be moved this way; None without a bound."""
    if wish.kind in (Kind.PAYMENT, Kind.REFUND):
        parent = fields["parent"]
        others = Voucher.objects.filter(parent=parent, kind=wish.kind, state__in=[*WAITING, State.BOOKED])
        if own is not None:
            others = others.exclude(pk=own.pk).filter(state__in=BOOKED)
        return int(parent.fen - (others.aggregate(sum=Sum("fen"))["sum"] or 0))
    if wish.kind in (Kind.RECEIPT, Kind.CORRECTION):
        return None
    probe = Voucher(
        kind=wish.kind, source=fields["source"], budget=fields["budget"], parent_id=wish.parent,
        supplier_id=wish.supplier,
    )  # fmt: skip
    return _free(moves.places(wish.kind)[0], probe)


def _free(place: str, probe: Voucher) -> int:
    found = ledger.find(unit=Unit.FEN, kind=place, owner=moves.owner(place, probe))
    return ledger.balance(found).free if found else 0


_PLACES: dict[Kind, Callable[[Wish, Voucher | None], dict[str, Any]]] = {
    Kind.RECEIPT: _receipt,
    Kind.ALLOTMENT: _allotment,
    Kind.COMMITMENT: _commitment,
    Kind.RELEASE: _following,
    Kind.PURCHASE: _following,
    Kind.PAYMENT: _following,
    Kind.REFUND: _following,
    Kind.CORRECTION: _correction,
}
