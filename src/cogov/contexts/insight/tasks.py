"""Jobs that come round again; loaded by every process at its start."""

from cogov.contexts.insight import actions, folding
from cogov.kernel.periodic import periodic


@periodic(seconds=20, by_date=False)
def fold_figures() -> None:
    """So that the figures are at most half a minute old."""
    folding.fold()


@periodic(seconds=900)
def report_the_week() -> None:
    """On Monday morning, or as soon as the machine is on again."""
    actions.report_weeks()
