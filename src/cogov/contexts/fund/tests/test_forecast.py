"""How long the money lasts: the past as it was paid, and what is owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from cogov.contexts.bodies.tests.factories import desk
from cogov.contexts.fund import forecasting
from cogov.contexts.fund.models import Kind
from cogov.contexts.fund.tests.factories import treasury
from cogov.kernel.actors import Role

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 3, 1, 4, tzinfo=UTC)


def test_the_weeks_are_net_and_begin_with_the_first_payment() -> None:
    with time_machine.travel(MONDAY, tick=False):
        fund = treasury()
        payment = fund.paid(10_000)
    with time_machine.travel(MONDAY + timedelta(weeks=2, days=1), tick=False):
        fund.book(Kind.REFUND, 4_000, payment)
    with time_machine.travel(MONDAY + timedelta(weeks=3), tick=False):
        weekly = forecasting.weekly_outflow(date(2027, 3, 22))
    assert [fen for _, fen in weekly] == [10_000, 0, -4_000]
    assert weekly[0][0] == date(2027, 3, 1)


def test_a_steady_pace_gives_the_day_on_which_the_money_ends() -> None:
    with time_machine.travel(MONDAY, tick=False):
        fund = treasury()
    for week in range(10):
        with time_machine.travel(MONDAY + timedelta(weeks=week), tick=False):
            fund.paid(10_000)
    with time_machine.travel(MONDAY + timedelta(weeks=10), tick=False):
        found = forecasting.outlook()
        page = desk(Role.LEADER, fund.source.body).get("/desk/fund/forecast", headers={"accept-language": "en"})
    assert found.runway is not None
    assert found.runway.middle == 90  # 900,000 fen left at 10,000 a week
    assert f"{found.empty_on:%Y-%m-%d}" in page.content.decode()


def test_what_is_promised_and_owed_is_taken_off() -> None:
    fund = treasury()
    commitment = fund.book(Kind.COMMITMENT, 30_000)
    fund.book(Kind.PURCHASE, 10_000, commitment)
    found = forecasting.outlook()
    assert (found.at_bank, found.owed, found.promised, found.free) == (1_000_000, 10_000, 20_000, 970_000)
    assert found.covered
