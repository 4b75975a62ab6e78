"""Clocks of reports as ticks would have left them: what was warned of, what was escalated, what comes next.

Round the clock, as `reports.timing` promises; the steps and their distances are those of `kernel.clocks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cogov.kernel.clocks import LAST, STEP_HOURS, WARN_LEFT, Step
from cogov.kernel.models import Clock

BETWEEN = timedelta(hours=STEP_HOURS)


@dataclass
class Running:
    """One clock, played forward. `climbed` holds the steps taken, each with its moment."""

    kind: str
    started: datetime
    due: datetime
    escalation: int = 0
    stopped: datetime | None = None
    climbed: list[tuple[datetime, Step]] = field(default_factory=list)
    _next: datetime | None = None

    def __post_init__(self) -> None:
        self._next = self.started + (self.due - self.started) * (1 - WARN_LEFT)

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
            self._next = max(at, self.due) + BETWEEN
        elif self.escalation == Step.WARNING or self.due <= at:
            self._next = max(self.due, at)
        else:
            left = (self.due - at) - (self.due - self.started) * WARN_LEFT
            self._next = at + max(left, timedelta())

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
                self._next = self._next + BETWEEN if step < LAST else None

    def row(self, subject_type: str, subject: int) -> Clock:
        """Unsaved."""
        return Clock(
            subject_type=subject_type,
            subject_id=subject,
            kind=self.kind,
            started_at=self.started,
            due_at=self.due,
            stopped_at=self.stopped,
            escalation=self.escalation,
            next_check_at=self._next,
        )
