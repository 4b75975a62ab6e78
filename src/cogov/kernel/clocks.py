"""Promises with a due time: started once, paused and extended on the record, escalated when late.

A clock never starts anew: work that is reopened runs on under its first clock, whose due time
moves by pauses and approved extensions only, each a row of `ClockChange`. It counts by the version
of the calendar in which the promise was given; a later change of the calendar moves nothing.

`tick` warns when a quarter of the time is left, and then climbs a ladder: late (the handler and
the head of the body), and every `STEP_HOURS` later one level up. Each step is planned from the
planned time of the one before, not from when it was done, so after a week without ticks the
steps that fell due meanwhile are done in order, each once. Only the warning is left out once the
due time has passed: it would announce what has already happened.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cogov.kernel.actors import Actor
from cogov.kernel.calendars import WorkCalendar, calendar
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Invalid, Missing
from cogov.kernel.journal import subject_type
from cogov.kernel.limits import Limit, Unit
from cogov.kernel.models import Clock, ClockChange, Journalled

log = logging.getLogger(__name__)

WARN_LEFT = 0.25  # of the time promised: S7's easiest tier of 24 h is then due in 6 h, still within a working day
STEP_HOURS = 8  # of working time between two steps of the ladder: one working day for each level to act
RETRY = timedelta(minutes=10)  # until a step whose handler failed is tried again
LIMIT = 500  # clocks of one tick: some seconds of work, so that ticks do not pile up
HOUR = timedelta(hours=1)
ROUNDING = timedelta(seconds=1)  # hours are floats, and pass through several sums


class Step(IntEnum):
    """What a tick has found; the number is `Clock.escalation` once it is done."""

    WARNING = 1
    LATE = 2
    ONE_UP = 3
    TWO_UP = 4
    THREE_UP = 5


LAST = max(Step)
Handler = Callable[[Clock, Step], None]

_handlers: dict[str, list[Handler]] = defaultdict(list)
_before: list[Callable[[datetime], None]] = []


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did. `more` says that `limit` cut it short and another tick has work at once."""

    steps: int = 0
    failed: int = 0
    more: bool = False


def on_overdue(kind_of_subject: type[Journalled] | str, handler: Handler) -> None:
    """Call `handler` for each step of clocks of this subject type (a model or "reports.report"), within the
    transaction that claims the step: if it raises, the step is not done, and is tried again later."""
    name = kind_of_subject if isinstance(kind_of_subject, str) else subject_type(kind_of_subject)
    if handler not in _handlers[name]:
        _handlers[name].append(handler)


def before_tick(act: Callable[[datetime], None]) -> None:
    """Call `act` with the moment at the beginning of each tick, for pauses that end by themselves."""
    if act not in _before:
        _before.append(act)


def build_clocks(subject: Journalled, limits: Mapping[str, Limit], *, at: datetime) -> list[Clock]:
    """Unsaved clocks by kind, for the caller's own bulk INSERT. No query but for the calendars."""
    return [_new(subject, kind, limit, at) for kind, limit in limits.items()]


@transaction.atomic
def start(subject: Journalled, kind: str, *, limit: Limit, at: datetime | None = None) -> Clock:
    """Promise `kind` within `limit`; a clock that there is already runs on, reopened if it was stopped."""
    found = _find(subject, kind)
    if found is None:
        clock = _new(subject, kind, limit, at or now())
        clock.save(force_insert=True)
        return clock
    return reopen(subject, kind, at=at) if found.stopped_at else found


@transaction.atomic
def stop(subject: Journalled, *kinds: str, at: datetime | None = None) -> int:
    """The promises are kept, late or in time; a pause ends first. How many were running. No kinds: all of them."""
    at = at or now()
    rows = _rows(subject).select_for_update()
    running = list(rows.filter(kind__in=kinds or Clock.Kind.values, stopped_at=None))
    for clock in running:
        if clock.paused_at:
            _resume(clock, at, person=None)
        _write(clock, stopped_at=at, next_check_at=None)
    return len(running)


@transaction.atomic
def reopen(subject: Journalled, kind: str, *, at: datetime | None = None) -> Clock:
    """The work was not done after all: the same clock, with the same due time. Raises Missing."""
    clock = _get(subject, kind)
    if clock.stopped_at is not None:
        _write(clock, stopped_at=None, next_check_at=_next_check(clock, at or now()))
    return clock


@transaction.atomic
def go_on(subject: Journalled, kind: str, *, limit: Limit, at: datetime | None = None) -> Clock:
    """It is somebody's turn (again): the clock starts, or goes on with what was left when it was stopped.

    For steps that wait for others in between, as checking does while work is done once more: the time in which
    there was nothing to do is a pause on the record.
    """
    clock, at = _find(subject, kind), at or now()
    if clock is None or clock.stopped_at is None:
        return start(subject, kind, limit=limit, at=at)
    clock.paused_at, clock.stopped_at = clock.stopped_at, None
    _log(clock, "pause", clock.paused_at, person=None, due=clock.due_at)
    _write(clock, stopped_at=None)
    return _resume(clock, at, person=None)


@transaction.atomic
def pause(
    subject: Journalled,
    kind: str,
    *,
    reason: str,
    by: Actor,
    approved_by: int | None = None,
    at: datetime | None = None,
) -> Clock:
    """Stand still from now on. `approved_by`, where the rules of the subject ask for it, is somebody else.

    Raises Missing, Conflict when the clock is not running, Invalid without a reason or by one's own approval.
    """
    at, clock = at or now(), _get(subject, kind)
    if clock.stopped_at is not None or clock.paused_at is not None:
        raise Conflict(_("This time limit is not running."))
    _reasoned(reason, by, approved_by)
    _log(clock, "pause", at, reason=reason, person=by.person, approved_by=approved_by, due=clock.due_at)
    return _write(clock, paused_at=at, next_check_at=None)


@transaction.atomic
def resume(subject: Journalled, kind: str, *, by: Actor, at: datetime | None = None) -> Clock:
    """Run on: the due time moves by the working time that was paused. One that was late stays late. Raises Missing,
    and Conflict when the clock does not stand still."""
    clock = _get(subject, kind)
    if clock.paused_at is None:
        raise Conflict(_("This time limit is not paused."))
    return _resume(clock, at or now(), person=by.person)


@transaction.atomic
def extend(
    subject: Journalled,
    kind: str,
    *,
    hours: float,
    reason: str,
    by: Actor,
    approved_by: int,
    ceiling: Limit,
    at: datetime | None = None,
) -> Clock:
    """Move the due time by working `hours`; all extensions of a clock together at most by `ceiling`.

    Raises Missing, Invalid (no reason, own approval, above the ceiling), and Conflict once stopped or late: an
    extension is asked for in time.
    """
    at, clock = at or now(), _get(subject, kind)
    if clock.stopped_at is not None or (clock.paused_at or at) > clock.due_at:
        raise Conflict(_("This time limit has ended; it can no longer be extended."))
    if by.person is None:
        raise Invalid(_("An extension is asked for by a person."))
    _reasoned(reason, by, approved_by)
    works = works_of(clock)
    if hours <= 0 or timedelta(hours=hours) > room_left(clock, ceiling) + ROUNDING:
        raise Invalid(_("This is more than all extensions together may be."))
    due = works.add_working(clock.due_at, hours)
    _log(clock, "extend", at, reason=reason, person=by.person, approved_by=approved_by, due=due)
    clock.due_at = due
    check = None if clock.paused_at else _next_check(clock, at)
    return _write(clock, due_at=due, next_check_at=check)


@transaction.atomic
def set_limit(subject: Journalled, kind: str, *, limit: Limit, at: datetime | None = None) -> Clock:
    """Another limit for the same work, counted from the clock's own start; pauses and extensions stay. The reason
    (another difficulty, say) belongs in the subject's own journal. A calendar that it keeps, it keeps in the
    version it has. Raises Missing."""
    clock = _get(subject, kind)
    promise = limit.promise(clock.started_at, clock.calendar_version if limit.calendar == clock.calendar else None)
    works = calendar(promise.calendar, promise.version)
    due = promise.due
    for change in ("resume", "extend"):
        due = works.add_working(due, _moved(clock, change, works) / HOUR)
    clock.calendar, clock.calendar_version, clock.due_at = promise.calendar, promise.version, due
    idle = clock.paused_at is not None or clock.stopped_at is not None
    return _write(
        clock, due_at=due, next_check_at=None if idle else _next_check(clock, at or now()), amount=promise.amount,
        unit=promise.unit.value, rule=limit.rule, calendar=promise.calendar, calendar_version=promise.version,
    )  # fmt: skip


def room_left(clock: Clock, ceiling: Limit) -> timedelta:
    """Working time by which the due time may still be moved, when all extensions together move it by `ceiling`
    at most. One query."""
    works = works_of(clock)
    extended = _moved(clock, "extend", works)
    before = _back(clock.due_at, extended, works) if extended else clock.due_at
    most = replace(ceiling, calendar=clock.calendar if ceiling.unit != Unit.HOURS else "", latest=None)
    latest = most.promise(before, clock.calendar_version if most.calendar else None).due
    return max(works.working_between(before, latest) - extended, timedelta(0))


def works_of(clock: Clock) -> WorkCalendar:
    """The calendar that the promise was given by, in the version of that day."""
    return calendar(clock.calendar, clock.calendar_version)


def of(subject: Journalled) -> dict[str, Clock]:
    """All clocks by kind: one query."""
    return {clock.kind: clock for clock in _rows(subject)}


def due(subject: Journalled) -> dict[str, datetime]:
    """When each running promise falls due, by kind; paused ones are left out. One query."""
    return dict(_rows(subject).filter(stopped_at=None, paused_at=None).values_list("kind", "due_at"))


def changes(subject: Journalled, kind: str) -> list[ClockChange]:
    """Pauses, resumptions and extensions in order: one query."""
    return list(ClockChange.objects.filter(clock__in=_rows(subject).filter(kind=kind)).order_by("id"))


def tick(at: datetime | None = None, limit: int = LIMIT) -> Ticked:
    """Take the steps that are due, each claimed by one conditional UPDATE, so any number of ticks may run at once.

    One query for the list, by the partial index, then one UPDATE and the handler's own work for each step.
    """
    at = at or now()
    for act in _before:
        act(at)
    due_now = Clock.objects.filter(next_check_at__lte=at, subject_type__in=list(_handlers))
    clocks = list(due_now.order_by("next_check_at", "id")[:limit])
    steps = failed = 0
    for clock in clocks:
        try:
            steps += _climb(clock, at)
        except Exception:
            log.exception("clock %s (%s %s): step failed", clock.pk, clock.subject_type, clock.subject_id)
            Clock.objects.filter(pk=clock.pk, next_check_at=clock.next_check_at).update(next_check_at=at + RETRY)
            failed += 1
    return Ticked(steps, failed, more=len(clocks) == limit)


def _climb(clock: Clock, at: datetime) -> int:
    """Steps taken now by this tick; another may have taken them before."""
    done = 0
    while clock.next_check_at is not None and clock.next_check_at <= at:
        step, following = _step(clock, at)
        with transaction.atomic():
            if not _claim(clock, step, following):
                return done
            for handler in _handlers[clock.subject_type]:
                handler(clock, step)
        clock.escalation, clock.next_check_at = step, following
        done += 1
    return done


def _step(clock: Clock, at: datetime) -> tuple[Step, datetime | None]:
    """The step that is due, and when the one after it is."""
    planned, step = clock.next_check_at, Step(clock.escalation + 1)
    assert planned is not None
    if step is Step.WARNING and clock.due_at > at:
        return step, clock.due_at
    if step is Step.WARNING:
        step, planned = Step.LATE, max(planned, clock.due_at)
    return step, works_of(clock).add_working(planned, STEP_HOURS) if step < LAST else None


def _claim(clock: Clock, step: Step, following: datetime | None) -> bool:
    """False when another tick was first, or the clock has changed since it was read."""
    unchanged = Clock.objects.filter(
        pk=clock.pk,
        escalation=clock.escalation,
        next_check_at=clock.next_check_at,
        stopped_at=None,
        paused_at=None,
    )
    return unchanged.update(escalation=step, next_check_at=following) == 1


def _new(subject: Journalled, kind: str, limit: Limit, at: datetime) -> Clock:
    promise = limit.promise(at)
    works = calendar(promise.calendar, promise.version)
    calm = works.working_between(at, promise.due) * (1 - WARN_LEFT)
    return Clock(
        subject_type=subject_type(subject),
        subject_id=subject.pk,
        kind=kind,
        calendar=promise.calendar,
        calendar_version=promise.version,
        amount=promise.amount,
        unit=promise.unit.value,
        rule=limit.rule,
        started_at=at,
        due_at=promise.due,
        next_check_at=works.add_working(at, calm / HOUR),
    )


def _resume(clock: Clock, at: datetime, *, person: int | None) -> Clock:
    paused_at = clock.paused_at
    assert paused_at is not None
    works = works_of(clock)
    due = clock.due_at
    if paused_at < due:
        due = works.add_working(at, works.working_between(paused_at, due) / HOUR)
    _log(clock, "resume", at, person=person, due=max(due, clock.due_at))
    clock.due_at, clock.paused_at = max(due, clock.due_at), None
    return _write(clock, due_at=clock.due_at, paused_at=None, next_check_at=_next_check(clock, at))


def _next_check(clock: Clock, at: datetime) -> datetime | None:
    """When the next step is planned for a clock that runs (again) from `at`: what it stood still is not held
    against anybody."""
    works = works_of(clock)
    if clock.escalation >= LAST:
        return None
    if clock.escalation >= Step.LATE:
        return works.add_working(max(at, clock.due_at), STEP_HOURS)
    if clock.escalation == Step.WARNING or clock.due_at <= at:
        return max(clock.due_at, at)
    promised = works.working_between(clock.started_at, clock.due_at) - _moved(clock, "resume", works)
    left = works.working_between(at, clock.due_at)
    return works.add_working(at, max(left - promised * WARN_LEFT, timedelta(0)) / HOUR)


def _moved(clock: Clock, kind: str, works: WorkCalendar) -> timedelta:
    """Working time by which changes of that kind have moved the due time: one query."""
    rows = ClockChange.objects.filter(clock=clock, kind=kind).values_list("due_before", "due_after")
    return sum((works.working_between(before, after) for before, after in rows), timedelta(0))


def _back(end: datetime, worked: timedelta, works: WorkCalendar) -> datetime:
    """The first moment from which no more than so much working time leads to `end`: some 50 sums, by halving."""
    low, high = end - timedelta(days=1), end
    while works.working_between(low, end) <= worked:
        low -= end - low
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if works.working_between(middle, end) > worked else (low, middle)
    return high


def _reasoned(reason: str, by: Actor, approved_by: int | None) -> None:
    if not reason.strip():
        raise Invalid(fields={"reason": _("Please say why.")})
    if approved_by is not None and approved_by == by.person:
        raise Invalid(fields={"approved_by": _("Somebody else has to approve this.")})


def _log(
    clock: Clock,
    kind: str,
    at: datetime,
    *,
    due: datetime,
    person: int | None,
    reason: str = "",
    approved_by: int | None = None,
) -> None:
    ClockChange.objects.create(
        clock=clock,
        at=at,
        kind=kind,
        reason=reason,
        person=person,
        approved_by=approved_by,
        due_before=clock.due_at,
        due_after=due,
    )


def _write(clock: Clock, **fields: Any) -> Clock:
    """Under the row lock that `_get` holds, so that nothing done meanwhile is lost."""
    Clock.objects.filter(pk=clock.pk).update(**fields)
    for name, value in fields.items():
        setattr(clock, name, value)
    return clock


def _rows(subject: Journalled) -> QuerySet[Clock]:
    return Clock.objects.filter(subject_type=subject_type(subject), subject_id=subject.pk)


def _find(subject: Journalled, kind: str) -> Clock | None:
    """Locked until the transaction ends (SQLite's write transactions exclude each other anyway)."""
    return _rows(subject).select_for_update().filter(kind=kind).first()


def _get(subject: Journalled, kind: str) -> Clock:
    clock = _find(subject, kind)
    if clock is None:
        raise Missing(_("There is no such time limit."))
    return clock
