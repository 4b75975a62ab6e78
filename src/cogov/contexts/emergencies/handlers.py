"""Reports of a category that a plan names declare it by themselves, as the plan says."""

from __future__ import annotations

from cogov.contexts.areas import facade as areas
from cogov.contexts.emergencies import actions, queries
from cogov.contexts.emergencies.models import Trigger
from cogov.contexts.reports import facade as reports
from cogov.contexts.reports.events import Accepted, Filed
from cogov.kernel.actors import SYSTEM, AreaLevel
from cogov.kernel.journal import on
from cogov.kernel.models import Entry


@on(Filed)
def declare_when_filed(fact: Filed, entry: Entry) -> None:
    """Nobody has looked yet: the officers are called, residents are told once one of them has acknowledged."""
    if not fact.split_from and not fact.source:
        _declare(entry.subject_id, Trigger.FILED, public=False)


@on(Accepted)
def declare_when_accepted(_fact: Accepted, entry: Entry) -> None:
    _declare(entry.subject_id, Trigger.ACCEPTED, public=True)


def _declare(report: int, trigger: Trigger, *, public: bool) -> None:
    """By the plan of the narrowest area around the report; a report of one that runs goes into its log."""
    around, categories = reports.reach_of(report)
    plan = queries.plan_for(categories, around, trigger)
    if plan is None:
        return
    running = queries.running(plan.pk)
    if running is None:
        made = actions.declare(plan.pk, by=SYSTEM, report=report, area=_community(around), public=False)
        if public:
            actions.show(made.pk, by=SYSTEM)
    else:
        actions.join_report(running, report, by=SYSTEM)


def _community(around: tuple[int, ...]) -> int | None:
    """The narrowest area that may be named in public: a grid cell would say too much about whoever reported."""
    known = [area for area in around if areas.area(area).level is not AreaLevel.GRID]
    return known[-1] if known else None
