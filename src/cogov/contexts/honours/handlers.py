"""Deeds from the reports' facts: only what somebody else has checked counts."""

from __future__ import annotations

from cogov.contexts.honours.actions import forget_deeds, note_deed
from cogov.contexts.honours.models import Measure
from cogov.contexts.reports import events
from cogov.contexts.reports import facade as reports
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM
from cogov.kernel.models import Entry

PATROL = "patrol"
"""The channel of those who report because it is their work."""
COMMUNITY = 2
"""Place of the community among the areas from the district down."""


@journal.on(events.Closed)
def count(fact: events.Closed, entry: Entry) -> None:
    """A checked repair counts for who reported it, and for the resident who did it."""
    merit = reports.merits([entry.subject_id]).get(entry.subject_id)
    if merit is None or fact.outcome != "fixed":
        return
    area = merit.areas[COMMUNITY] if len(merit.areas) > COMMUNITY else None
    if merit.reporter and merit.channel != PATROL:
        note_deed(kind=Measure.SOLVED, person=merit.reporter, report=merit.report, area=area, at=entry.at, by=SYSTEM)
    if merit.resolved_by and _by_resident(entry):
        note_deed(kind=Measure.FIXED, person=merit.resolved_by, report=merit.report, area=area, at=entry.at, by=SYSTEM)


@journal.on(events.Reopened)
def uncount(_fact: events.Reopened, entry: Entry) -> None:
    forget_deeds(report=entry.subject_id, by=SYSTEM)


def _by_resident(entry: Entry) -> bool:
    """Whether a resident did the work that was checked now: one query."""
    done = Entry.objects.filter(
        subject_type=entry.subject_type, subject_id=entry.subject_id, seq__lt=entry.seq, kind="reports.resolved"
    )
    last = done.order_by("-seq").first()
    return last is not None and bool(journal.fact_of(last).by_resident)
