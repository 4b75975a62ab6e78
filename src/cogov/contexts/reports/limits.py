"""How much more time a report may get: the ceilings, as dates."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cogov.contexts.reports import timing
from cogov.contexts.reports.models import Policy, Report, TimeRequest
from cogov.kernel import clocks
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Invalid
from cogov.kernel.models import Clock

EXTENSION, PAUSE = Policy.Kind.EXTENSION, Policy.Kind.PAUSE
HOUR = timedelta(hours=1)


def running(report: Report) -> Clock:
    """The resolution clock, running. Raises Conflict."""
    clock = clocks.of(report).get(Clock.Kind.RESOLUTION)
    if clock is None or clock.stopped_at is not None or clock.paused_at is not None:
        raise Conflict(_("This time limit is not running."))
    return clock


def check(report: Report, what: str, until: datetime) -> None:
    """Raises Conflict when the time is not running or has run out, Invalid on field `until`."""
    clock, at = running(report), now()
    if clock.due_at < at:
        raise Conflict(_("This report is late. More time has to be asked for before the deadline."))
    pause = what != TimeRequest.Kind.EXTENSION
    if until <= (at if pause else clock.due_at):
        sentence = _("Please choose a time to come.") if pause else _("Please choose a time after the deadline.")
        raise Invalid(fields={"until": sentence})
    latest = latest_pause(report) if pause else latest_due(report, clock)
    if until > latest:
        moment = date_format(timezone.localtime(latest), "Y-m-d H:i")
        raise Invalid(fields={"until": _("It may be %(moment)s at the latest.") % {"moment": moment}})


def latest_due(report: Report, clock: Clock) -> datetime:
    """Until when all extensions together may move the promise. One query."""
    room = clocks.room_left(clock, timing.limit(report, EXTENSION))
    return clocks.works_of(clock).add_working(clock.due_at, room / HOUR)


def latest_pause(report: Report) -> datetime:
    """Until when the report may stand still, what it stood still before taken off. One query."""
    ended = TimeRequest.objects.filter(report=report, state=TimeRequest.State.ENDED)
    used = sum((row.ended_at - row.decided_at for row in ended if row.ended_at and row.decided_at), timedelta(0))
    return timing.limit(report, PAUSE).promise(now()).due - used
