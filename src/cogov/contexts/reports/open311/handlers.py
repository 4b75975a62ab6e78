"""What follows from the standard's own facts."""

from __future__ import annotations

from cogov.contexts.reports.open311 import photos
from cogov.contexts.reports.open311.events import MediaPromised
from cogov.kernel.journal import on
from cogov.kernel.models import Entry
from cogov.kernel.outbound import Unreachable


@on(MediaPromised, outside=True)
def fetch_photos(_fact: MediaPromised, entry: Entry) -> None:
    """Raises Unreachable while something is still to come, so that the delivery is tried again later."""
    if photos.fetch_all(entry.subject_id):
        raise Unreachable
