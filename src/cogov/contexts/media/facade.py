"""What other contexts may ask of photos.

card = store_photo(data=request.FILES["photo"], by=request.actor, session=visitor(request)).card
claim(tokens=[card.token], owner_type="reports.report", owner_id=7, by=actor, session=visitor(request))
register_gate("reports.report", may_see_photo)     # in the owner's AppConfig.ready
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO

from cogov.contexts.media import actions, queries
from cogov.contexts.media.actions import Picture, Purged, attach_drawn, purge_unclaimed, store_drawn
from cogov.contexts.media.checks import Fault, faults, purge_orphans
from cogov.contexts.media.models import Asset
from cogov.contexts.media.pipeline import MAX_BYTES, differing_bits
from cogov.contexts.media.queries import AssetCard, Draft, cards, drafts
from cogov.contexts.media.rules import URL_CLASSES, Gate, register_gate
from cogov.contexts.media.visitors import known_session, upload_session
from cogov.kernel.actors import Actor

__all__ = [
    "MAX_BYTES",
    "URL_CLASSES",
    "AssetCard",
    "Draft",
    "Fault",
    "Gate",
    "Picture",
    "Purged",
    "attach_drawn",
    "cards",
    "claim",
    "copy",
    "differing_bits",
    "drafts",
    "drop",
    "faults",
    "known_session",
    "position_of",
    "purge_orphans",
    "purge_unclaimed",
    "register_gate",
    "set_hidden",
    "store_drawn",
    "store_photo",
    "upload_session",
]


def store_photo(*, data: bytes | IO[bytes], by: Actor, session: str = "", at: datetime | None = None) -> Draft:
    """See `actions.store_photo`."""
    return queries.draft_of(actions.store_photo(data=data, by=by, session=session, at=at))


def claim(*, tokens: Sequence[str], owner_type: str, owner_id: int, by: Actor, session: str = "") -> list[AssetCard]:
    """See `actions.claim`."""
    assets = actions.claim(tokens=tokens, owner_type=owner_type, owner_id=owner_id, by=by, session=session)
    return [queries.card_of(asset) for asset in assets]


def copy(*, asset: int, by: Actor, session: str = "") -> Draft:
    """See `actions.copy`."""
    return queries.draft_of(actions.copy(asset=asset, by=by, session=session))


def position_of(asset: int) -> tuple[float, float] | None:
    """WGS84 latitude and longitude that the metadata of an unclaimed photo offered. One query."""
    lat, lon = Asset.objects.filter(pk=asset).values_list("lat", "lon").first() or (None, None)
    return None if lat is None or lon is None else (lat, lon)


def set_hidden(asset: int, hidden: bool, *, by: Actor) -> None:
    """See `actions.set_hidden`."""
    actions.set_hidden(asset=asset, hidden=hidden, by=by)


def drop(assets: Iterable[int], *, by: Actor) -> int:
    """See `actions.drop`."""
    return actions.drop(assets=assets, by=by)
