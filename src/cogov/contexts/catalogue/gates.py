"""Photos of items are for everybody."""

from __future__ import annotations

from cogov.contexts.catalogue.actions.items import OWNER
from cogov.contexts.media import facade as media
from cogov.kernel.actors import Actor


def may_see_photo(_item: int, _actor: Actor, asset: media.AssetCard) -> bool:
    return not asset.hidden


def install() -> None:
    media.register_gate(OWNER, may_see_photo)
