"""Jobs that come round again; loaded by every process at its start."""

from cogov.contexts.reports import own_data
from cogov.contexts.reports.webhooks.tasks import sweep
from cogov.kernel.periodic import periodic

DAY = 24 * 3600  # seconds

periodic(seconds=DAY)(sweep)


@periodic(seconds=86_400)
def forget_contacts() -> None:
    own_data.forget_contacts()
