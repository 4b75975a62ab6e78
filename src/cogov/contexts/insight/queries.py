"""Reads: the figures of one scope in one period, from counts alone. Cost: months × categories, not reports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Min, Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.insight import rules
from cogov.contexts.insight.facts import COUNTERS, PLACE, SATISFIED
from cogov.contexts.insight.models import CITY, PRIVATE, Case, Cell, Cut, Progress, Standing, Waiting, Weekly
from cogov.contexts.insight.words import RANKED_FROM, Share
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing
from cogov.methods import lengths

MONTHS = 12
"""A whole year without a choice made: every season is in it."""

PRIVATE_FROM = 30
"""Private cases of a year from which their number is told at all, in the whole city and nowhere else."""

PRIVATE_STEP = 10
"""To which that number is rounded, so that two days beside each other do not tell of a single case."""

BANDS = (7, 30, 90, 365)
"""Days at which ages of the backlog are parted: a week, a month, a season, a year."""

CASES = 20
"""Rows of a list of cases."""


Counted = tuple[datetime | None, int]
"""As of when all is counted, and the number that changes with the figures."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures: the city, an area or a body. `key` is that of the counts; `id` None for the city."""

    kind: str
    id: int | None
    key: str


@dataclass(frozen=True, slots=True)
class Period:
    """Months from `first` to `last` (202611), both included. `year` None for the last twelve."""

    first: int
    last: int
    year: int | None

    @property
    def months(self) -> list[int]:
        start, end = _number(self.first), _number(self.last)
        return [number // 12 * 100 + number % 12 + 1 for number in range(start, end + 1)]


@dataclass(slots=True)
class Tally:
    """Sums of cells."""

    values: list[int] = field(default_factory=lambda: [0] * len(COUNTERS))
    spread: dict[int, int] = field(default_factory=dict)

    def add(self, values: Sequence[int], spread: lengths.Lengths) -> None:
        self.values = [one + other for one, other in zip(self.values, values, strict=True)]
        for number, count in spread.items():
            self.spread[number] = self.spread.get(number, 0) + count

    def __getitem__(self, name: str) -> int:
        return self.values[PLACE[name]]

    def share(self, part: str, whole: str) -> Share:
        return Share(self[part], self[whole])

    @property
    def answered(self) -> Share:
        return self.share("answered", "answer_due")

    @property
    def in_time(self) -> Share:
        return self.share("in_time", "due")

    @property
    def reopened(self) -> Share:
        return self.share("reopened", "done")

    @property
    def satisfied(self) -> Share:
        return self.share("satisfied", "rated")

    @property
    def median(self) -> float | None:
        """Minutes."""
        return lengths.quantile(self.spread, 0.5)

    @property
    def p90(self) -> float | None:
        return lengths.quantile(self.spread, 0.9)


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is open now. Ages in days; `bands` are (from, to, cases), `to` None at the end."""

    open: int
    late: int
    median: int | None
    p90: int | None
    oldest: int | None
    bands: tuple[tuple[int, int | None, int], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """An area or a body inside the scope."""

    scope: Scope
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Private:
    """All private cases of the city together: about how many, and how they fared."""

    about: int
    in_time: Share


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that one page tells. `backlog` is None where one category is asked for."""

    scope: Scope
    period: Period
    category: str
    as_of: datetime | None
    number: int
    years: tuple[int, ...]
    total: Tally
    months: dict[int, Tally]
    categories: dict[str, Tally]
    channels: dict[str, Tally]
    areas: tuple[Part, ...]
    bodies: tuple[Part, ...]
    backlog: Backlog | None
    private: Private | None


def scope_of(kind: str, id_: int | None = None) -> Scope:
    """Raises Missing for an unknown area or body, and for a cell of the grid. The topmost area is the city."""
    if kind == "city":
        return Scope("city", None, CITY)
    if kind == "body":
        return Scope("body", bodies.body(id_ or 0).id, f"b{id_}")
    info = areas.area(id_ or 0)
    if info.level.value == "grid":
        raise Missing
    return Scope("city", None, CITY) if info.parent is None else Scope("area", info.id, f"a{info.id}")


def period_of(year: str) -> Period:
    """A calendar year, or else the last twelve months with the present one."""
    if year.isdecimal() and 1970 <= int(year) <= 9999:
        return Period(int(year) * 100 + 1, int(year) * 100 + 12, int(year))
    today = now().astimezone(ZoneInfo(settings.TIME_ZONE))
    last = today.year * 12 + today.month - 1
    first = last - MONTHS + 1
    return Period(first // 12 * 100 + first % 12 + 1, today.year * 100 + today.month, None)


def progress() -> Counted:
    """One small query."""
    return Progress.objects.values_list("as_of", "number").first() or (None, 0)


def figures(scope: Scope, period: Period, category: str = "", *, counted: Counted | None = None) -> Figures:
    """Four queries, and one for `counted` where the caller has not asked already.

    Raises Missing for a category that is unknown or private.
    """
    codes = _codes(category)
    as_of, number = counted or progress()
    months, categories, channels, hidden = _cells(scope, period, codes)
    late, first = _ever(scope)
    total = Tally()
    for tally in months.values():
        total.add(tally.values, tally.spread)
    below = _parts(scope, period, codes)
    return Figures(
        scope=scope,
        period=period,
        category=category,
        as_of=as_of,
        number=number,
        years=_years(first),
        total=total,
        months=months,
        categories=categories,
        channels=channels,
        areas=tuple(part for part in below if part.scope.kind == "area"),
        bodies=tuple(part for part in below if part.scope.kind == "body"),
        backlog=None if category else _backlog(scope, late),
        private=_private(hidden) if scope.kind == "city" and not category else None,
    )


LISTS: dict[str, Q] = {
    "filed": Q(),
    "open": Q(standing=Standing.OPEN),
    "late": Q(standing=Standing.OPEN, in_time=False),
    "verified": Q(standing=Standing.VERIFIED),
    "told": Q(standing=Standing.TOLD),
    "answered": Q(answered=True),
    "not_answered": Q(answered=False),
    "in_time": Q(in_time=True),
    "not_in_time": Q(in_time=False),
    "reopened": Q(reopened__gt=0),
    "satisfied": Q(stars__gte=SATISFIED),
}
"""Figures whose cases can be listed."""


COUNTED: dict[str, Combinable] = {
    name: F(name)
    for name in ("filed", "open", "late", "verified", "told", "answered", "in_time", "reopened", "satisfied")
} | {"not_answered": F("answer_due") - F("answered"), "not_in_time": F("due") - F("in_time")}
"""How many cases of a cell stand on each list, those that are not shown with them."""

Position = tuple[int, int]
"""Month and report after which a list goes on."""


def cases(
    scope: Scope, figure: str, *, first: int | None, last: int | None, category: str = "", channel: str = "",
    after: Position | None = None,
) -> tuple[list[int], Position | None]:  # fmt: skip
    """Reports behind a figure, the newest month first, and where the list goes on.

    Refused and withdrawn reports are counted, but not shown: they are nobody's business but the parties'.
    The counts say in which months there is something to find, so nothing else is looked at: two queries,
    and another one for each time that the cases found there were all of the kind that is not shown.
    """
    codes = _codes(category)
    months = _months(scope, figure, first, after[0] if after else last, codes, channel)
    rows = Case.objects.filter(LISTS[figure], private=False)
    rows = within(rows.exclude(standing__in=[Standing.REJECTED, Standing.WITHDRAWN]), scope)
    rows = rows.filter(category__in=codes) if codes is not None else rows
    rows = rows.filter(channel=channel) if channel else rows
    if after is not None:
        rows = rows.filter(Q(month__lt=after[0]) | Q(report__lt=after[1]))
    found: list[Position] = []
    while months and len(found) <= CASES:
        chosen, months = _enough(months, after[0] if after else None)
        some = rows.filter(month__in=chosen).order_by("-month", "-report").values_list("month", "report")
        found += some[: CASES + 1 - len(found)]
    return [report for _, report in found[:CASES]], found[CASES - 1] if len(found) > CASES else None


def _months(
    scope: Scope, figure: str, first: int | None, last: int | None, codes: Collection[str] | None, channel: str
) -> list[tuple[int, int]]:
    """(month, cases) that have any, the newest first. One query."""
    rows = Cell.objects.filter(scope=scope.key)
    if codes is not None:
        rows = rows.filter(cut=Cut.CATEGORY, value__in=codes)
    else:
        rows = rows.filter(cut=Cut.CHANNEL, value=channel) if channel else rows.filter(cut=Cut.ALL)
    rows = rows.filter(month__gte=first) if first is not None else rows
    rows = rows.filter(month__lte=last) if last is not None else rows
    sums = rows.values("month").annotate(n=Sum(COUNTED[figure])).filter(n__gt=0).order_by("-month")
    return list(sums.values_list("month", "n"))


def _enough(months: list[tuple[int, int]], begun: int | None) -> tuple[list[int], list[tuple[int, int]]]:
    """The newest months with a page of cases in them, and the rest; one that was `begun` may be read to its end."""
    sought, chosen = CASES + 1, 0
    for month, count in months:
        chosen += 1
        sought -= 0 if month == begun else count
        if sought <= 0:
            break
    return [month for month, _ in months[:chosen]], months[chosen:]


def within(rows: QuerySet[Case], scope: Scope) -> QuerySet[Case]:
    """Cases that count in the figures of the scope."""
    if scope.kind == "city" or scope.id is None:
        return rows
    if scope.kind == "body":
        return rows.filter(body__in=bodies.subtree(scope.id))
    return rows.filter(**{areas.area(scope.id).level.value: scope.id})


def _codes(category: str) -> frozenset[str] | None:
    """The category with all below it that are public; None for all."""
    if not category:
        return None
    found = frozenset(node.code for node in reports.category_tree() if category in node.path and not node.private)
    if not found:
        raise Missing
    return found


def _cells(
    scope: Scope, period: Period, codes: Collection[str] | None
) -> tuple[dict[int, Tally], dict[str, Tally], dict[str, Tally], Tally]:
    """By month, by category, by channel, and all private ones of the city."""
    rows = Cell.objects.filter(scope__in=[scope.key, PRIVATE] if scope.kind == "city" else [scope.key])
    rows = rows.filter(month__gte=period.first, month__lte=period.last)
    if codes is not None:
        rows = rows.filter(scope=scope.key, cut=Cut.CATEGORY, value__in=codes)
    months = {month: Tally() for month in period.months}
    categories: dict[str, Tally] = {}
    channels: dict[str, Tally] = {}
    hidden = Tally()
    columns = ("scope", "month", "cut", "value", *COUNTERS, "lengths")
    for key, month, cut, value, *values, packed in rows.values_list(*columns).iterator(chunk_size=2_000):
        spread = lengths.unpacked(packed)
        if key == PRIVATE:
            hidden.add(values, spread)
        elif cut == Cut.CHANNEL:
            channels.setdefault(value, Tally()).add(values, spread)
        else:
            if cut == Cut.CATEGORY:
                categories.setdefault(value, Tally()).add(values, spread)
            if cut == Cut.ALL or codes is not None:
                months[month].add(values, spread)
    return months, categories, channels, hidden


def _ever(scope: Scope) -> tuple[int, int | None]:
    """(late now, first month of all)."""
    found = Cell.objects.filter(scope=scope.key, cut=Cut.ALL).aggregate(late=Sum("late"), first=Min("month"))
    return found["late"] or 0, found["first"]


def _years(first: int | None) -> tuple[int, ...]:
    """Calendar years with figures, the newest first."""
    this = now().astimezone(ZoneInfo(settings.TIME_ZONE)).year
    return tuple(range(this, (first or this * 100) // 100 - 1, -1))


def _parts(scope: Scope, period: Period, codes: Collection[str] | None) -> list[Part]:
    """The areas directly below and the bodies that belong here, those with cases only. One query."""
    inside = _inside(scope)
    rows = Cell.objects.filter(scope__in=list(inside), month__gte=period.first, month__lte=period.last)
    rows = rows.filter(cut=Cut.ALL) if codes is None else rows.filter(cut=Cut.CATEGORY, value__in=codes)
    sums = [Sum(name) for name in COUNTERS]
    found = []
    for key, *values in rows.values("scope").order_by("scope").values_list("scope", *sums):
        part, name = inside[key]
        tally = Tally(values)
        if tally["filed"]:
            found.append(Part(part, name, tally))
    return sorted(found, key=_rank)


def _rank(part: Part) -> tuple[bool, float, str]:
    """The best first; those with fewer than 30 decided cases after them, by name."""
    percent = part.tally.in_time.percent
    return (percent is None, -(percent or 0.0), part.name)


def _inside(scope: Scope) -> dict[str, tuple[Scope, str]]:
    if scope.kind == "body":
        return {f"b{one.id}": (Scope("body", one.id, f"b{one.id}"), one.name()) for one in bodies.parts(scope.id or 0)}
    try:
        area = scope.id if scope.id is not None else areas.city().id
    except Missing:
        return {}
    places = [one for one in areas.children(area) if one.level.value != "grid"]
    found = {f"a{one.id}": (Scope("area", one.id, f"a{one.id}"), one.name()) for one in places}
    return found | {f"b{one.id}": (Scope("body", one.id, f"b{one.id}"), one.name()) for one in bodies_of(area)}


def bodies_of(area: int) -> list[bodies.BodyInfo]:
    """The bodies of an area that stand side by side: the topmost, or where one is above all others, its parts."""
    own = {one.id: one for one in bodies.bodies(area=area)}
    tops = [one for one in own.values() if one.parent not in own]
    below = [one for one in own.values() if tops and one.parent == tops[0].id]
    return below if len(tops) == 1 and below else tops


def _backlog(scope: Scope, late: int) -> Backlog:
    today = now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    rows = Waiting.objects.filter(scope=scope.key).order_by("day").values_list("day", "count")
    ages = [((today - day).days, count) for day, count in rows]
    total = sum(count for _, count in ages)
    edges = [
        (0, BANDS[0]),
        *((low + 1, high) for low, high in pairwise(BANDS)),
        (BANDS[-1] + 1, None),
    ]
    bands = tuple((low, high, _between(ages, low, high)) for low, high in edges)
    oldest = max((age for age, _ in ages), default=None)
    return Backlog(total, late, _age(ages, total, 0.5), _age(ages, total, 0.9), oldest, bands)


def _between(ages: Iterable[tuple[int, int]], low: int, high: int | None) -> int:
    """A day ahead of ours, at the edge of a time zone, counts as today."""
    return sum(count for age, count in ages if max(age, 0) >= low and (high is None or age <= high))


def _age(ages: list[tuple[int, int]], total: int, share: float) -> int | None:
    """Days that `share` of the open cases have waited at most, by nearest rank."""
    seen = 0
    for age, count in sorted(ages):
        seen += count
        if seen >= share * total:
            return max(age, 0)
    return None


def _private(hidden: Tally) -> Private | None:
    if hidden["filed"] < PRIVATE_FROM:
        return None
    share = hidden.in_time
    return Private(
        round(hidden["filed"] / PRIVATE_STEP) * PRIVATE_STEP, share if share.whole >= RANKED_FROM else Share(0, 0)
    )


def _number(month: int) -> int:
    return month // 100 * 12 + month % 100 - 1


def weeks(actor: Actor, *, limit: int, before: int | None = None) -> list[Weekly]:
    """Reports of weeks of the areas that the actor leads or watches, the newest first. One query."""
    rows = rules.weeks_of(actor)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def week(number: int, actor: Actor) -> Weekly:
    """Raises Missing outside of the actor's areas. One query."""
    found = rules.weeks_of(actor).filter(pk=number).first()
    if found is None:
        raise Missing
    return found


def today() -> date:
    """In the city's time zone."""
    return now().astimezone(ZoneInfo(settings.TIME_ZONE)).date()
