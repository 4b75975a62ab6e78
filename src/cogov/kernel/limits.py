"""How long something may take: hours round the clock, working hours, or working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from cogov.kernel.calendars import ROUND_THE_CLOCK, calendar, current_version

DAY_HOURS = 24  # of a day of a body that works round the clock


class Unit(models.TextChoices):
    """What a limit is counted in."""

    HOURS = "hours", _("hours round the clock")
    WORKING_HOURS = "working_hours", _("working hours")
    WORKING_DAYS = "working_days", _("working days")


@dataclass(frozen=True, slots=True)
class Promise:
    """A limit counted from a moment. `calendar` and `version` are those by which it was counted; `due` is UTC."""

    amount: float
    unit: Unit
    calendar: str
    version: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Limit:
    """`amount` in `unit`, counted by the calendar of code `calendar` ("" = the clock on the wall).

    `latest`, in hours round the clock, is when it ends in any case: "1 working hour, at night 8 hours".
    Without a calendar nobody knows the working hours: `latest` counts, or else every hour is one.
    `rule` says what the limit was taken from.
    """

    amount: float
    unit: Unit = Unit.HOURS
    calendar: str = ""
    latest: float | None = None
    rule: int | None = None

    def promise(self, start: datetime, version: int | None = None) -> Promise:
        """By the calendar as it is now, or was in `version`. From memory. Raises Missing for an unknown calendar."""
        if self.unit != Unit.HOURS and not self.calendar and self.latest is not None:
            return Promise(self.latest, Unit.HOURS, "", 1, start + timedelta(hours=self.latest))
        if self.unit == Unit.HOURS or not self.calendar:
            hours = self.amount * (DAY_HOURS if self.unit == Unit.WORKING_DAYS else 1)
            usual = Promise(self.amount, self.unit, "", 1, ROUND_THE_CLOCK.add_working(start, hours))
        else:
            version = version or current_version(self.calendar)
            works = calendar(self.calendar, version)
            days = self.unit == Unit.WORKING_DAYS
            due = works.add_working_days(start, int(self.amount)) if days else works.add_working(start, self.amount)
            usual = Promise(self.amount, self.unit, self.calendar, version, due)
        if self.latest is None or usual.due <= start + timedelta(hours=self.latest):
            return usual
        return Promise(self.latest, Unit.HOURS, "", 1, start + timedelta(hours=self.latest))
