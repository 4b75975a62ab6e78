"""Changes of open accounts put into their totals, a batch at a time (ADR 0009)."""

from __future__ import annotations

from collections import defaultdict

from django.db import connection, transaction
from django.db.models import F

from cogov.kernel.ledger.models import Account, Change

BATCH = 5_000
"""Changes folded in one transaction: some 50 ms, for which nobody else waits."""


@transaction.atomic
def fold(batch: int = BATCH) -> int:
    """Returns how many changes went into totals. Readers see all of them before or after, never in between."""
    table = Change._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT %s)"
            " RETURNING account_id, amount",
            [batch],
        )
        rows = cursor.fetchall()
    sums: dict[int, int] = defaultdict(int)
    for account, amount in rows:
        sums[account] += amount
    for account, amount in sorted(sums.items()):
        Account.objects.filter(pk=account).update(total=F("total") + amount)
    return len(rows)
