"""The clocks of a report: review, first answer, resolution. One never starts twice.

Limits for now: the category's own or its tier for the resolution, the usual ones of S7 for the rest, round the clock.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cogov.contexts.reports.models import Difficulty, Report
from cogov.kernel.clock import now
from cogov.kernel.journal import subject_type
from cogov.kernel.models import Clock

REVIEW_HOURS = 8
"""S7: outside working hours an answer within 8 h; the review is the first step to one."""

FIRST_ANSWER_HOURS = 8
"""S7, outside working hours."""

TIER_HOURS = {Difficulty.EASY: 24, Difficulty.HARD: 48, Difficulty.COMPLICATED: 72}
"""S7: resolved in 24, 48 or 72 hours by difficulty."""

Kind = Clock.Kind


def promise(report: Report) -> datetime:
    """Until when the report is to be resolved: its category's limit, or its tier's once a reviewer set another."""
    usual = report.category.limit_hours
    hours = usual if report.difficulty == report.category.difficulty else TIER_HOURS[Difficulty(report.difficulty)]
    return report.filed_at + timedelta(hours=hours)


def begin(report: Report) -> None:
    """Review, first answer and resolution run from filing. One INSERT."""
    at = report.filed_at
    ends = {
        Kind.REVIEW: at + timedelta(hours=REVIEW_HOURS),
        Kind.FIRST_ANSWER: at + timedelta(hours=FIRST_ANSWER_HOURS),
        Kind.RESOLUTION: report.due_at or promise(report),
    }
    Clock.objects.bulk_create(
        Clock(
            subject_type=subject_type(report),
            subject_id=report.pk,
            kind=kind,
            started_at=at,
            due_at=due,
            next_check_at=due,
        )
        for kind, due in ends.items()
    )


def set_difficulty(report: Report) -> None:
    """A new tier moves the promise, counted from filing."""
    due = promise(report)
    if due != report.due_at:
        report.due_at = due
        _clocks(report, Kind.RESOLUTION).update(due_at=due, next_check_at=due)


def accepted(report: Report) -> None:
    _stop(report, Kind.REVIEW)


def first_answered(report: Report) -> None:
    _stop(report, Kind.FIRST_ANSWER)


def answered(report: Report) -> None:
    """The reporter answered; the review goes on under its own clock."""


def resolved(report: Report) -> None:
    _stop(report, Kind.RESOLUTION)


def ended(report: Report) -> None:
    _stop(report, *Kind)


def again(report: Report) -> None:
    """Back to work: the first resolution clock runs on as if it had never been stopped."""
    _clocks(report, Kind.RESOLUTION).update(stopped_at=None, next_check_at=report.due_at)


def _stop(report: Report, *kinds: str) -> None:
    _clocks(report, *kinds).filter(stopped_at=None).update(stopped_at=now(), next_check_at=None)


def _clocks(report: Report, *kinds: str):  # type: ignore[no-untyped-def]
    return Clock.objects.filter(subject_type=subject_type(report), subject_id=report.pk, kind__in=kinds)


def install() -> None:
    """Nothing to do yet."""
