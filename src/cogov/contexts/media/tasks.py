"""What comes round again for photos."""

from __future__ import annotations

from cogov.contexts.media import actions
from cogov.kernel.clock import now
from cogov.kernel.periodic import periodic


@periodic(seconds=3600)
def purge_unclaimed_photos() -> None:
    """Hourly: what nobody filed goes within 25 hours."""
    actions.purge_unclaimed(now())
