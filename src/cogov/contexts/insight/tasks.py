"""Jobs that come round again; loaded by every process at its start."""

from cogov.contexts.insight import folding
from cogov.kernel.periodic import periodic


@periodic(seconds=20)
def fold_figures() -> None:
    """So that the figures are at most half a minute old."""
    folding.fold()
