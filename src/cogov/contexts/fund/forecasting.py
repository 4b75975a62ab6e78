"""What the fund owes, and how long it lasts at the pace of the last year."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localdate

from cogov.contexts.fund import moves
from cogov.contexts.fund.models import Kind, State, Voucher
from cogov.contexts.fund.reconciling import last_run, money
from cogov.kernel.clock import now
from cogov.methods.runway import HORIZON, Runway, runway

WEEKS = 52
"""Weeks of past that set the pace: a whole year, so that each season counts once."""
SEED = 20_261
"""Of the draw: fixed, so that everybody who looks sees the same forecast."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Amounts in fen. `owed`: to suppliers; `promised`: committed and not yet delivered; `points_cost`: what the points
    in hands would cost if all were exchanged, None before the first reconciliation with a catalogue.

    `weekly` is the net outflow of each past week (Monday, fen), oldest first; `runway` None with too short a past.
    """

    at_bank: int
    owed: int
    promised: int
    points_cost: int | None
    weekly: tuple[tuple[date, int], ...]
    runway: Runway | None
    today: date

    @property
    def free(self) -> int:
        """Left when everything that is promised was paid, points included; may be below zero."""
        return self.at_bank - self.owed - self.promised - (self.points_cost or 0)

    @property
    def covered(self) -> bool:
        return self.free >= 0

    @property
    def empty_between(self) -> tuple[date | None, date | None]:
        """The days between which the money ends, by the interval; None beyond the horizon of five years."""
        if self.runway is None:
            return (None, None)
        low, high = self.runway.low, self.runway.high
        return (self._day(low), self._day(high))

    @property
    def empty_on(self) -> date | None:
        return self._day(self.runway.middle) if self.runway else None

    @property
    def horizon_years(self) -> int:
        return HORIZON // 52

    def _day(self, weeks: int | None) -> date | None:
        return self.today + timedelta(weeks=weeks) if weeks is not None else None


def outlook() -> Outlook:
    """Six queries; the draw takes some 10 ms."""
    run, today = last_run(), localdate(now())
    at_bank = money.at_bank()
    weekly = weekly_outflow(today)
    return Outlook(
        at_bank=at_bank,
        owed=money.balance_of(moves.OWED),
        promised=money.balance_of(moves.COMMITTED),
        points_cost=run.figures.get("points_cost") if run else None,
        weekly=tuple(weekly),
        runway=runway(at_bank, [fen for _, fen in weekly], seed=SEED),
        today=today,
    )


def weekly_outflow(today: date) -> list[tuple[date, int]]:
    """Whole weeks before this one, from the first payment on, at most a year. One query."""
    monday = today - timedelta(days=today.weekday())
    sums: dict[date, int] = defaultdict(int)
    rows = Voucher.objects.filter(
        kind__in=[Kind.PAYMENT, Kind.REFUND], state=State.BOOKED, booked_at__gte=now() - timedelta(weeks=WEEKS + 1)
    )
    for kind, fen, at in rows.values_list("kind", "fen", "booked_at"):
        day = localdate(at)
        sums[day - timedelta(days=day.weekday())] += fen if kind == Kind.PAYMENT else -fen
    past = [monday - timedelta(weeks=n) for n in range(WEEKS, 0, -1)]
    first = min((week for week in sums if week < monday), default=monday)
    return [(week, sums.get(week, 0)) for week in past if week >= first]
