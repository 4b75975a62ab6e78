"""Duty officers are called until somebody of their body acknowledges."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from cogov.contexts.desk import facade as desk
from cogov.contexts.emergencies import rules
from cogov.contexts.emergencies.actions.base import line, locked, require_active
from cogov.contexts.emergencies.events import Acknowledged, Called, Shown
from cogov.contexts.emergencies.models import ACTIVE, Call, Emergency, LogLine
from cogov.contexts.emergencies.snapshot import snapshot
from cogov.contexts.emergencies.wording import alarm
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden

INTERVALS = tuple(timedelta(minutes=minutes) for minutes in (2, 3, 5, 10, 15, 30))
"""Until the next call: first as long as somebody needs to reach the telephone, then growing; the last one repeats."""


def first_call(emergency: Emergency) -> None:
    """The first officer of every body, at once."""
    for body in rules.officers(emergency):
        _call(Call(emergency=emergency, body_id=body), emergency)


def call_again() -> int:
    """Call whoever has not acknowledged and is due, each in a transaction of its own; how many bodies were called.

    After a pause of the machine one call goes out, not all that were missed.
    """
    due = list(_due(now()).values_list("pk", "emergency"))
    return sum(_call_due(call, emergency) for call, emergency in due)


@transaction.atomic
def acknowledge(emergency: int, *, by: Actor, body: int | None = None) -> Emergency:
    """For every body for which the actor may speak, or the one given; what was acknowledged before stays so.

    Raises Missing, Forbidden, and Conflict once it is over.
    """
    found = locked(emergency)
    mine = rules.bodies_of(by, found)
    if not mine or (body is not None and body not in mine):
        raise Forbidden
    require_active(found)
    waiting = Call.objects.filter(emergency=found, acknowledged_at=None, body__in=mine if body is None else [body])
    for call in waiting.order_by("pk"):
        call.acknowledged_at, call.acknowledged_by_id, call.next_at = now(), by.person, None
        call.save(update_fields=["acknowledged_at", "acknowledged_by", "next_at"])
        line(found, LogLine.What.ACKNOWLEDGED, by=by, body=call.body_id)
        journal.record(Acknowledged(call.body_id), subject=found, by=by)
    publish(found, by=by)
    snapshot.changed()
    return found


def publish(emergency: Emergency, *, by: Actor) -> None:
    """A person stands behind it now, so residents are told; never of a drill. Nothing happens the second time."""
    if emergency.drill or emergency.public_at is not None:
        return
    emergency.public_at = now()
    line(emergency, LogLine.What.SHOWN, by=by)
    journal.record(Shown(), subject=emergency, by=by, save=["public_at"])


def _due(at: datetime) -> QuerySet[Call]:
    return Call.objects.filter(next_at__lte=at, emergency__state__in=ACTIVE).order_by("next_at", "pk")


@transaction.atomic
def _call_due(call: int, emergency: int) -> bool:
    """False when it was acknowledged or called by another worker meanwhile."""
    found = locked(emergency)
    row = _due(now()).filter(pk=call).first()
    if row is None:
        return False
    _call(row, found)
    return True


def _call(call: Call, emergency: Emergency) -> None:
    """All officers of the body so far, and the next in order."""
    listed = rules.officers(emergency).get(call.body_id, ())
    call.rounds += 1
    called = listed[: call.rounds]
    call.next_at = now() + INTERVALS[min(call.rounds, len(INTERVALS)) - 1]
    call.save()
    for person in called:
        desk.notify(
            person=person,
            occasion=f"emergency:{emergency.pk}:{call.body_id}:{call.rounds}",
            letter=lambda: alarm(emergency, reverse("emergencies:room", args=[emergency.pk]), call.rounds),
            urgent=True,
        )
    fact = Called(call.body_id, call.rounds, called, call.next_at.isoformat(timespec="seconds"))
    journal.record(fact, subject=emergency, by=SYSTEM)
