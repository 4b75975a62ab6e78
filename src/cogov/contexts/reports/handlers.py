"""What becomes of facts; loaded by every process at its start."""

from cogov.contexts.reports.open311 import handlers as open311_handlers
from cogov.contexts.reports.webhooks import handlers as webhook_handlers

__all__ = ["open311_handlers", "webhook_handlers"]
