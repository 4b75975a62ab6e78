"""The clocks of a report: what was promised, by which limit, and who is told when it runs out.

First answer, review and solution run from filing. Handing over and checking are somebody's turn only
now and then: their clocks go on with what was left each time. None ever starts anew.
"""

from __future__ import annotations

from datetime import datetime

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import policies
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.events import Escalated, Warned
from cogov.contexts.reports.events_time import DifficultySet
from cogov.contexts.reports.models import Assignment, Difficulty, Report
from cogov.contexts.reports.routes import route_of
from cogov.kernel import clocks, journal
from cogov.kernel.actors import SYSTEM, AreaLevel
from cogov.kernel.errors import Missing
from cogov.kernel.limits import Limit
from cogov.kernel.models import Clock

Kind = Clock.Kind

FROM_FILING = (Kind.REVIEW, Kind.FIRST_ANSWER, Kind.RESOLUTION)

RUNGS = clocks.LAST - clocks.Step.WARNING
"""Bodies that can be told that a clock ran out: one with each step after the warning."""


def limit(report: Report, kind: str) -> Limit:
    """By the nearest row for category, difficulty and level of the body that has the report, or would get it."""
    body = responsible(report)
    level = bodies.body(body).level if body is not None else AreaLevel.CITY
    row = policies.nearest(kind, tree().by_id[report.category_id].path, report.difficulty, level)
    return row.limit(bodies.calendar(body) if body is not None else "")


def responsible(report: Report) -> int | None:
    if report.body_id is not None:
        return report.body_id
    route = route_of(report)
    return route.body if route else None


def promise(report: Report) -> datetime:
    """Until when a report just filed is to be resolved."""
    return limit(report, Kind.RESOLUTION).promise(report.filed_at).due


def answer_promise(report: Report) -> datetime:
    """Until when the reporter is to hear a first answer."""
    return limit(report, Kind.FIRST_ANSWER).promise(report.filed_at).due


def begin(report: Report) -> None:
    """Review, first answer and resolution run from filing. One INSERT."""
    limits = {kind.value: limit(report, kind) for kind in FROM_FILING}
    Clock.objects.bulk_create(clocks.build_clocks(report, limits, at=report.filed_at))


def set_difficulty(report: Report, difficulty: str) -> DifficultySet | None:
    """Another tier moves the promise, counted from filing. The fact to record with `difficulty` and `due_at`."""
    if difficulty == report.difficulty:
        return None
    before, due_before = report.difficulty, report.due_at
    report.difficulty = Difficulty(difficulty)
    report.due_at = clocks.set_limit(report, Kind.RESOLUTION, limit=limit(report, Kind.RESOLUTION)).due_at
    pass_on(report)
    return DifficultySet(before, difficulty, _stamp(due_before), _stamp(report.due_at))


def pass_on(report: Report) -> None:
    """The due time of a report is that of those who work on it: one UPDATE."""
    Assignment.objects.filter(report=report, done_at=None).update(due_at=report.due_at)


def accepted(report: Report) -> None:
    clocks.stop(report, Kind.REVIEW)


def reviewed_again(report: Report) -> None:
    """Taken up after all, or parted: the first promise runs on, and the reviewer has what was left."""
    clocks.reopen(report, Kind.RESOLUTION)
    clocks.go_on(report, Kind.REVIEW, limit=limit(report, Kind.REVIEW))


def waits_for_dispatch(report: Report) -> None:
    clocks.go_on(report, Kind.DISPATCH, limit=limit(report, Kind.DISPATCH))


def handed_over(report: Report) -> None:
    clocks.stop(report, Kind.DISPATCH, Kind.FIRST_ANSWER)


def first_answered(report: Report) -> None:
    clocks.stop(report, Kind.FIRST_ANSWER)


def resolved(report: Report) -> None:
    clocks.stop(report, Kind.RESOLUTION)
    clocks.go_on(report, Kind.VERIFICATION, limit=limit(report, Kind.VERIFICATION))


def ended(report: Report) -> None:
    clocks.stop(report)


def again(report: Report) -> None:
    """Back to work: the first resolution clock runs on as if it had never been stopped."""
    clocks.stop(report, Kind.VERIFICATION)
    clocks.reopen(report, Kind.RESOLUTION)


def on_step(clock: Clock, step: clocks.Step) -> None:
    """Tell it in the journal: a warning, or the body that is told now. A step with nobody new to tell says nothing."""
    report = Report.objects.select_for_update().get(pk=clock.subject_id)
    if step is clocks.Step.WARNING:
        journal.record(Warned(clock.kind, report.body_id), subject=report, by=SYSTEM)
        return
    told, rung = ladder(report), step - clocks.Step.LATE
    if rung < max(len(told), 1):
        body = told[rung] if told else None
        journal.record(Escalated(clock.kind, body, rung + 1), subject=report, by=SYSTEM)


def ladder(report: Report) -> tuple[int, ...]:
    """Who is told, one after the other: the body that has the report, then the topmost one above it in each level
    up to the city. Before anybody has it, those of the district and the city. Never one that answers for the body
    complained about. From memory."""
    if report.body_id is None:
        found = [head for head in (_head_of(report.district_id), _head_of(_city())) if head is not None]
    else:
        tops: dict[str, int] = {}
        above = bodies.above(report.body_id)
        while above is not None:
            tops[bodies.body(above).level] = above
            above = bodies.above(above)
        found = [report.body_id, *tops.values()]
        found = found if len(found) <= RUNGS else [found[0], *found[1 - RUNGS :]]
    about = report.about_body_id
    return tuple(body for body in dict.fromkeys(found) if about is None or not bodies.is_within(about, body))


def install() -> None:
    clocks.on_overdue(Report, on_step)


def _head_of(area: int | None) -> int | None:
    """The topmost body of an area."""
    known = bodies.bodies(area=area) if area is not None else ()
    return min(known, key=lambda body: (body.depth, body.id)).id if known else None


def _city() -> int | None:
    try:
        return areas.city().id
    except Missing:
        return None


def _stamp(at: datetime | None) -> str:
    return at.isoformat() if at else ""
