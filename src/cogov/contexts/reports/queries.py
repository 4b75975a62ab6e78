"""Reads. Every one starts from `visible_to`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from cogov.contexts.areas import facade as areas
from cogov.contexts.reports import cells, rules
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.finding import table
from cogov.contexts.reports.models import OPEN, Assignment, Report, State
from cogov.kernel import geo, ids
from cogov.kernel.actors import Actor, Role
from cogov.kernel.clock import now
from cogov.kernel.compiled import Compiled, Value
from cogov.kernel.errors import Missing
from cogov.kernel.models import Entry
from cogov.kernel.parsing import whole

PAPER_HOURS = 8
"""For a shift the operator may print a receipt again; afterwards it is the resident's alone."""

ROWS = 50
"""Of a queue at the desk: a morning's work at a glance, done from its top."""

PAGE = 20
"""Rows of a public list: what a phone shows in four screens."""

NEAR_METRES = 150.0
"""92.6 % of true repeats lie within it (benchmarks: Boston)."""

NEAR_DAYS = 90
"""Older open matters are rarely what somebody means today."""

NEAR_CANDIDATES = 200
"""Reports looked at around one point; a busy corner of a megacity has fewer in 90 days."""

NEAR_IN_CELL = 50
"""Of them in one cell of some 15,000 m²: where something happens every day, only the newest are read."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list, a map, a feed or an export is narrowed to. Empty means all."""

    category: str = ""
    status: str = ""
    area: int | None = None
    body: int | None = None
    query: str = ""
    since: datetime | None = None
    until: datetime | None = None
    states: tuple[str, ...] = ()
    categories: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Page:
    """One page of reports, newest first. `older` and `newer` are positions for the pager, empty at the ends."""

    rows: list[Report]
    older: str = ""
    newer: str = ""


def visible_to(actor: Actor) -> QuerySet[Report]:
    """The gate."""
    return Report.objects.filter(rules.visible(actor))


def public_reports() -> QuerySet[Report]:
    """What anybody may see, for feeds, exports and caches that serve everybody."""
    return Report.objects.filter(rules.public())


def get(report: int, actor: Actor) -> Report:
    """One report with its category; raises Missing outside the actor's scope. One query."""
    found = _for_strangers.first(report) if actor.is_stranger else visible_to(actor).filter(pk=report).first()
    if found is None:
        raise Missing
    return _with_category(found)


def public_revision(report: int) -> tuple[int, datetime | None] | None:
    """(how often it has changed, when it was closed); None for what not everybody may see and for joined ones.

    One small query.
    """
    return _public_revision.first(report)


def by_receipt(code: str) -> Report:
    """The report that a receipt opens; raises Missing. One query."""
    found = Report.objects.filter(receipt=ids.digest(code.strip().lower())).first()
    if found is None:
        raise Missing
    return _with_category(found)


def filed_by(report: int, actor: Actor) -> Report:
    """A report that this member of staff filed for somebody, within the last hours of a shift; raises Missing."""
    since = now() - timedelta(hours=PAPER_HOURS)
    mine = Entry.objects.filter(
        subject_type="reports.report", subject_id=report, seq=1, person=actor.person, at__gte=since
    )
    found = Report.objects.select_related("category").filter(pk=report).first()
    if found is None or actor.person is None or not mine.exists():
        raise Missing
    return found


def narrow(reports: QuerySet[Report], filters: Filters) -> QuerySet[Report]:
    """Apply all filters but the search words."""
    chosen = [code for code in (filters.category, *filters.categories) if code]
    if chosen:
        reports = reports.filter(category__in=set().union(*(tree().under(code) for code in chosen)))
    if filters.status == "open":
        reports = reports.filter(closed_at=None)
    elif filters.status == "closed":
        reports = reports.filter(closed_at__isnull=False)
    if filters.states:
        reports = reports.filter(state__in=filters.states)
    if filters.area is not None:
        reports = reports.filter(in_area(filters.area))
    if filters.body is not None:
        reports = reports.filter(body=filters.body)
    if filters.since is not None:
        reports = reports.filter(filed_at__gte=filters.since)
    if filters.until is not None:
        reports = reports.filter(filed_at__lt=filters.until)
    return reports


def in_area(area: int) -> Q:
    """Reports in an area of any level; raises Missing for an unknown one."""
    level = areas.area(area).level.value
    return Q() if level == "city" else Q(**{level: area})


def page_of(
    reports: QuerySet[Report], filters: Filters, *, staff: bool = False, position: str = "", size: int = PAGE
) -> Page:
    """One page by keyset; with words, by search. One query, or two for each window of hits."""
    reports = narrow(reports, filters)
    if filters.query.strip():
        hits = table.newest(filters.query, staff=staff, before=_before(position))
        return _found(lambda found: reports.filter(pk__in=found).order_by("-pk")[: size + 1], hits, size)
    direction, at, pk = _read_position(position)
    if direction == "newer" and at is not None:
        rows = list(
            reports.filter(Q(filed_at__gt=at) | Q(filed_at=at, pk__gt=pk)).order_by("filed_at", "pk")[: size + 1]
        )
        more, rows = len(rows) > size, [_with_category(row) for row in rows[:size][::-1]]
        return Page(rows, _mark("older", rows[-1]) if rows else "", _mark("newer", rows[0]) if more else "")
    if at is not None:
        reports = reports.filter(Q(filed_at__lte=at) & (Q(filed_at__lt=at) | Q(pk__lt=pk)))
    rows = list(reports.order_by("-filed_at", "-pk")[: size + 1])
    more, rows = len(rows) > size, [_with_category(row) for row in rows[:size]]
    return Page(rows, _mark("older", rows[-1]) if more else "", _mark("newer", rows[0]) if rows and at else "")


def public_page(filters: Filters, *, position: str = "", size: int = PAGE) -> Page:
    """One page of what anybody may see. One query; with words two, mostly."""
    if filters.query.strip() and filters == Filters(query=filters.query):
        hits = table.newest(filters.query, staff=False, before=_before(position), window=size + 1)
        return _found(_public_by_id, hits, size)
    return page_of(public_reports(), filters, position=position, size=size)


def nearby(
    lat: float,
    lon: float,
    *,
    metres: float = NEAR_METRES,
    days: int = NEAR_DAYS,
    categories: Iterable[str] = (),
    limit: int = NEAR_CANDIDATES,
    most: int | None = None,
) -> list[tuple[Report, float]]:
    """Public reports of the last days around a point with their distance in metres, the nearest first.

    Of the newest of each cell around it, `limit` in all, `most` at most. Two queries: places, then the reports.
    """
    around = cells.grouped(geo.cells_around(lat, lon, metres, cells.NEAR_RESOLUTION))
    since = now() - timedelta(days=days)
    chosen = sorted(set().union(*(tree().under(code) for code in categories))) if categories else None
    places = places_since(around, since, chosen, min(most or NEAR_IN_CELL, NEAR_IN_CELL), limit)
    away = sorted((geo.distance_m(lat, lon, y, x), pk) for pk, y, x in places)
    near = {pk: metre for metre, pk in away[:most] if metre <= metres}
    found = {report.pk: report for report in _public_by_id(list(near))}
    return [(found[pk], metre) for pk, metre in near.items() if pk in found]


def places_since(
    groups: Sequence[int], since: datetime, categories: Sequence[int] | None, in_cell: int, limit: int
) -> list[tuple[int, float, float]]:
    """(id, latitude, longitude) of the newest public reports in cells (`cells.grouped`) but the joined ones. One query.

    Each cell is read from its newest report on, from the index `reports_near_newest` alone: however many there are.
    """
    lite = connection.vendor == "sqlite"
    states = [*rules.OFF_THE_MAP, State.MERGED]
    where = f"{cells.NEAR_SQL} = spot.cell AND p.filed_at >= %s AND NOT p.private AND p.state NOT IN ({_marks(states)})"
    params: list[Any] = [connection.ops.adapt_datetimefield_value(since), *states]
    if categories is not None:
        where += f" AND p.category_id IN ({_marks(categories)})" if categories else " AND 1 = 0"
        params += categories
    table_ = Report._meta.db_table
    newest = f"FROM {table_} p WHERE {where} ORDER BY p.filed_at DESC LIMIT %s"
    params.append(in_cell)
    if lite:  # which has no LATERAL
        spots = f"(SELECT column1 AS cell FROM (VALUES {', '.join(['(%s)'] * len(groups))})) AS spot"
        found = f"SELECT q.id, q.lat, q.lon FROM {spots} CROSS JOIN {table_} q WHERE q.id IN (SELECT p.id {newest})"
        found += " ORDER BY q.filed_at DESC LIMIT %s"
        params = [*groups, *params, limit]
    else:
        found = "SELECT q.id, q.lat, q.lon FROM unnest(%s::bigint[]) AS spot(cell)"
        found += f" CROSS JOIN LATERAL (SELECT p.id, p.lat, p.lon, p.filed_at {newest}) q"
        found += " ORDER BY q.filed_at DESC LIMIT %s"
        params = [list(groups), *params, limit]
    with connection.cursor() as cursor:
        cursor.execute(found, params)
        return list(cursor.fetchall())


def to_review(actor: Actor) -> QuerySet[Report]:
    """Reports that wait for this reviewer: emergencies first, then the oldest."""
    return _of_area(actor, Role.REVIEWER).filter(state=State.RECEIVED).order_by("-emergency", "filed_at", "pk")


def to_dispatch(actor: Actor) -> QuerySet[Report]:
    """Accepted, but with nobody: no rule applied, or a body gave it back."""
    return _in_hand(actor, State.ACCEPTED, Role.DISPATCHER).order_by("-emergency", "due_at", "pk")


def to_check(actor: Actor) -> QuerySet[Report]:
    """Said to be done, to be checked by an inspector of the area."""
    scope = _in_hand(actor, State.RESOLVED, Role.INSPECTOR, Role.REVIEWER)
    return scope.exclude(resolved_by=actor.person).order_by("resolved_at", "pk")


def waiting_for_reporter(actor: Actor) -> QuerySet[Report]:
    return _in_hand(actor, State.ASKED, Role.REVIEWER).order_by("updated_at", "pk")


def worklist(actor: Actor, *, mine: bool = False) -> QuerySet[Assignment]:
    """Open work of the actor's bodies by deadline, leading and supporting, with its report: one query."""
    return _work(_works_for(actor), sorted(rules.blind_spots(actor)), actor.person if mine else None)


def top_of_worklist(actor: Actor, *, mine: bool = False) -> tuple[list[Assignment], bool]:
    """The `ROWS` most urgent of it, and whether there are more: one query."""
    blind, person = sorted(rules.blind_spots(actor)), actor.person if mine else None
    known: list[Value] = [_works_for(actor)]
    known += [blind] if blind else []
    known += [person] if person is not None else []
    rows = _top_of_work(bool(blind), person is not None)(*known)
    return rows[:ROWS], len(rows) > ROWS


def late(actor: Actor) -> QuerySet[Report]:
    """Open matters past their promised time in the areas one answers for, the latest first."""
    scope = _of_area(actor, Role.SUPERVISOR, Role.LEADER, Role.DISPATCHER)
    return scope.filter(closed_at=None, resolved_at=None, due_at__lt=now()).order_by("due_at", "pk")


def own_reports(actor: Actor) -> QuerySet[Report]:
    """Those the actor filed, by account or by receipt shown."""
    return Report.objects.filter(rules.own(actor))


def followers_of(report: int) -> QuerySet[Report]:
    """Reports joined into this one, whose reporters get its news."""
    return Report.objects.filter(merged_into=report)


def is_late(report: Report) -> bool:
    """Past the promised time, while open or when it was resolved."""
    if report.due_at is None:
        return False
    end = report.resolved_at or report.closed_at or (now() if report.state in OPEN else None)
    return end is not None and end > report.due_at


def _in_hand(actor: Actor, state: State, *roles: Role) -> QuerySet[Report]:
    """By the index of what is open, which only a query uses that asks for it."""
    return _of_area(actor, *roles).filter(state=state, closed_at=None)


def _of_area(actor: Actor, *roles: Role) -> QuerySet[Report]:
    scope = Q(pk=None)
    for grant in actor.with_roles(*roles):
        scope |= rules.EVERYTHING if grant.level == "city" else Q(**{grant.level.value: grant.area})
    reports = Report.objects.filter(scope).select_related("category")
    blind = rules.blind_spots(actor)
    reports = reports.filter(Q(about_body=None) | ~Q(about_body__in=blind)) if blind else reports
    return (
        reports if any(grant.role in rules.PRIVATE_ROLES for grant in actor.grants) else reports.filter(private=False)
    )


_for_strangers = Compiled(lambda report: visible_to(Actor()).filter(pk=report)[:1], int)
_public_by_id = Compiled(lambda reports: public_reports().filter(pk__in=reports), list)
_public_revision = Compiled(
    lambda report: Report.objects.filter(rules.public(), pk=report, merged_into=None).values_list(
        "journal_seq", "closed_at"
    )[:1],
    int,
)


def _works_for(actor: Actor) -> list[int]:
    return sorted({body for grant in actor.with_roles(Role.HANDLER, Role.SUPERVISOR) for body in grant.bodies})


def _work(bodies: Sequence[int], blind: Sequence[int], person: int | None) -> QuerySet[Assignment]:
    work = Assignment.objects.filter(done_at=None, body__in=bodies).select_related("report")
    if blind:
        work = work.exclude(report__about_body__in=blind)
    if person is not None:
        work = work.filter(handler=person)
    return work.order_by("due_at", "pk")


@cache
def _top_of_work(blind: bool, mine: bool) -> Compiled[Assignment]:
    def shape(bodies: list[int], *more: Any) -> QuerySet[Assignment]:
        return _work(bodies, more[0] if blind else (), more[-1] if mine else None)[: ROWS + 1]

    return Compiled(shape, list, *([list] if blind else []), *([int] if mine else []))


def _with_category(report: Report) -> Report:
    """From memory instead of a join; one that is a moment old is asked for when it is needed."""
    node = tree().by_id.get(report.category_id)
    if node is not None:
        report.category = node.row
    return report


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _found(read: Callable[[list[int]], Iterable[Report]], hits: Iterable[list[int]], size: int) -> Page:
    rows: list[Report] = []
    for window in hits:
        rows += sorted(read(window), key=lambda row: -row.pk)
        if len(rows) > size:
            break
    more, rows = len(rows) > size, [_with_category(row) for row in rows[:size]]
    return Page(rows, _mark("older", rows[-1]) if more else "")


def _before(position: str) -> int | None:
    return _read_position(position)[2] or None


def _mark(direction: str, row: Report) -> str:
    return f"{direction}-{int(row.filed_at.timestamp() * 1_000_000)}-{row.pk}"


def _read_position(position: str) -> tuple[str, datetime | None, int]:
    """A stranger's position is worth nothing until it parses; a bad one is the first page."""
    parts = position.split("-")
    if len(parts) != 3 or parts[0] not in ("older", "newer"):
        return "older", None, 0
    micros, pk = whole(parts[1], most_digits=17), whole(parts[2])
    if micros is None or pk is None:
        return "older", None, 0
    epoch = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    return parts[0], epoch + timedelta(microseconds=micros), pk
