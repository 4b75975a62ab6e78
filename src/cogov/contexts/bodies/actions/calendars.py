"""Calendars of working time are added and changed; every change leaves the version before it in the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.bodies import rules
from cogov.contexts.bodies.actions.bodies import change_body
from cogov.contexts.bodies.events import CalendarAdded, CalendarChanged
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.calendars import calendars, work_calendar
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.models import Calendar, CalendarVersion

WORKING_TIME = ("zone", "hours", "country", "closures", "openings")
NAMES = ("name_zh", "name_en")


@dataclass(frozen=True, slots=True)
class Times:
    """What a calendar says; see `kernel.calendars.work_calendar` for the forms."""

    hours: Mapping[str, Sequence[Sequence[str]]]
    zone: str = "Asia/Shanghai"
    country: str = "CN"
    closures: Sequence[str] = field(default_factory=list)
    openings: Sequence[str] = field(default_factory=list)


@transaction.atomic
def add_calendar(
    *, code: str, name_zh: str, name_en: str, times: Times, by: Actor, body: int | None = None,
    body_revision: int | None = None,
) -> Calendar:  # fmt: skip
    """A new calendar, for `body` at once. Only the machine adds one for nobody.

    Raises Forbidden, Invalid (code taken, hours that cannot be), Conflict as `change_body`.
    """
    if not (by.machine or (body is not None and rules.may_edit_body(by, body))):
        raise Forbidden
    _named(name_zh, name_en)
    if Calendar.objects.filter(code=code).exists():
        raise Invalid(fields={"code": _("The code %(code)s is taken.") % {"code": code}})
    values = _checked(times)
    row = Calendar.objects.create(code=code, name_zh=name_zh, name_en=name_en, **values)
    journal.record(CalendarAdded(code), subject=row, by=by, first=True)
    calendars.changed()
    if body is not None:
        change_body(body, revision=body_revision or 0, by=by, calendar=code)
    return row


@transaction.atomic
def change_calendar(*, code: str, revision: int, name_zh: str, name_en: str, times: Times, by: Actor) -> Calendar:
    """What it says from now on. Promises already given are counted by the version of their day.

    Raises Missing, Forbidden, Invalid, and Conflict when it is no longer at `revision`.
    """
    row = Calendar.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise Missing
    if not rules.may_edit_calendar(by, code):
        raise Forbidden
    if row.journal_seq != revision:
        raise Conflict
    _named(name_zh, name_en)
    new = _checked(times) | {"name_zh": name_zh, "name_en": name_en}
    different = tuple(name for name, value in new.items() if getattr(row, name) != value)
    if not different:
        return row
    if set(different) & set(WORKING_TIME):
        before = {name: getattr(row, name) for name in WORKING_TIME}
        CalendarVersion.objects.create(calendar=row, number=row.version, until=now(), **before)
        row.version += 1
    for name, value in new.items():
        setattr(row, name, value)
    fact = CalendarChanged(code, row.version, different)
    journal.record(fact, subject=row, by=by, save=(*WORKING_TIME, *NAMES, "version"))
    calendars.changed()
    return row


def _checked(times: Times) -> dict[str, object]:
    """As stored; raises Invalid."""
    work_calendar(times.hours, zone=times.zone, country=times.country, closures=times.closures, openings=times.openings)
    return {
        "zone": times.zone,
        "hours": {day: [list(pair) for pair in pairs] for day, pairs in times.hours.items() if pairs},
        "country": times.country,
        "closures": sorted(set(times.closures)),
        "openings": sorted(set(times.openings)),
    }


def _named(name_zh: str, name_en: str) -> None:
    if not (name_zh and name_en):
        raise Invalid(fields={"name_zh" if not name_zh else "name_en": _("Please enter a name.")})
