"""Sums of what is booked, by year, source, purpose and kind; changed with each booking, in its transaction."""

from __future__ import annotations

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.utils.timezone import localtime

from cogov.contexts.fund.models import BOOKED, Kind, Total, Voucher

Key = tuple[int, int, int, str]
"""(year, id of the source, id of the purpose or 0, kind)"""


def key_of(voucher: Voucher) -> Key:
    """A correction counts against what it corrects."""
    row = voucher if voucher.kind != Kind.CORRECTION else voucher.parent
    assert row is not None
    if row.budget is None:
        assert row.booked_at is not None
        return (localtime(row.booked_at).year, row.source_id, 0, row.kind)
    return (row.budget.year, row.source_id, row.budget.purpose_id, row.kind)


def add(voucher: Voucher) -> None:
    """One statement. What is corrected leaves the sums; its row and the correction's stay in the list."""
    year, source, purpose, kind = key_of(voucher)
    sign = -1 if voucher.kind == Kind.CORRECTION else 1
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Total._meta.db_table} AS t (year, source_id, purpose, kind, fen, vouchers)"
            " VALUES (%s, %s, %s, %s, %s, 1) ON CONFLICT (year, source_id, purpose, kind)"
            " DO UPDATE SET fen = t.fen + excluded.fen, vouchers = t.vouchers + 1",
            [year, source, purpose, kind, sign * voucher.fen],
        )


def counted() -> dict[Key, int]:
    """The same sums counted anew from the vouchers, for the reconciliation. Two queries."""
    rows = Voucher.objects.filter(state__in=BOOKED).exclude(kind=Kind.CORRECTION)
    with_budget = rows.filter(budget__isnull=False).values_list(
        "budget__year", "source_id", "budget__purpose_id", "kind", "state"
    )
    without = rows.filter(budget=None).values_list(ExtractYear("booked_at"), "source_id", "kind", "state")
    sums: dict[Key, int] = {}
    for year, source, purpose, kind, state, fen in with_budget.annotate(fen_=Sum("fen")):
        sums[year, source, purpose, kind] = sums.get((year, source, purpose, kind), 0) + _left(state, fen)
    for year, source, kind, state, fen in without.annotate(fen_=Sum("fen")):
        sums[year, source, 0, kind] = sums.get((year, source, 0, kind), 0) + _left(state, fen)
    return sums


def kept() -> dict[Key, int]:
    """One query."""
    rows = Total.objects.values_list("year", "source_id", "purpose", "kind", "fen")
    return {(year, source, purpose, kind): fen for year, source, purpose, kind, fen in rows}


def _left(state: str, fen: int) -> int:
    return fen if state == "booked" else 0
