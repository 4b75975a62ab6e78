"""Writes: the report of a week, made once and told to those who lead."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk import facade as desk
from cogov.contexts.desk.facade import Letter
from cogov.contexts.insight import folding, queries, weekly, words
from cogov.contexts.insight.events import WeekReported
from cogov.contexts.insight.models import Weekly
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Forbidden


def report_weeks(*, week: date | None = None) -> list[Weekly]:
    """Make what is missing of last week's reports (or of `week`), one for each area that is led by somebody.

    Each in its own transaction; one query when all are there.
    """
    monday = week or weekly.last_week()
    led = _led()
    made = set(Weekly.objects.filter(week=monday).values_list("area_id", flat=True))
    missing = sorted(led.keys() - made)
    if missing:
        folding.fold(budget=None)
    return [report_week(area=area, week=monday, by=SYSTEM, leaders=led[area]) for area in missing]


@transaction.atomic
def report_week(*, area: int, week: date, by: Actor, leaders: set[int] = frozenset()) -> Weekly:  # type: ignore[assignment]
    """The report of the week that begins on Monday `week`; made once, then the first one again. Tells `leaders`."""
    if not by.machine:
        raise Forbidden
    found = Weekly.objects.select_for_update().filter(area=area, week=week).first()
    if found is not None:
        return found
    data = weekly.data_of(queries.scope_of("area", area), week)
    row = Weekly.objects.create(area_id=area, week=week, made_at=now(), data=data)
    digest = hashlib.sha256(journal.canonical(data).encode()).hexdigest()
    journal.record(WeekReported(area, week.isoformat(), digest), subject=row, by=by, first=True)
    for person in sorted(leaders):
        desk.notify(person=person, occasion=f"insight:week:{row.pk}", letter=_letter(row))
    return row


def _led() -> dict[int, set[int]]:
    """Who leads each area: one query."""
    found: dict[int, set[int]] = {}
    for person, body in bodies.holders(Role.LEADER):
        area = areas.area(bodies.body(body).area)
        if area.level.value in weekly.LEVELS:
            found.setdefault(area.id, set()).add(person)
    return found


def _letter(row: Weekly) -> Callable[[], Letter]:
    def letter() -> Letter:
        data, name = row.data, areas.full_name(row.area_id)
        share = words.Share(data["in_time"], data["due"])
        said = f"{share.said} {share.unit}".strip()
        text = _(
            "%(area)s, the week from %(day)s: %(filed)s reported (%(before)s the week before), %(closed)s closed and"
            " verified, in time %(share)s. %(open)s are open, %(late)s of them late."
        ) % {
            "area": name, "day": words.day_name(row.week), "filed": data["filed"], "before": data["filed_before"],
            "closed": data["closed"], "share": said, "open": data["open"], "late": data["late"],
        }  # fmt: skip
        subject = _("The week in %(area)s") % {"area": name}
        return Letter(subject, text, link=reverse("insight:week", args=[row.pk]))

    return letter
