"""Reads, each from what the actor's lines are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from cogov.contexts.hotline import rules
from cogov.contexts.hotline.models import Call, CallBack, CallBackState, Caller, State
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing

ROWS = 50
"""Rows of a queue: work is done from its top."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Today:
    """The last 24 hours of one's lines: calls by outcome, and those that nobody took."""

    outcomes: dict[str, int]
    missed: int

    @property
    def total(self) -> int:
        return sum(self.outcomes.values())


def visible_to(actor: Actor) -> QuerySet[Call]:
    """The gate: calls that ring on the actor's lines, and those they took themselves."""
    if actor.machine:
        return Call.objects.all()
    own = _lines(actor)
    return Call.objects.filter(body__in=own, state=State.RINGING) | Call.objects.filter(
        body__in=own, operator=actor.person, operator__isnull=False
    )


def get(call: int, actor: Actor) -> Call:
    """Raises Missing: also for a call that another operator has taken. One query."""
    found = visible_to(actor).filter(pk=call).first()
    if found is None:
        raise Missing
    return found


def held_by(actor: Actor) -> Call | None:
    """The conversation that the actor is in."""
    if actor.person is None:
        return None
    return Call.objects.filter(operator=actor.person, state=State.OPEN).first()


def ringing(actor: Actor) -> list[Caller]:
    """Those who wait on the actor's lines, the longest first, with their calls. One query."""
    rows = Caller.objects.filter(call__state=State.RINGING, call__body__in=_lines(actor))
    return list(rows.select_related("call").order_by("call__arrived_at", "pk")[:ROWS])


def caller_of(call: Call) -> Caller:
    """An empty one where it was forgotten."""
    return Caller.objects.filter(call=call).first() or Caller(call=call)


def call_backs(actor: Actor) -> list[CallBack]:
    """Calls that the actor's lines owe, the most urgent first; those others have taken on are theirs. One query."""
    rows = CallBack.objects.filter(body__in=_lines(actor), done_at=None).select_related("call")
    waiting = rows.filter(state=CallBackState.WAITING) | rows.filter(operator=actor.person)
    return list(waiting.order_by("due_at", "pk")[: ROWS + 1])


def contacts_of(calls: list[int]) -> dict[int, str]:
    """Numbers by call. One query."""
    return dict(Caller.objects.filter(call__in=calls).values_list("call", "contact"))


def call_back(id_: int, actor: Actor) -> CallBack:
    """Raises Missing. One query."""
    found = CallBack.objects.select_related("call").filter(pk=id_, body__in=_lines(actor)).first()
    if found is None:
        raise Missing
    return found


def due(actor: Actor, by: datetime | None = None) -> int:
    """How many calls the actor's lines owe by now. One count."""
    rows = CallBack.objects.filter(body__in=_lines(actor), state=CallBackState.WAITING)
    return rows.filter(due_at__lte=by or now()).count()


def today(actor: Actor) -> Today:
    """One query over a day's calls of these lines."""
    rows = Call.objects.filter(body__in=_lines(actor), arrived_at__gt=now() - DAY)
    outcomes: dict[str, int] = {}
    missed = 0
    for state, outcome in rows.values_list("state", "outcome"):
        if state == State.MISSED:
            missed += 1
        elif outcome:
            outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return Today(outcomes, missed)


def _lines(actor: Actor) -> set[int]:
    """Bodies whose calls the actor may take."""
    return {body for grant in actor.with_roles(*rules.TAKERS) for body in grant.bodies}
