"""Who may see a photo, what is personal about it, and the class of each URL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from cogov.contexts.media.models import Asset
from cogov.contexts.media.queries import AssetCard, card_of, is_sender
from cogov.kernel.actors import Actor
from cogov.kernel.personal import Basis, personal
from cogov.kernel.throttle import Rate

Gate = Callable[[int, Actor, AssetCard], bool]
"""(owner's id, actor, photo) → may the actor see it? A hidden one only those entitled to the original. At most one
query; asked with `ANYBODY` first, since what anybody may see can be cached by all."""

ANYBODY = Actor()
"""Somebody of whom nothing is known: what this actor may see is public."""

URL_CLASSES = {"photo-upload": "public", "photo": "public"}
"""Anybody may call both; what a visitor then gets is decided photo by photo."""

DRAFT_LIFE = timedelta(hours=24)
"""How long an upload that nobody filed is kept: a report interrupted in the evening can be finished the next day."""

UPLOADS = Rate(
    "media.photo",
    amount=30,
    seconds=600,
    sentence=_("Many photos came from you. Please wait a moment before the next."),
)
"""For one address: five full reports at once, then a photo every 20 seconds; room for a household."""

gates: dict[str, Gate] = {}


def register_gate(owner_type: str, gate: Gate) -> None:
    """Each kind of owner decides who sees its photos; without a gate nobody does."""
    if owner_type in gates:
        raise ValueError(f"{owner_type} has a gate already")
    gates[owner_type] = gate


def is_public(asset: Asset) -> bool:
    """May anybody see it? At most the one query of its owner's gate."""
    return bool(asset.claimed_type) and not asset.hidden and _admits(asset, ANYBODY)


def may_see(asset: Asset, actor: Actor, session: str) -> bool:
    """May this actor? Unclaimed photos are for the person or the browser session that sent them.

    Somebody unknown never sees a hidden one, even where a gate forgets to ask whether it is hidden.
    """
    if asset.claimed_type:
        return not (asset.hidden and actor == ANYBODY) and _admits(asset, actor)
    return is_sender(asset, actor, session)


def _admits(asset: Asset, actor: Actor) -> bool:
    gate = gates.get(asset.claimed_type)
    return gate is not None and asset.claimed_id is not None and gate(asset.claimed_id, actor, card_of(asset))


personal(
    "media.asset",
    "lat",
    "lon",
    "taken_at",
    purpose=_("Offered to the reporter as place and time of the report; deleted when it is filed."),
    basis=Basis.CONSENT,
    retention=DRAFT_LIFE,
)
personal(
    "media.asset",
    "upload_session",
    purpose=_("Shows an unfiled photo only to the visitor who sent it; deleted when it is filed."),
    basis=Basis.PUBLIC_TASK,
    retention=DRAFT_LIFE,
)
personal(
    "media.asset",
    "uploaded_by",
    purpose=_("Lets people see, export and erase their own photos."),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
