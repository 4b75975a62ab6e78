"""Facts of the standard's own ways."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.kernel.journal import event


@event("reports.media_promised")
@dataclass(frozen=True)
class MediaPromised:
    """Photos lie at addresses that came with the report; they are fetched later."""

    count: int


@event("reports.media_lost")
@dataclass(frozen=True)
class MediaLost:
    """So many of them could not be had."""

    count: int
