"""Jobs that come round again; loaded by every process at its start."""

from cogov.contexts.reports.webhooks.tasks import sweep
from cogov.kernel.periodic import periodic

DAY = 24 * 3600  # seconds

periodic(seconds=DAY)(sweep)
