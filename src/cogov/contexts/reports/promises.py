"""Promises in words, for residents: until when, and how that was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import policies
from cogov.contexts.reports.models import Policy, Report, TimeRequest
from cogov.contexts.reports.timeline import text_of
from cogov.kernel import clocks
from cogov.kernel.limits import Limit, Unit
from cogov.kernel.models import Clock


@dataclass(frozen=True, slots=True)
class Promise:
    """One clock of a report. `how` says how it was counted, empty where another system did; `kept` when it ended."""

    kind: str
    name: str
    due_at: datetime
    how: str
    kept: datetime | None
    waiting: bool

    @property
    def late(self) -> bool:
        return self.kept is not None and self.kept > self.due_at


def of(report: Report) -> dict[str, Promise]:
    """By kind, in the order in which they matter. One query."""
    found = clocks.of(report)
    return {kind: _promise(found[kind]) for kind in Policy.Kind.values if kind in found}


def on_hold(report: Report) -> dict[str, object] | None:
    """The pause in which the report stands, with its public reason. One query."""
    row = (
        TimeRequest.objects.filter(report=report, state=TimeRequest.State.APPROVED)
        .exclude(kind=TimeRequest.Kind.EXTENSION)
        .select_related("reason")
        .first()
    )
    if row is None:
        return None
    words, language = text_of(row.reason)
    return {"request": row, "words": "" if row.reason.hidden else words, "language": language}


def amount(number: float, unit: str) -> str:
    """ "3 working days", "48 hours"."""
    told = {"n": f"{number:g}"}
    count = round(number) if number == 1 else 2  # only "1" is singular in the languages that the city speaks
    if unit == Unit.WORKING_DAYS:
        return ngettext("%(n)s working day", "%(n)s working days", count) % told
    if unit == Unit.WORKING_HOURS:
        return ngettext("%(n)s working hour", "%(n)s working hours", count) % told
    return ngettext("%(n)s hour", "%(n)s hours", count) % told


def row_in_words(row: policies.Row) -> str:
    words = amount(row.amount, row.unit)
    if row.latest is None:
        return words
    return _("%(limit)s, at the latest %(latest)s round the clock") % {
        "limit": words,
        "latest": amount(row.latest, Unit.HOURS),
    }


def _promise(clock: Clock) -> Promise:
    words = how(clock)
    if words and _moved(clock):
        words = _("%(limit)s; since then moved by what was approved") % {"limit": words}
    return Promise(
        clock.kind, str(Policy.Kind(clock.kind).label), clock.due_at, words, clock.stopped_at,
        clock.paused_at is not None,
    )  # fmt: skip


def _moved(clock: Clock) -> bool:
    """Whether pauses or extensions stand between the limit and the due time of the solution."""
    if clock.kind != Clock.Kind.RESOLUTION or clock.amount is None:
        return False
    first = Limit(clock.amount, Unit(clock.unit), clock.calendar).promise(clock.started_at, clock.calendar_version)
    return abs(first.due - clock.due_at) > timedelta(minutes=1)


def how(clock: Clock) -> str:
    """How the promise was counted, with the hours of the calendar of that day."""
    if clock.amount is None:
        return ""
    words = amount(clock.amount, clock.unit)
    if not clock.calendar:
        return _("%(limit)s, day and night") % {"limit": words}
    works = clocks.works_of(clock)
    told = {"limit": words, "hours": bodies.hours_in_words(works)}
    days = clock.unit == Unit.WORKING_DAYS
    if works.country:
        free = _("%(limit)s after the day of the report (%(hours)s, without public holidays)")
        return (free if days else _("%(limit)s (%(hours)s, without public holidays)")) % told
    return (_("%(limit)s after the day of the report (%(hours)s)") if days else _("%(limit)s (%(hours)s)")) % told
