"""More time: asked for with a reason, decided by somebody else, ended by itself, by the body or by the reporter."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports import limits, rules, timing
from cogov.contexts.reports.actions.base import locked, needed, say
from cogov.contexts.reports.events_time import (
    PauseEnded,
    TimeApproved,
    TimeAsked,
    TimeRefused,
    TimeWithdrawn,
)
from cogov.contexts.reports.models import Report, TimeRequest, Update
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.workflow import REQUESTS, WITH_BODY
from cogov.kernel import clocks, journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.models import Clock

Kind, State = TimeRequest.Kind, TimeRequest.State
RESOLUTION = Clock.Kind.RESOLUTION
HOUR = timedelta(hours=1)


@transaction.atomic
def ask_time(
    *, report: int, by: Actor, what: str, until: datetime, reason: Said, revision: int | None = None
) -> TimeRequest:
    """The body asks for a later due time, or to stand still until a day. One request waits at a time.

    Raises Forbidden, Conflict (not its turn, late, one waits already), Invalid (no reason, beyond the ceiling).
    """
    found = locked(report, by=by, revision=revision)
    if not rules.can_handle(by, found) or by.person is None:
        raise Forbidden
    if found.state not in WITH_BODY or found.body_id is None:
        raise Conflict
    if what not in Kind.values:
        raise Invalid(fields={"what": _("Please choose.")})
    if TimeRequest.objects.filter(report=found, state=State.ASKED).exists():
        raise Conflict(_("A request for more time is waiting for approval already."))
    limits.check(found, what, until)
    update = say(found, Update.Kind.REASON, needed(reason), by=by, step="ask_time")
    at = found.updated_at = now()
    row = TimeRequest.objects.create(
        report=found, kind=what, until=until, body_id=found.body_id, asked_at=at, asked_by_id=by.person,
        reason=update, due_before=found.due_at or at,
    )  # fmt: skip
    fact = TimeAsked(row.pk, what, journal.stamp(until), found.body_id, update.pk)
    journal.record(fact, subject=found, by=by, save=("updated_at",))
    return row


@transaction.atomic
def decide_time(*, request: int, by: Actor, approve: bool, answer: Said, revision: int | None = None) -> TimeRequest:
    """Somebody else of the body, or above it, approves or refuses with a reason. Raises as `ask_time`, and Missing."""
    row = _locked(request, by, revision)
    REQUESTS.check("approve" if approve else "refuse", row, by)
    found = row.report
    words = answer if approve else needed(answer)
    update = say(found, Update.Kind.REASON, words, by=by, step="decide_time") if words else None
    at = now()
    if approve:
        limits.check(found, row.kind, row.until)
        _grant(row, by)
    state = State.APPROVED if approve else State.REFUSED
    _move(row, state, decided_at=at, decided_by_id=by.person, answer_id=update.pk if update else None)
    found.updated_at = at
    if approve:
        until, due = journal.stamp(row.until), journal.stamp(found.due_at or at)
        fact: object = TimeApproved(row.pk, row.kind, until, due, update.pk if update else None)
    else:
        fact = TimeRefused(row.pk, row.kind, update.pk if update else 0)
    journal.record(fact, subject=found, by=by, save=("due_at", "updated_at"))
    return row


@transaction.atomic
def withdraw_time(*, request: int, by: Actor, revision: int | None = None) -> TimeRequest:
    """The body needs it no more."""
    row = _locked(request, by, revision)
    REQUESTS.check("withdraw", row, by)
    _withdraw(row, by)
    return row


@transaction.atomic
def end_pause(*, request: int, by: Actor, revision: int | None = None) -> TimeRequest:
    """The body goes on before the pause is over."""
    row = _locked(request, by, revision)
    REQUESTS.check("end", row, by)
    _end(row, by, "body")
    return row


def reporter_spoke(report: Report) -> None:
    """Nobody waits for the reporter any more. One query, and the end of the pause."""
    row = TimeRequest.objects.filter(report=report, state=State.APPROVED, kind=Kind.WAITING).first()
    if row is not None:
        row.report = report
        _end(row, SYSTEM, "answered")


def settle(report: Report) -> None:
    """The report leaves the hands of its body: what it asked for is void, and a pause is over. One query."""
    for row in TimeRequest.objects.filter(report=report, state__in=(State.ASKED, State.APPROVED)):
        row.report = report
        if row.state == State.ASKED:
            _withdraw(row, SYSTEM)
        elif row.is_pause:
            _end(row, SYSTEM, "step")


def end_pauses(at: datetime) -> None:
    """Those whose time is over, each in its own transaction. One query when there is none."""
    due = TimeRequest.objects.filter(state=State.APPROVED, until__lte=at).exclude(kind=Kind.EXTENSION)
    for request in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            row = _locked(request, SYSTEM, None)
            if row.state == State.APPROVED:  # another tick may have been first
                _end(row, SYSTEM, "over")


def install() -> None:
    clocks.before_tick(end_pauses)


def _locked(request: int, by: Actor, revision: int | None) -> TimeRequest:
    """With its report, which is locked first, so that everybody waits in one order."""
    report = TimeRequest.objects.filter(pk=request).values_list("report", flat=True).first()
    if report is None:
        raise Missing
    found = locked(report, by=by, revision=revision)
    row = TimeRequest.objects.select_related("reason").get(pk=request)
    row.report = found
    return row


def _grant(row: TimeRequest, by: Actor) -> None:
    """Move or stop the clock, and the due time with it."""
    found, asker = row.report, Actor(person=row.asked_by_id)
    reason = row.reason.text_zh or row.reason.text_en
    clock = limits.running(found)
    works = clocks.works_of(clock)
    if row.is_pause:
        left = works.working_between(now(), clock.due_at)
        clocks.pause(found, RESOLUTION, reason=reason, by=asker, approved_by=by.person)
        found.due_at = works.add_working(row.until, left / HOUR)
    else:
        hours = works.working_between(clock.due_at, row.until) / HOUR
        ceiling = timing.limit(found, limits.EXTENSION)
        moved = clocks.extend(
            found, RESOLUTION, hours=hours, reason=reason, by=asker, approved_by=by.person or 0, ceiling=ceiling
        )
        found.due_at = moved.due_at
    timing.pass_on(found)


def _withdraw(row: TimeRequest, by: Actor) -> None:
    _move(row, State.WITHDRAWN)
    row.report.updated_at = now()
    journal.record(TimeWithdrawn(row.pk, row.kind), subject=row.report, by=by, save=("updated_at",))


def _end(row: TimeRequest, by: Actor, because: str) -> None:
    """The clock runs on from now, or from when the pause was to end, if nobody looked in time."""
    found, at = row.report, now()
    found.due_at = clocks.resume(found, RESOLUTION, by=by, at=min(at, row.until)).due_at
    timing.pass_on(found)
    _move(row, State.ENDED, ended_at=min(at, row.until))
    found.updated_at = at
    fact = PauseEnded(row.pk, row.kind, because, journal.stamp(found.due_at))
    journal.record(fact, subject=found, by=by, save=("due_at", "updated_at"))


def _move(row: TimeRequest, state: str, **fields: object) -> None:
    """Under the lock of the report, and only from the state that was read."""
    if not TimeRequest.objects.filter(pk=row.pk, state=row.state).update(state=state, **fields):
        raise Conflict
    row.state = state
