"""What the fund knows about a person: the vouchers asked for and approved as a member of staff."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.fund.models import Voucher
from cogov.kernel.actors import Actor


def export(person: int) -> list[dict[str, Any]]:
    """One query."""
    rows = Voucher.objects.filter(Q(asked_by=person) | Q(checked_by=person) | Q(approved_by=person)).order_by("pk")
    return [
        {
            "voucher": row.pk,
            "kind": row.kind,
            "fen": row.fen,
            "parts": [part for part in ("asked", "checked", "approved") if getattr(row, f"{part}_by_id") == person],
            "at": row.asked_at.isoformat(),
        }
        for row in rows
    ]


def erase(person: int, by: Actor) -> None:
    """Who asked for public money and who approved must stay provable; the number then leads to nobody."""


def install() -> None:
    accounts.contribute_personal_data("fund", export, erase, _("Vouchers of the fund"))
