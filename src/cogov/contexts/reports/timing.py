"""The clocks of a report: review, first answer, resolution. One never starts twice.

Limits for now: the category's own or its tier for the resolution, the usual ones of S7 for the rest, round the clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports.events import Escalated, Warned
from cogov.contexts.reports.models import Difficulty, Report
from cogov.kernel import clocks, journal
from cogov.kernel.actors import SYSTEM
from cogov.kernel.limits import Limit
from cogov.kernel.models import Clock

REVIEW_HOURS = 8
"""S7: outside working hours an answer within 8 h; the review is the first step to one."""

FIRST_ANSWER_HOURS = 8
"""S7, outside working hours."""

TIER_HOURS = {Difficulty.EASY: 24, Difficulty.HARD: 48, Difficulty.COMPLICATED: 72}
"""S7: resolved in 24, 48 or 72 hours by difficulty."""

Kind = Clock.Kind


def limit_hours(report: Report) -> int:
    """Hours for the resolution: the category's limit, or its tier's once a reviewer set another."""
    if report.difficulty == report.category.difficulty:
        return report.category.limit_hours
    return TIER_HOURS[Difficulty(report.difficulty)]


def promise(report: Report) -> datetime:
    """Until when a report just filed is to be resolved."""
    return report.filed_at + timedelta(hours=limit_hours(report))


def begin(report: Report) -> None:
    """Review, first answer and resolution run from filing. One INSERT."""
    limits: dict[str, Limit] = {
        Kind.REVIEW: Limit(REVIEW_HOURS),
        Kind.FIRST_ANSWER: Limit(FIRST_ANSWER_HOURS),
        Kind.RESOLUTION: Limit(limit_hours(report)),
    }
    Clock.objects.bulk_create(clocks.build_clocks(report, limits, at=report.filed_at))


def set_difficulty(report: Report, difficulty: str) -> None:
    """Another tier moves the promise, counted from filing."""
    if difficulty == report.difficulty:
        return
    report.difficulty = Difficulty(difficulty)
    report.due_at = clocks.set_limit(report, Kind.RESOLUTION, limit=Limit(limit_hours(report))).due_at


def accepted(report: Report) -> None:
    clocks.stop(report, Kind.REVIEW)


def first_answered(report: Report) -> None:
    clocks.stop(report, Kind.FIRST_ANSWER)


def resolved(report: Report) -> None:
    clocks.stop(report, Kind.RESOLUTION)


def ended(report: Report) -> None:
    clocks.stop(report)


def again(report: Report) -> None:
    """Back to work: the first resolution clock runs on as if it had never been stopped."""
    clocks.reopen(report, Kind.RESOLUTION)


def on_step(clock: Clock, step: clocks.Step) -> None:
    """Tell it in the journal: a warning, or the body that is told now, one level higher with each step."""
    report = Report.objects.select_for_update().get(pk=clock.subject_id)
    if step is clocks.Step.WARNING:
        journal.record(Warned(clock.kind), subject=report, by=SYSTEM)
        return
    body = _told(report.body_id, step - clocks.Step.LATE)
    journal.record(Escalated(clock.kind, body, step - clocks.Step.WARNING), subject=report, by=SYSTEM)


def install() -> None:
    clocks.on_overdue(Report, on_step)


def _told(body: int | None, levels: int) -> int | None:
    """The body itself, or the one `levels` above it, or the topmost there is."""
    for _ in range(levels):
        above = bodies.above(body) if body is not None else None
        if above is None:
            break
        body = above
    return body
