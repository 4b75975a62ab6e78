"""Jobs that come round again; loaded by every process at its start."""

from cogov.contexts.reports import own_data, tallies
from cogov.contexts.reports.webhooks.tasks import sweep
from cogov.kernel.periodic import periodic

DAY = 24 * 3600  # seconds

periodic(seconds=DAY)(sweep)


@periodic(seconds=86_400)
def forget_contacts() -> None:
    own_data.forget_contacts()


@periodic(seconds=5, by_date=False)
def fold_tallies() -> None:
    """So often that at 1,000 changes a second a reader of the map adds up 5,000 at most."""
    tallies.fold()
