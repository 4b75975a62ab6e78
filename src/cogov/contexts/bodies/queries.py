"""Reads that the memory does not hold: who works where."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q

from cogov.contexts.bodies.models import Membership
from cogov.kernel.clock import now


def members_of(body: int) -> list[Membership]:
    """Memberships that hold now or will, by role: one query."""
    rows = Membership.objects.filter(_not_over(), body_id=body)
    return list(rows.order_by("role", "person_id"))


def member_counts(bodies: Iterable[int]) -> dict[int, int]:
    """How many people belong to each body now: one query."""
    rows = Membership.objects.filter(_not_over(), body_id__in=list(bodies), since__lte=now())
    return dict(rows.values_list("body_id").annotate(people=Count("person_id", distinct=True)))


def _not_over() -> Q:
    return Q(until=None) | Q(until__gt=now())
