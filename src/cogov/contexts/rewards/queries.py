"""Reads, each within the scope of who asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet, Sum

from cogov.contexts.rewards import rules
from cogov.contexts.rewards.models import Earning, PoolMember, Rule, Suspicion
from cogov.kernel.actors import Actor

PAGE = 50
"""Rows of one page: a screen and a half."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a pool; the name as the accounts know it."""

    person: int
    keeper: bool
    since: datetime


def rules_visible_to(actor: Actor) -> QuerySet[Rule]:
    """Everybody reads what is in force; drafts and old versions are for those who work with them."""
    rows = Rule.objects.order_by("kind", "code", "-version")
    return rows if rules.may_see_rules(actor) else rows.filter(state=Rule.State.ON)


def suspicions_visible_to(actor: Actor) -> QuerySet[Suspicion]:
    """Those who decide and those who watch see all; everybody else their own decisions, once there are any."""
    if rules.may_watch(actor):
        return Suspicion.objects.all()
    own = Suspicion.objects.filter(person=actor.person) if actor.person else Suspicion.objects.none()
    return own.exclude(state__in=[Suspicion.State.OPEN, Suspicion.State.CLEARED])


def queue(actor: Actor, states: Sequence[str], after: int | None = None) -> list[Suspicion]:
    """Oldest first; one more than a page where there is more. One query."""
    rows = suspicions_visible_to(actor).filter(state__in=states).order_by("pk")
    return list((rows.filter(pk__gt=after) if after else rows)[: PAGE + 1])


def earnings_of(suspicion: Suspicion) -> list[Earning]:
    """Newest first: one query."""
    return list(Earning.objects.filter(suspicion=suspicion).select_related("rule").order_by("-pk")[:200])


def waiting_of(person: int) -> list[Earning]:
    """What still waits, newest first, with its rule and suspicion: one query."""
    rows = Earning.objects.filter(person=person, state=Earning.State.WAITING)
    return list(rows.select_related("rule", "suspicion").order_by("-pk")[:PAGE])


def unrewarded_of(person: int, limit: int) -> list[Earning]:
    """What gave nothing because of a ceiling, newest first: one query."""
    return list(Earning.objects.filter(person=person, state=Earning.State.NONE).order_by("-pk")[:limit])


def members(pool: int) -> list[Member]:
    """Oldest first: one query."""
    rows = PoolMember.objects.filter(pool=pool, until=None).order_by("since", "pk")
    return [Member(row.person_id, row.keeper, row.since) for row in rows]


def points_held(suspicions: Sequence[Suspicion]) -> dict[int, int]:
    """Points behind each suspicion: one query."""
    rows = Earning.objects.filter(suspicion__in=[row.pk for row in suspicions]).values("suspicion")
    return {row["suspicion"]: int(row["sum"]) for row in rows.annotate(sum=Sum("points"))}
