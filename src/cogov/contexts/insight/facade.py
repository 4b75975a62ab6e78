"""What other contexts may ask of the figures: plain values only."""

from __future__ import annotations

from cogov.contexts.insight import folding

__all__ = ["count_all"]


def count_all() -> int:
    """Count everything that the journal holds and that is not counted yet, now; how many cases changed.

    For imports and the demo, which nobody waits for: about 0.2 ms a new case.
    """
    return folding.fold(batch=folding.BULK, budget=None)
