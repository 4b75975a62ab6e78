"""Handing over: by the rules at once, by hand, to several bodies with one lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import timing
from cogov.contexts.reports.actions.base import locked, needed, say
from cogov.contexts.reports.actions.time import settle
from cogov.contexts.reports.events import Dispatched
from cogov.contexts.reports.models import Assignment, Report, State, Update
from cogov.contexts.reports.routes import route_of
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.workflow import WORKFLOW
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid


@transaction.atomic
def dispatch(
    *, report: int, by: Actor, body: int, supporting: Sequence[int] = (), reason: Said | None = None,
    revision: int | None = None,
) -> Report:  # fmt: skip
    """Hand over by hand: up, down or across, with a public reason when it was with somebody before."""
    found = locked(report, by=by, revision=revision)
    lead = bodies.body(body)
    if found.about_body_id is not None and bodies.is_within(lead.id, found.about_body_id):
        raise Invalid(fields={"body": _("The complaint is about this body. Please choose another.")})
    update = None
    if found.body_id is not None and found.body_id != body:
        update = say(
            found, Update.Kind.REASON, needed(reason or Said()), by=by, step="dispatch", state=State.DISPATCHED
        )
    others = tuple(bodies.body(other).id for other in supporting if other != body)
    hand_over(found, body=lead.id, supporting=others, by=by, update=update)
    return found


def dispatch_by_rule(report: Report) -> bool:
    """Hand over by the nearest rule; False when none applies and a person has to choose. No query to find it."""
    route = route_of(report)
    if route is None or route.body == report.body_id:
        return route is not None
    hand_over(report, body=route.body, by=SYSTEM, rule=route.rule)
    return True


def hand_over(
    report: Report, *, body: int, by: Actor, supporting: tuple[int, ...] = (), rule: int | None = None,
    update: Update | None = None,
) -> None:  # fmt: skip
    """Move the state and the worklists. The clock that runs is the first one's."""
    at, before = now(), report.body_id
    if before is not None:
        settle(report)
    leave_worklists(report, at)
    report.body_id, report.updated_at = body, at
    fact = Dispatched(body, rule, supporting, before, update.pk if update else None)
    WORKFLOW.apply("dispatch", report, by=by, fact=fact, save=("body", "updated_at"))
    enter_worklists(report, (body, *supporting), rule=rule, at=at)
    timing.handed_over(report)


def enter_worklists(report: Report, on: Sequence[int], *, at: datetime, rule: int | None = None) -> None:
    due = report.due_at or at
    Assignment.objects.bulk_create(
        Assignment(report=report, body_id=one, lead=index == 0, rule=rule, since=at, due_at=due)
        for index, one in enumerate(on)
    )


def leave_worklists(report: Report, at: datetime) -> None:
    """One UPDATE."""
    Assignment.objects.filter(report=report, done_at=None).update(done_at=at)
