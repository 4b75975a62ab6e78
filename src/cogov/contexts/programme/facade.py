"""What other contexts may ask of the programme: plain values only."""

from __future__ import annotations

from cogov.contexts.programme import actions, folding

__all__ = ["count_all", "tell_months"]


def count_all() -> int:
    """Read everything new in the journal, now; returns the number of rows read. For imports and the demo."""
    return folding.fold()


def tell_months() -> list[int]:
    """Read the journal up to now and make the reports of past months that are missing; which were made."""
    return actions.tell_months()
