"""Reads of the honours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth

from cogov.contexts.areas import facade as areas
from cogov.contexts.honours import rules
from cogov.contexts.honours.models import (
    Award,
    Benefit,
    Certificate,
    Claim,
    Commendation,
    Deed,
    Honour,
    Measure,
)
from cogov.contexts.rewards import facade as rewards
from cogov.kernel.actors import Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing

YEAR = timedelta(days=365)
ROWS = 50
"""Rows of one page: a screen and a half."""
LOOKED_AT = 200
"""People among whose families the best are sought: far more than a month's list needs."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who did how much: a person, a family (`family` with its keeper as `person`) or an area."""

    count: int
    person: int | None = None
    area: int | None = None
    family: int | None = None


def counts(person: int, within_days: int = 0) -> dict[Measure, int]:
    """What each measure comes to: one query."""
    rows = Deed.objects.filter(person=person)
    if within_days:
        rows = rows.filter(at__gt=now() - timedelta(days=within_days))
    found = rows.aggregate(
        solved=Count("pk", filter=Q(kind=Measure.SOLVED)),
        fixed=Count("pk", filter=Q(kind=Measure.FIXED)),
        deeds=Count("pk"),
        months=Count(TruncMonth("at"), distinct=True),
    )
    return {measure: found[measure.value] for measure in Measure}


def evidence(person: int) -> dict[str, Any]:
    """What a person who decides looks at: plain counts, ever and within a year, and honours held. No score."""
    return {
        "ever": {measure.value: count for measure, count in counts(person).items()},
        "year": {measure.value: count for measure, count in counts(person, YEAR.days).items()},
        "honours": [award.honour.code for award in awards(person)],
    }


def awards(person: int) -> list[Award]:
    """Newest first: one query."""
    return list(Award.objects.select_related("honour").filter(person=person).order_by("-at", "-pk"))


def honours(*, active: bool = True) -> list[Honour]:
    return list(Honour.objects.filter(active=True) if active else Honour.objects.all())


def benefits(*, active: bool = True) -> list[Benefit]:
    rows = Benefit.objects.select_related("honour")
    return list(rows.filter(active=True) if active else rows)


def certificates(person: int) -> list[Certificate]:
    """Newest first: one query."""
    return list(Certificate.objects.filter(person=person).order_by("-pk"))


def has_ended(row: Certificate) -> bool:
    return row.valid_until is not None and row.valid_until <= now()


def certificate_of(number: int, person: int | None) -> Certificate:
    """One's own. Raises Missing."""
    found = Certificate.objects.filter(pk=number, person=person).first() if person is not None else None
    if found is None:
        raise Missing
    return found


def claims(person: int) -> list[Claim]:
    """Newest first: one query."""
    return list(Claim.objects.select_related("benefit").filter(person=person).order_by("-pk"))


def claim_of(number: int, person: int | None) -> Claim:
    """One's own. Raises Missing."""
    rows = Claim.objects.select_related("benefit")
    found = rows.filter(pk=number, person=person).first() if person is not None else None
    if found is None:
        raise Missing
    return found


def claims_for(by: Actor, *, open_only: bool, before: int | None = None) -> list[Claim]:
    """Of the benefits of one's own bodies, newest first, up to ROWS + 1. One query."""
    own = {body for grant in by.with_roles(*rules.DECIDERS, Role.AUDITOR) for body in grant.bodies}
    rows = Claim.objects.select_related("benefit").filter(benefit__body__in=own)
    rows = rows.filter(state__in=[Claim.State.APPLIED, Claim.State.OBJECTED]) if open_only else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return list(rows.order_by("-pk")[: ROWS + 1])


def claim_for(number: int, by: Actor) -> Claim:
    """For staff. Raises Missing."""
    found = Claim.objects.select_related("benefit").filter(pk=number).first()
    if found is None or not may_see(by, found):
        raise Missing
    return found


def may_see(by: Actor, claim: Claim) -> bool:
    return any(claim.benefit.body_id in grant.bodies for grant in by.with_roles(*rules.DECIDERS, Role.AUDITOR))


def certificates_for(by: Actor, *, before: int | None = None) -> list[Certificate]:
    """Issued by one's own bodies, newest first, up to ROWS + 1. One query."""
    roles = (*rules.COMMENDERS, *rules.DECIDERS, Role.AUDITOR)
    own = {body for grant in by.with_roles(*roles) for body in grant.bodies}
    rows = Certificate.objects.filter(body__in=own)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return list(rows.order_by("-pk")[: ROWS + 1])


def commendations(by: Actor, month: str) -> list[Commendation]:
    """Of a month, within one's own area: one query."""
    rows = Commendation.objects.select_related("certificate").filter(month=month).order_by("kind", "-count", "pk")
    return [row for row in rows if in_reach(by, row)]


def commended(month: str) -> list[Commendation]:
    """For everybody: those commended in a month. One query."""
    rows = Commendation.objects.select_related("certificate").filter(
        month=month, state=Commendation.State.COMMENDED, certificate__revoked_at=None
    )
    return list(rows.order_by("kind", "-count", "pk"))


def in_reach(by: Actor, row: Commendation) -> bool:
    """Communities for those whose area holds them; people and families for those of the whole city."""
    grants = list(by.with_roles(*rules.COMMENDERS))
    if row.area_id is not None:
        return any(row.area_id in areas.subtree(grant.area) for grant in grants)
    return any(grant.area == areas.city().id for grant in grants)


def best_people(start: datetime, end: datetime, most: int) -> list[Candidate]:
    """One query."""
    return [Candidate(count, person=person) for person, count in _people(start, end, most)]


def best_areas(start: datetime, end: datetime, most: int) -> list[Candidate]:
    """Communities by what their people got solved: one query."""
    rows = Deed.objects.filter(at__gte=start, at__lt=end, area__isnull=False).values_list("area")
    found = rows.annotate(n=Count("pk")).order_by("-n", "area")[:most]
    return [Candidate(count, area=area) for area, count in found]


def best_families(start: datetime, end: datetime, most: int) -> list[Candidate]:
    """Families among the people who did most; two queries for each of them."""
    sums: dict[int, int] = {}
    keepers: dict[int, int] = {}
    for person, count in _people(start, end, LOOKED_AT):
        for pool in rewards.pools_of(person):
            if pool.kind == "family":
                sums[pool.id] = sums.get(pool.id, 0) + count
                if pool.keeper:
                    keepers.setdefault(pool.id, person)
    ranked = sorted((family for family in sums if family in keepers), key=lambda family: (-sums[family], family))
    return [Candidate(sums[family], person=keepers[family], family=family) for family in ranked[:most]]


def _people(start: datetime, end: datetime, most: int) -> Iterable[tuple[int, int]]:
    rows = Deed.objects.filter(at__gte=start, at__lt=end).values_list("person")
    return list(rows.annotate(n=Count("pk")).order_by("-n", "person")[:most])
