"""Deeds are noted, and the levels and badges that follow from them are given."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cogov.contexts.honours import queries
from cogov.contexts.honours.events import Awarded
from cogov.contexts.honours.models import Award, Deed, Honour, Measure
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now


@transaction.atomic
def note_deed(*, kind: Measure, person: int, report: int, area: int | None, at: datetime, by: Actor) -> None:
    """Once for each report and kind; then whatever honour is reached now."""
    Deed.objects.bulk_create(
        [Deed(kind=kind.value, person_id=person, report=report, area_id=area, at=at)], ignore_conflicts=True
    )
    give_honours(person=person, by=by)


@transaction.atomic
def forget_deeds(*, report: int, by: Actor) -> None:  # noqa: ARG001 - every write says who acts
    """The check turned out wrong. Honours that were given stay: what was thanked for is not taken away."""
    Deed.objects.filter(report=report).delete()


def give_honours(*, person: int, by: Actor) -> int:
    """Every honour that is reached and not held; returns how many. Within the caller's transaction.

    Two queries, one for each span of time among the rules, and two for each honour given.
    """
    held = set(Award.objects.filter(person=person).values_list("honour", flat=True))
    given = 0
    for honour in Honour.objects.filter(active=True).exclude(pk__in=held):
        count = queries.counts(person, honour.within_days)[Measure(honour.measure)]
        if count >= honour.at_least:
            given += _give(honour, person, count, by)
    return given


def _give(honour: Honour, person: int, count: int, by: Actor) -> int:
    award, made = Award.objects.get_or_create(honour=honour, person_id=person, defaults={"at": now(), "count": count})
    if made:
        journal.record(Awarded(honour.pk, count), subject=award, by=by, first=True)
    return int(made)
