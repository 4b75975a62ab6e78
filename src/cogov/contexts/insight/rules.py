"""Who may read what of the figures: counts are for everybody, the reports of the week for those who lead."""

from __future__ import annotations

from django.db.models import QuerySet

from cogov.contexts.areas import facade as areas
from cogov.contexts.insight.models import Weekly
from cogov.kernel.actors import Actor, Role

WATCHING = (Role.LEADER, Role.SUPERVISOR, Role.AUDITOR, Role.ANALYST)
"""Roles that read the reports of the week of their area and of those below it."""

_WATCHING = "staff:" + ",".join(role.value for role in WATCHING)
URL_CLASSES: dict[str, str] = {
    "insight:city": "public",
    "insight:city-data": "public",
    "insight:cases": "public",
    "insight:area": "public",
    "insight:area-data": "public",
    "insight:body": "public",
    "insight:body-data": "public",
    "api-v1:city_figures": "public",
    "api-v1:area_figures": "public",
    "api-v1:body_figures": "public",
    "insight:weeks": _WATCHING,
    "insight:week": _WATCHING,
    "insight:week-paper": _WATCHING,
}


def weeks_of(actor: Actor) -> QuerySet[Weekly]:
    """The gate of the reports of weeks."""
    if actor.machine:
        return Weekly.objects.all()
    seen = {area for grant in actor.with_roles(*WATCHING) for area in areas.subtree(grant.area)}
    return Weekly.objects.filter(area__in=seen)
