"""Clocks of reports as ticks would have left them: what was warned of, what was escalated, what comes next.

By the limits and calendars of the city; the steps and their distances are those of `kernel.clocks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cogov.kernel.calendars import WorkCalendar, calendar
from cogov.kernel.clocks import LAST, STEP_HOURS, WARN_LEFT, Step
from cogov.kernel.limits import Limit, Promise
from cogov.kernel.models import Clock

HOUR = timedelta(hours=1)


@dataclass
class Running:
    """One clock, played forward. `climbed` holds the steps taken, each with its moment."""

    kind: str
    started: datetime
    limit: Limit
    escalation: int = 0
    stopped: datetime | None = None
    climbed: list[tuple[datetime, Step]] = field(default_factory=list)
    _next: datetime | None = None

    def __post_init__(self) -> None:
        self.promise: Promise = self.limit.promise(self.started)
        self.due = self.promise.due
        self._works: WorkCalendar = calendar(self.promise.calendar, self.promise.version)
        self._promised = self._works.working_between(self.started, self.due)
        self._next = self._after(self.started, self._promised * (1 - WARN_LEFT))

    def stop(self, at: datetime) -> None:
        """The promise is kept, late or in time; a second time it changes nothing."""
        if self.stopped is None:
            self.run(at)
            self.stopped, self._next = at, None

    def reopen(self, at: datetime) -> None:
        """Not done after all: the same clock runs on."""
        if self.stopped is None:
            return
        self.stopped = None
        if self.escalation >= LAST:
            self._next = None
        elif self.escalation >= Step.LATE:
            self._next = self._after(max(at, self.due), STEP_HOURS * HOUR)
        elif self.escalation == Step.WARNING or self.due <= at:
            self._next = max(self.due, at)
        else:
            left = self._works.working_between(at, self.due) - self._promised * WARN_LEFT
            self._next = self._after(at, max(left, timedelta()))

    def go_on(self, at: datetime) -> None:
        """Somebody's turn again: with what was left when it was stopped."""
        if self.stopped is None:
            return
        if self.stopped < self.due:
            self.due = self._after(at, self._works.working_between(self.stopped, self.due))
        self.reopen(at)

    def run(self, until: datetime) -> None:
        """Take every step that falls due."""
        while self.stopped is None and self._next is not None and self._next <= until:
            step = Step(self.escalation + 1)
            if step is Step.WARNING and self.due <= self._next:
                step = Step.LATE
            self.climbed.append((self._next, step))
            self.escalation = step
            if step is Step.WARNING:
                self._next = self.due
            else:
                self._next = self._after(self._next, STEP_HOURS * HOUR) if step < LAST else None

    def row(self, subject_type: str, subject: int) -> Clock:
        """Unsaved."""
        return Clock(
            subject_type=subject_type,
            subject_id=subject,
            kind=self.kind,
            calendar=self.promise.calendar,
            calendar_version=self.promise.version,
            amount=self.promise.amount,
            unit=self.promise.unit.value,
            rule=self.limit.rule,
            started_at=self.started,
            due_at=self.due,
            stopped_at=self.stopped,
            escalation=self.escalation,
            next_check_at=self._next,
        )

    def _after(self, at: datetime, worked: timedelta) -> datetime:
        return self._works.add_working(at, worked / HOUR)
