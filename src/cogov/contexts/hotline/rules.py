"""Who may take calls, and whose."""

from __future__ import annotations

from typing import Any

from cogov.contexts.hotline.models import Call, CallBack
from cogov.kernel.actors import Actor, Role

TAKERS = (Role.OPERATOR,)

_API = ("calls_waiting", "start_call", "take_call", "show_call", "look_around", "file_call", "join_call",
        "answer_call", "connect_call", "promise_call", "end_call")  # fmt: skip
URL_CLASSES = {
    **{
        f"hotline:{name}": "staff:operator"
        for name in ("desk", "ringing", "start", "call", "look", "act", "backs", "back")
    },
    **{f"api-v1:{name}": "staff:operator" for name in _API},
}


def may_take(actor: Actor, subject: Call | CallBack) -> bool:
    """An operator of the body whose line it is, or of one above."""
    return actor.machine or any(subject.body_id in grant.bodies for grant in actor.with_roles(*TAKERS))


def holds(actor: Actor, subject: Any) -> bool:
    """The one operator who has taken it."""
    return actor.person is not None and subject.operator_id == actor.person and may_take(actor, subject)


def machine(actor: Actor, _subject: Any) -> bool:
    return actor.machine
