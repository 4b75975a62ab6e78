"""What comes in, what is counted, what is put right; and stopping orders of an item."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.utils.translation import gettext as _

from cogov.contexts.catalogue import rules
from cogov.contexts.catalogue.events import OrdersResumed, OrdersStopped, StockChanged
from cogov.contexts.catalogue.models import Item, StockMove
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once

MOST = 100_000
"""Pieces in one step: beyond it a zero was typed too many."""
_Why = StockMove.Why


@dataclass(frozen=True, slots=True)
class Count:
    """What a count found: pieces as counted, pieces as the books had it, and what was put right."""

    counted: int
    expected: int

    @property
    def difference(self) -> int:
        return self.counted - self.expected


def receive_stock(*, item: int, quantity: int, note: str = "", by: Actor, key: str) -> None:
    """Pieces have arrived. Raises Missing, Forbidden, Invalid."""
    if not 1 <= quantity <= MOST:
        raise Invalid(fields={"quantity": _("Please enter a number between 1 and %(most)d.") % {"most": MOST}})
    asked = {"quantity": quantity, "note": note}
    once(f"catalogue.stock:{item}", key, asked, lambda: _change(item, _Why.RECEIVED, quantity, note, by))


def correct_stock(*, item: int, change: int, note: str, by: Actor, key: str) -> None:
    """Pieces were broken, lost or found; `note` says why. Raises Missing, Forbidden, Invalid, Conflict."""
    if not note.strip():
        raise Invalid(fields={"note": _("Please say why the stock is corrected.")})
    if change == 0 or abs(change) > MOST:
        raise Invalid(fields={"quantity": _("Please enter by how many pieces, and not zero.")})
    asked = {"change": change, "note": note}
    once(f"catalogue.stock:{item}", key, asked, lambda: _change(item, _Why.CORRECTED, change, note, by))


def count_stock(*, item: int, quantity: int, note: str = "", by: Actor, key: str) -> Count:
    """Everything on the shelf was counted, what is put aside included; the books now say so.

    Raises Missing, Forbidden, Invalid, and Conflict when fewer are there than are put aside for orders.
    """
    if not 0 <= quantity <= MOST:
        raise Invalid(fields={"quantity": _("Please enter a number between 0 and %(most)d.") % {"most": MOST}})

    def act() -> dict[str, int]:
        row = _locked(item, by)
        expected = row.stock + row.reserved
        _change(item, _Why.COUNTED, quantity - expected, note, by)
        return {"counted": quantity, "expected": expected}

    answer, _replayed = once(f"catalogue.stock:{item}", key, {"counted": quantity, "note": note}, act)
    return Count(answer["counted"], answer["expected"])


def stop_orders(*, item: int, reason: str, by: Actor, key: str) -> None:
    """Nobody can order it until somebody allows it again; orders made before go on. Stopping twice is once."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why.")})

    def act() -> dict[str, int]:
        row = _locked(item, by)
        if row.stopped_at is None:
            row.stopped_at, row.stop_reason = now(), reason[:300]
            move = _note(row, _Why.STOPPED, 0, reason, by)
            journal.record(OrdersStopped(item, move), subject=row, by=by, save=("stopped_at", "stop_reason"))
        return {}

    once(f"catalogue.stop:{item}", key, {"reason": reason}, act)


def resume_orders(*, item: int, reason: str, by: Actor, key: str) -> None:
    """The difference is explained. Raises Missing, Forbidden, Invalid."""
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why.")})

    def act() -> dict[str, int]:
        row = _locked(item, by)
        if row.stopped_at is not None:
            row.stopped_at, row.stop_reason = None, ""
            move = _note(row, _Why.RESUMED, 0, reason, by)
            journal.record(OrdersResumed(item, move), subject=row, by=by, save=("stopped_at", "stop_reason"))
        return {}

    once(f"catalogue.resume:{item}", key, {"reason": reason}, act)


def _change(item: int, why: StockMove.Why, change: int, note: str, by: Actor) -> dict[str, int]:
    row = _locked(item, by)
    if not Item.objects.filter(pk=item, stock__gte=-change).update(stock=F("stock") + change):
        raise Conflict(_("That is more than is free: the rest is put aside for orders. Cancel some of them first."))
    move = _note(row, why, change, note, by)
    journal.record(StockChanged(item, why.value, change, move), subject=row, by=by)
    return {"move": move}


def _locked(item: int, by: Actor) -> Item:
    row = Item.objects.select_related("partner").select_for_update(of=("self",)).filter(pk=item).first()
    if row is None or not rules.may_read(by, row.partner.keeper_id):
        raise Missing
    if not rules.may_manage(by, row.partner.keeper_id):
        raise Forbidden
    return row


def _note(row: Item, why: StockMove.Why, change: int, note: str, by: Actor) -> int:
    made = StockMove.objects.create(
        item=row, at=now(), why=why, stock=change, note=note.strip()[:300], person_id=by.person
    )
    return int(made.pk)
