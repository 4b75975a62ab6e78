"""Calls that the city owes: taken on by one operator, made, or put back when nobody answers."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from cogov.contexts.hotline import queries
from cogov.contexts.hotline.actions import arriving
from cogov.contexts.hotline.events import CallClaimed, CallDone, CallPutBack
from cogov.contexts.hotline.models import Call, CallBack, Caller
from cogov.contexts.hotline.workflow import CALL_BACKS
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing

AGAIN = timedelta(hours=2)
"""Nobody answered: again after as long as a meal or a meeting takes."""

TRIES = 3
"""Calls in vain after which it is done, as for a letter that came back."""


@transaction.atomic
def claim(*, call_back: int, by: Actor) -> CallBack:
    """Whoever is first has it. Raises Missing, Forbidden, Conflict."""
    found = _locked(call_back, by)
    CALL_BACKS.check("claim", found, by)
    found.operator_id = by.person
    CALL_BACKS.apply("claim", found, by=by, fact=CallClaimed(), save=("operator",))
    return found


def begin(*, call_back: int, by: Actor) -> Call:
    """The conversation itself, with the person on the screen. Raises Missing, Conflict."""
    with transaction.atomic():
        found = _locked(call_back, by)
        CALL_BACKS.check("done", found, by)
        contact = Caller.objects.filter(call=found.call_id).values_list("contact", flat=True).first()
    return arriving.start(about=contact or "", by=by)


@transaction.atomic
def put_back(*, call_back: int, by: Actor) -> CallBack:
    """Nobody answered: again in two hours, and after three times it is done. Raises Missing, Forbidden, Conflict."""
    found = _locked(call_back, by)
    CALL_BACKS.check("put_back", found, by)
    found.tries += 1
    if found.tries >= TRIES:
        return _done(found, reached=False, by=by)
    found.due_at = now() + AGAIN
    fact = CallPutBack(found.tries, found.due_at.isoformat(timespec="minutes"))
    CALL_BACKS.apply("put_back", found, by=by, fact=fact, save=("tries", "due_at"))
    CallBack.objects.filter(pk=found.pk).update(operator=None)
    return found


@transaction.atomic
def done(*, call_back: int, by: Actor) -> CallBack:
    """The person was reached. What it was about is forgotten here. Raises Missing, Forbidden, Conflict."""
    found = _locked(call_back, by)
    CALL_BACKS.check("done", found, by)
    return _done(found, reached=True, by=by)


def _done(found: CallBack, *, reached: bool, by: Actor) -> CallBack:
    found.done_at, found.reached, found.reason = now(), reached, ""
    save = ("done_at", "reached", "reason", "tries")
    CALL_BACKS.apply("done", found, by=by, fact=CallDone(reached), save=save)
    return found


def _locked(call_back: int, by: Actor) -> CallBack:
    found = CallBack.objects.select_for_update().filter(pk=queries.call_back(call_back, by).pk).first()
    if found is None:
        raise Missing
    return found
