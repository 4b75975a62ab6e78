"""What an actor may look at behind the desk (outside of it a thing does not exist), and what its forms share."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.http import HttpRequest

from cogov.contexts.bodies import facade
from cogov.contexts.bodies.tree import BodyInfo
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Invalid, Missing


def actor_of(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


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


def tried(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    """False when the action refused the input: its sentences then stand in the form."""
    try:
        act()
    except Invalid as error:
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, str(sentence))
        if not error.fields:
            form.add_error(None, str(error))
        return False
    return True
