"""What an actor may look at behind the desk (outside of it a thing does not exist), and what its forms share."""

from __future__ import annotations

from cogov.contexts.bodies import facade
from cogov.contexts.bodies.tree import BodyInfo
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Missing


def own_tops(actor: Actor) -> tuple[BodyInfo, ...]:
    """The bodies whose staff and parts the actor looks after, without those below another of them."""
    ids = {grant.body for grant in actor.with_roles(Role.ADMIN, Role.SECURITY)}
    bodies = [facade.body(id_) for id_ in ids]
    return tuple(
        sorted((body for body in bodies if not ids & set(body.path[:-1])), key=lambda body: (body.depth, body.code))
    )


def body_in_scope(actor: Actor, code: str, *roles: Role) -> BodyInfo:
    """Raises Missing."""
    body = facade.by_code(code)
    if not any(body.id in grant.bodies for grant in actor.with_roles(*roles)):
        raise Missing
    return body
