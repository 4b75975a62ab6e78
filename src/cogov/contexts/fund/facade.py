"""What other contexts may ask of the fund: plain values only, amounts in fen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Sum

from cogov.contexts.fund import forecasting
from cogov.contexts.fund.forecasting import Outlook
from cogov.contexts.fund.models import Kind, State, Voucher

__all__ = ["Outlook", "Spent", "outlook", "spent"]


@dataclass(frozen=True, slots=True)
class Spent:
    """Of a span of time: paid out, and what came back."""

    paid: int
    refunded: int

    @property
    def net(self) -> int:
        return self.paid - self.refunded


def spent(start: datetime, end: datetime) -> Spent:
    """Payments and refunds booked in start <= at < end and not corrected: one query."""
    rows = Voucher.objects.filter(
        kind__in=[Kind.PAYMENT, Kind.REFUND], state=State.BOOKED, booked_at__gte=start, booked_at__lt=end
    )
    sums = dict(rows.values_list("kind").annotate(sum=Sum("fen")))
    return Spent(sums.get(Kind.PAYMENT, 0), sums.get(Kind.REFUND, 0))


def outlook() -> Outlook:
    """How long the money lasts. A few queries over the last year's payments."""
    return forecasting.outlook()
