"""What other contexts may ask of the programme: plain values only."""

from __future__ import annotations

from cogov.contexts.programme import actions

__all__ = ["tell_months"]


def tell_months() -> list[int]:
    """Read the journal up to now and make the reports of past months that are missing; which were made."""
    return actions.tell_months()
