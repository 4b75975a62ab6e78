"""What is told of one week: counted once from the cases of that week, and kept as it was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.insight import queries
from cogov.contexts.insight.facts import SATISFIED
from cogov.contexts.insight.models import Case, Standing, Waiting
from cogov.contexts.insight.queries import Scope
from cogov.kernel.clock import now
from cogov.methods import lengths

WEEK = timedelta(days=7)
HOUR = 7
"""Of Monday, in the city's time: before the first meeting of the week."""

LEVELS = ("city", "district", "street")
"""Areas that have somebody who leads and enough cases for a week to say something."""

KINDS = 10
"""Kinds of matter that are named: those with most reports. The rest is told as one number."""


Group = tuple[str, str, list[tuple[int, tuple[int, ...]]]]
"""Kind, column of the case, and each part with the ids that count for it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A week in UTC, the end not included."""

    start: datetime
    end: datetime

    @property
    def before(self) -> Span:
        """The week before, to compare with; its ends are local midnights too."""
        return Span(self.start - WEEK, self.start)


def last_week() -> date:
    """Monday of the week that is to be told now: the one before this Monday, from 7 o'clock on."""
    local = now().astimezone(ZoneInfo(settings.TIME_ZONE)) - timedelta(hours=HOUR)
    this = local.date() - timedelta(days=local.weekday())
    return this - WEEK


def span_of(week: date) -> Span:
    zone = ZoneInfo(settings.TIME_ZONE)
    ends = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (week, week + WEEK))
    return Span(*ends)


def data_of(scope: Scope, week: date) -> dict[str, Any]:
    """The figures of the week as plain values; about ten queries by index over the cases of two weeks."""
    span = span_of(week)
    rows = queries.within(Case.objects.filter(private=False), scope)
    closed = rows.filter(ended_at__gte=span.start, ended_at__lt=span.end, standing=Standing.VERIFIED)
    spread = _spread(closed)
    return {
        "filed": _filed(rows, span).count(),
        "filed_before": _filed(rows, span.before).count(),
        **_sums(closed),
        "became_late": _became_late(rows, span).count(),
        "median": lengths.quantile(spread, 0.5),
        "p90": lengths.quantile(spread, 0.9),
        "open": sum(Waiting.objects.filter(scope=scope.key).values_list("count", flat=True)),
        "late": rows.filter(standing=Standing.OPEN, in_time=False).count(),
        "kinds": _kinds(rows, span),
        "parts": _parts(rows, scope, span),
    }


def _filed(rows: QuerySet[Case], span: Span) -> QuerySet[Case]:
    return rows.filter(filed_at__gte=span.start, filed_at__lt=span.end)


def _became_late(rows: QuerySet[Case], span: Span) -> QuerySet[Case]:
    """Their promise ended in the week and was not kept."""
    return rows.filter(due_at__gte=span.start, due_at__lt=span.end, in_time=False)


def _sums(closed: QuerySet[Case]) -> dict[str, int]:
    return closed.aggregate(
        closed=Count("report"),
        due=Count("report", filter=Q(in_time__isnull=False)),
        in_time=Count("report", filter=Q(in_time=True)),
        reopened=Count("report", filter=Q(reopened__gt=0)),
        rated=Count("report", filter=Q(stars__isnull=False)),
        satisfied=Count("report", filter=Q(stars__gte=SATISFIED)),
    )


def _spread(closed: QuerySet[Case]) -> dict[int, int]:
    found: dict[int, int] = {}
    for minutes in closed.values_list("minutes", flat=True).iterator():
        if minutes is None:
            continue
        number = lengths.bucket(minutes)
        found[number] = found.get(number, 0) + 1
    return found


def _kinds(rows: QuerySet[Case], span: Span) -> list[dict[str, Any]]:
    """Those with most reports, each beside the week before; all others under the code ""."""
    these, those = (_by(_filed(rows, one), "category") for one in (span, span.before))
    ordered = sorted(these, key=lambda code: (-these[code], code))
    told = [{"code": code, "filed": these[code], "before": those.get(code, 0)} for code in ordered[:KINDS]]
    rest = {"code": "", "filed": sum(these[code] for code in ordered[KINDS:]),
            "before": sum(those.values()) - sum(one["before"] for one in told)}  # fmt: skip
    return [*told, rest] if rest["filed"] or rest["before"] else told


def _parts(rows: QuerySet[Case], scope: Scope, span: Span) -> list[dict[str, Any]]:
    """The areas directly below and the bodies that belong here, those with anything to tell."""
    closed = rows.filter(ended_at__gte=span.start, ended_at__lt=span.end, standing=Standing.VERIFIED)
    found = []
    for kind, column, ids in _groups(scope):
        counts = {
            "filed": _by(_filed(rows, span), column),
            "closed": _by(closed, column),
            "due": _by(closed.filter(in_time__isnull=False), column),
            "in_time": _by(closed.filter(in_time=True), column),
            "late": _by(rows.filter(standing=Standing.OPEN, in_time=False), column),
        }
        for one, own in ids:
            told = {name: sum(by.get(id_, 0) for id_ in own) for name, by in counts.items()}
            if any(told.values()):
                found.append({"kind": kind, "id": one, **told})
    return found


def _groups(scope: Scope) -> list[Group]:
    area = scope.id if scope.id is not None else areas.city().id
    below = [one for one in areas.children(area) if one.level.value != "grid"]
    own = [(one.id, tuple(bodies.subtree(one.id))) for one in queries.bodies_of(area)]
    groups: list[Group] = [("body", "body", own)]
    return [("area", below[0].level.value, [(one.id, (one.id,)) for one in below]), *groups] if below else groups


def _by(rows: QuerySet[Case], column: str) -> dict[Any, int]:
    found = rows.filter(**{f"{column}__isnull": False}).values_list(column).annotate(n=Count("report")).order_by()
    return dict(found)
