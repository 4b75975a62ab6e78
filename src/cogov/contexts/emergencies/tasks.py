"""Whoever has not acknowledged is called again."""

from __future__ import annotations

from cogov.contexts.emergencies import actions
from cogov.kernel.periodic import periodic


@periodic(seconds=30, by_date=False)
def call_duty_officers_again() -> None:
    actions.call_again()
