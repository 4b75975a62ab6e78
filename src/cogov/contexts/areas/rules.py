"""Who may do what with areas. Everybody may read them."""

from __future__ import annotations

from cogov.kernel.actors import Actor, Role

URL_CLASSES = {
    "areas:list": "public",
    "areas:one": "public",
}


def may_edit(actor: Actor) -> bool:
    return actor.machine or Role.ADMIN in actor.roles
