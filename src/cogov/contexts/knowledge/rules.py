"""Who may write, release and withdraw answers."""

from __future__ import annotations

from cogov.contexts.knowledge.models import Answer
from cogov.kernel.actors import Actor, Role

WRITERS = (Role.OPERATOR, Role.REVIEWER, Role.DISPATCHER, Role.HANDLER, Role.SUPERVISOR)
"""Whoever answers people, or knows the matter, writes for their own body and those below it."""

EDITORS = (Role.REVIEWER, Role.SUPERVISOR)
"""Who answers for what residents then read."""

STAFF = "staff:operator,reviewer,dispatcher,handler,supervisor"
URL_CLASSES = {
    "knowledge:list": "public",
    "knowledge:one": "public",
    "knowledge:vote": "public",
    "knowledge:desk": STAFF,
    "knowledge:add": STAFF,
    "knowledge:edit": STAFF,
    "knowledge:history": STAFF,
    "knowledge:act": STAFF,
    "knowledge:figures": STAFF,
}


def may_write_for(actor: Actor, body: int) -> bool:
    return actor.machine or any(body in grant.bodies for grant in actor.with_roles(*WRITERS))


def may_write(actor: Actor, answer: Answer) -> bool:
    return may_write_for(actor, answer.body_id)


def may_release(actor: Actor, answer: Answer) -> bool:
    return actor.machine or any(answer.body_id in grant.bodies for grant in actor.with_roles(*EDITORS))
