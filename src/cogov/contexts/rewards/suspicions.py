"""What looks wrong, looked for whenever points are earned. A sign holds points; only a person takes them away.

Each sign asks for repetition or for two facts that do not go together, so that the neighbour who reports the
same broken lamp twice is left in peace: the figures of `benchmarks/cheats` are measured with these numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.media import facade as media
from cogov.contexts.reports import facade as reports
from cogov.contexts.rewards.events import Suspected, SuspicionJoined
from cogov.contexts.rewards.models import Earning, Kind, PoolMember, Print, Suspicion
from cogov.kernel import geo, journal
from cogov.kernel.actors import SYSTEM, Actor, Role

REPORTING = (Kind.ACCEPTED, Kind.USEFUL, Kind.FIRST)
"""What is earned by having reported."""
SPAN = timedelta(days=60)
"""How far back a habit is looked for: two months of a resident's reports."""
SPOT_TIMES = 4
"""Reports of one kind on one spot of 10 m by one person: a lamp that fails three times in two months is bad luck."""
RING_TIMES = 3
"""Cases in which the same two people met as reporter and fixer: neighbours meet once or twice."""
MAKING_TIMES = 3
"""Own reports of one kind that the reporter fixed alone."""
SPLIT_TIMES = 4
"""Reports of one kind within 50 m and an hour by one person: a walk down a dark street gives two or three lamps."""
SPLIT_SPAN = timedelta(hours=1)
SPLIT_RINGS = 2
"""Rings of cells around a cell of 10 m: some 50 m."""
SAME_PHOTO_BITS = 6
"""Of 64: below it two photos are one picture, cut or coloured anew; one place photographed twice differs in more."""
HOLDING = (Suspicion.State.OPEN, Suspicion.State.APPEALED)
"""States in which points wait for a person."""
PAID = {Kind.FIXED: (Role.INSPECTOR, Role.HANDLER)}
"""Roles that are paid for mending in their area; for finding it is the inspectors alone."""


@dataclass(frozen=True, slots=True)
class Sign:
    """Why a case looks wrong; `facts` are ids and numbers for the person who decides."""

    kind: Suspicion.Kind
    facts: dict[str, Any] = field(default_factory=dict)


def is_held(row: Earning) -> bool:
    """One query where there is a suspicion."""
    return row.suspicion_id is not None and Suspicion.objects.filter(pk=row.suspicion_id, state__in=HOLDING).exists()


def look(row: Earning, *, by: Actor = SYSTEM) -> Suspicion | None:
    """The first sign about a new earning holds it. Four to eight queries."""
    for test in TESTS:
        sign = test(row)
        if sign is not None:
            return suspect(row, sign, by=by)
    return None


def remember_photos(report: int) -> None:
    """Note what the photos of a report look like, once. Three queries."""
    looks = {look for kind, look in reports.prints(report) if kind == "report"}
    Print.objects.bulk_create([Print(look=look, subject_id=report) for look in looks], ignore_conflicts=True)


def _same_spot(row: Earning) -> Sign | None:
    if row.kind not in REPORTING or row.cell is None:
        return None
    rows = _before(row).filter(kind=row.kind, cell=row.cell, category=row.category)
    return _often(Suspicion.Kind.SAME_SPOT, rows, SPOT_TIMES)


def _own_grid(row: Earning) -> Sign | None:
    """Whoever is paid to find problems here, or shares a family's points with somebody who is."""
    if row.kind not in (*REPORTING, Kind.FIXED) or row.community_id is None:
        return None
    family = PoolMember.objects.filter(pool=row.household, until=None) if row.household else PoolMember.objects.none()
    paid = PAID.get(Kind(row.kind), (Role.INSPECTOR,))
    people = {row.person_id, *family.values_list("person_id", flat=True)}
    for person in sorted(people):
        for grant in bodies.grants_of(person):
            if grant.role in paid and row.community_id in areas.subtree(grant.area):
                return Sign(Suspicion.Kind.OWN_GRID, {"staff": person, "body": grant.body})
    return None


def _ring(row: Earning) -> Sign | None:
    """Reporter and fixer meet again and again, in one direction or in turns."""
    if row.kind != Kind.FIXED or row.other is None or row.other == row.person_id:
        return None
    one = _before(row).filter(kind=Kind.FIXED, other=row.other)
    turned = Earning.objects.filter(
        person=row.other, other=row.person_id, kind=Kind.FIXED, at__gt=row.at - SPAN, at__lte=row.at
    )
    met = [*one.values_list("subject_id", flat=True), *turned.values_list("subject_id", flat=True)]
    if len(met) + 1 < RING_TIMES:
        return None
    return Sign(Suspicion.Kind.RING, {"other": row.other, "cases": sorted(met)[-10:]})


def _shared_contact(row: Earning) -> Sign | None:
    if not row.contact:
        return None
    others = Earning.objects.filter(contact=row.contact).exclude(person=row.person_id)
    if row.household:
        others = others.exclude(household=row.household)
    people = sorted(set(others.values_list("person_id", flat=True)[:10]))
    return Sign(Suspicion.Kind.SHARED_CONTACT, {"people": people}) if people else None


def _own_making(row: Earning) -> Sign | None:
    if row.kind != Kind.FIXED or row.other != row.person_id:
        return None
    rows = _before(row).filter(kind=Kind.FIXED, other=row.person_id, category=row.category)
    return _often(Suspicion.Kind.OWN_MAKING, rows, MAKING_TIMES)


def _photos(row: Earning) -> Sign | None:
    if row.subject_type != "reports.report" or row.kind not in (*REPORTING, Kind.FIXED):
        return None
    prints = reports.prints(row.subject_id)
    before = [look for kind, look in prints if kind == "report"]
    after = [look for kind, look in prints if kind == "after"]
    for one in before:
        for other in after:
            if media.differing_bits(one, other) <= SAME_PHOTO_BITS:
                return Sign(Suspicion.Kind.SAME_PHOTO, {"bits": media.differing_bits(one, other)})
    seen = Print.objects.filter(look__in=before).exclude(subject_id=row.subject_id).order_by("pk")
    elsewhere = list(seen.values_list("subject_id", flat=True)[:10]) if before and row.kind != Kind.FIXED else []
    return Sign(Suspicion.Kind.OLD_PHOTO, {"cases": elsewhere}) if elsewhere else None


def _split(row: Earning) -> Sign | None:
    if row.kind != Kind.ACCEPTED or row.cell is None:
        return None
    rows = Earning.objects.filter(
        person=row.person_id, kind=row.kind, category=row.category, cell__in=geo.neighbours(row.cell, SPLIT_RINGS),
        at__gt=row.at - SPLIT_SPAN, at__lte=row.at,
    ).exclude(pk=row.pk)  # fmt: skip
    return _often(Suspicion.Kind.SPLIT, rows, SPLIT_TIMES)


TESTS: tuple[Callable[[Earning], Sign | None], ...] = (
    _own_grid, _photos, _own_making, _ring, _shared_contact, _split, _same_spot,
)  # fmt: skip


def _before(row: Earning) -> Any:
    rows = Earning.objects.filter(person=row.person_id, at__gt=row.at - SPAN, at__lte=row.at)
    return rows.exclude(pk=row.pk)


def _often(kind: Suspicion.Kind, rows: Any, times: int) -> Sign | None:
    cases = sorted(set(rows.values_list("subject_id", flat=True)))
    return Sign(kind, {"cases": cases[-10:], "times": len(cases) + 1}) if len(cases) + 1 >= times else None


def suspect(row: Earning, sign: Sign, *, by: Actor = SYSTEM) -> Suspicion:
    """One open suspicion of a kind for each person; what comes later joins it."""
    found = _open(row, sign)
    if found is None:
        try:
            with transaction.atomic():
                found = Suspicion.objects.create(kind=sign.kind, person_id=row.person_id, at=row.at, facts=sign.facts)
                fact = Suspected(what=sign.kind.value, person=row.person_id, earning=row.pk)
                journal.record(fact, subject=found, by=by, first=True)
        except IntegrityError:  # opened by another handler in this moment
            found = Suspicion.objects.get(person=row.person_id, kind=sign.kind, state=Suspicion.State.OPEN)
    else:
        found.facts = sign.facts
        journal.record(SuspicionJoined(earning=row.pk), subject=found, by=by, save=("facts",))
    row.suspicion = found
    Earning.objects.filter(pk=row.pk).update(suspicion=found)
    return found


def _open(row: Earning, sign: Sign) -> Suspicion | None:
    rows = Suspicion.objects.select_for_update(of=("self",))
    return rows.filter(person=row.person_id, kind=sign.kind, state=Suspicion.State.OPEN).first()
