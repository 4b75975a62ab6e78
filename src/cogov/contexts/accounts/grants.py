"""Roles are kept by the bodies; this is the one place where accounts ask for them."""

from __future__ import annotations

from cogov.kernel.actors import Grant


def grants_of(person_id: int) -> tuple[Grant, ...]:
    from cogov.contexts.bodies import facade as bodies  # noqa: PLC0415 - the bodies' own models point at accounts

    return bodies.grants_of(person_id)
