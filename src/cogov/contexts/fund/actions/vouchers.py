"""A voucher is asked for, checked, approved; approving books it. Corrections are vouchers, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from cogov.contexts.fund import moves, rules, totals
from cogov.contexts.fund.checking import check_wish
from cogov.contexts.fund.events import Asked, Booked, Checked, Refused, Reversed, Withdrawn
from cogov.contexts.fund.models import BOOKED, Kind, Limit, State, Voucher
from cogov.contexts.fund.workflow import WAITING, WORKFLOW
from cogov.kernel import journal, ledger
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.ids import digest
from cogov.kernel.ledger import Line

TOGETHER = timedelta(days=30)
"""Wishes of one kind to one supplier within a month count together, so that a sum cannot be cut into small ones."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. `parent` as in `models.Voucher`; what it says about source, budget, supplier is its own.

    `fen` of a correction is that of what it corrects, whatever is given here.
    """

    kind: str
    fen: int
    memo: str
    source: int | None = None
    budget: int | None = None
    supplier: int | None = None
    parent: int | None = None
    item: int | None = None
    quantity: int = 0
    reference: str = ""


@transaction.atomic
def ask(wish: Wish, *, by: Actor) -> Voucher:
    """A voucher that waits for approval. Raises Invalid (by field), Forbidden, Missing, Conflict."""
    if by.person is None:
        raise Forbidden
    fields = check_wish(wish)
    source = fields["source"]
    if not rules.may_ask(by, source.body_id):
        raise Forbidden
    limit = _limit(wish.kind)
    two = fields["fen"] + _lately(wish.kind, fields) > limit
    try:
        with transaction.atomic():
            row = Voucher.objects.create(
                **fields, kind=wish.kind, limit_fen=limit, two=two, asked_by_id=by.person, asked_at=now()
            )
    except IntegrityError as error:
        raise Conflict(
            _("This number was already used for this supplier, or the voucher is already corrected.")
        ) from error
    journal.record(_asked(row), subject=row, by=by, first=True)
    return row


@transaction.atomic
def check(*, voucher: int, revision: int, by: Actor) -> Voucher:
    """The first of two approvals. Raises Missing, Forbidden, Conflict."""
    row = _held(voucher, revision, by)
    WORKFLOW.check("check", row, by)
    # Not `apply`: it would ask its guard again, about a row that already says who was first.
    row.state, row.checked_by_id = State.CHECKED, by.person
    journal.record(Checked(row.fen), subject=row, by=by, save=["state", "checked_by"])
    return row


@transaction.atomic
def approve(*, voucher: int, revision: int, by: Actor) -> Voucher:
    """The last approval, which books. Raises Missing, Forbidden, Conflict (and Insufficient) and books nothing then."""
    row = _held(voucher, revision, by)
    WORKFLOW.check("approve", row, by)
    check_wish(_again(row), own=row)
    posting = _corrected(row, by) if row.kind == Kind.CORRECTION else _posted(row, by)
    row.posting, row.approved_by_id, row.booked_at = posting, by.person, now()
    WORKFLOW.apply("approve", row, by=by, fact=Booked(row.fen, posting), save=["posting", "approved_by", "booked_at"])
    totals.add(row)
    return row


@transaction.atomic
def refuse(*, voucher: int, why: str, revision: int, by: Actor) -> Voucher:
    """Raises Invalid without a reason. The journal holds the digest of the reason."""
    reason = why.strip()
    if not 1 <= len(reason) <= 200:
        raise Invalid(fields={"why": _("Please say why, in one sentence.")})
    row = _held(voucher, revision, by)
    row.reason = reason
    WORKFLOW.apply("refuse", row, by=by, fact=Refused(digest(reason)), save=["reason"])
    return row


@transaction.atomic
def withdraw(*, voucher: int, revision: int, by: Actor) -> Voucher:
    row = _held(voucher, revision, by)
    WORKFLOW.apply("withdraw", row, by=by, fact=Withdrawn())
    return row


def _posted(row: Voucher, by: Actor) -> int:
    return ledger.post(
        key=f"fund:voucher:{row.pk}", lines=moves.lines(row), why=f"fund.{row.kind}", facts=_facts(row), by=by
    )


def _corrected(row: Voucher, by: Actor) -> int:
    """Takes the posting of the parent back by a new one, and moves the parent to `reversed`."""
    assert row.parent_id is not None
    target = Voucher.objects.select_related("source").select_for_update(of=("self",)).get(pk=row.parent_id)
    WORKFLOW.apply("reverse", target, by=by, fact=Reversed(row.pk))
    first = ledger.posting_of(key=f"fund:voucher:{target.pk}")
    lines = [Line(line.account, -line.amount) for line in first.lines]
    facts = _facts(row) | {"corrects": target.pk}
    return ledger.post(
        key=f"fund:voucher:{row.pk}", lines=lines, why="fund.correction", facts=facts, by=by, reverses=target.posting
    )


def _held(voucher: int, revision: int, by: Actor) -> Voucher:
    """Raises Missing outside the actor's scope, Conflict when somebody else was faster."""
    rows = Voucher.objects.select_for_update(of=("self",)).select_related("source", "budget", "supplier", "parent")
    row = rows.filter(rules.visible(by), pk=voucher).first()
    if row is None:
        raise Missing
    if row.journal_seq != revision:
        raise Conflict
    return row


def _again(row: Voucher) -> Wish:
    return Wish(
        kind=row.kind, fen=row.fen, memo=row.memo, source=row.source_id, budget=row.budget_id,
        supplier=row.supplier_id, parent=row.parent_id, item=row.item, quantity=row.quantity, reference=row.reference,
    )  # fmt: skip


def _limit(kind: str) -> int:
    """Without any limit two people are always needed."""
    newest = Limit.objects.filter(kind=kind, since__lte=now()).order_by("-since", "-id").first()
    return newest.fen if newest else 0


def _lately(kind: str, fields: dict[str, Any]) -> int:
    """Fen of the same kind to the same supplier in the last month: 0 without a supplier."""
    if fields.get("supplier") is None or kind == Kind.CORRECTION:
        return 0
    rows = Voucher.objects.filter(
        kind=kind, supplier=fields["supplier"], asked_at__gt=now() - TOGETHER, state__in=[*WAITING, *BOOKED]
    )
    return int(rows.aggregate(sum=Sum("fen"))["sum"] or 0)


def _facts(row: Voucher) -> dict[str, Any]:
    return {"voucher": row.pk, "source": row.source_id, "budget": row.budget_id}


def _asked(row: Voucher) -> Asked:
    return Asked(
        row.kind, row.fen, row.two, row.source_id, row.budget_id, row.supplier_id, row.parent_id, row.item,
        row.quantity, digest(f"{row.reference}\x1f{row.memo}"),
    )  # fmt: skip
