"""Reads that the memory does not hold: who works where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cogov.contexts.bodies.models import Membership
from cogov.kernel.clock import now

PAGE = 50
"""People of one page: a screen and a half."""


@dataclass(frozen=True, slots=True)
class MemberPage:
    """`after` goes on from there, None at the end."""

    rows: list[Membership]
    after: int | None


def members_of(body: int, *, query: str = "", after: int | None = None) -> MemberPage:
    """Memberships of one body that hold now or will, the latest first. One query."""
    return _page(Membership.objects.filter(_not_over(), body_id=body), query, after)


def members_within(bodies: Iterable[int], *, query: str = "", role: str = "", after: int | None = None) -> MemberPage:
    """As `members_of`, for several bodies. One query."""
    rows = Membership.objects.filter(_not_over(), body_id__in=list(bodies))
    return _page(rows.filter(role=role) if role else rows, query, after)


def member_counts(bodies: Iterable[int]) -> dict[int, int]:
    """How many people belong to each body now: one query."""
    rows = Membership.objects.filter(_not_over(), body_id__in=list(bodies), since__lte=now())
    return dict(rows.values_list("body_id").annotate(people=Count("person_id", distinct=True)))


def _page(rows: QuerySet[Membership], query: str, after: int | None) -> MemberPage:
    """By key, never by number; every word of `query` stands in the person's name or work address."""
    for word in query.split():
        rows = rows.filter(Q(person__name__icontains=word) | Q(person__email__icontains=word))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return MemberPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def _not_over() -> Q:
    return Q(until=None) | Q(until__gt=now())
