"""From figures to what a page, a table or a program shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.insight import words
from cogov.contexts.insight.facts import COUNTERS
from cogov.contexts.insight.queries import Figures, Part, Scope, Tally
from cogov.contexts.insight.words import Share
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Channel


@dataclass(frozen=True, slots=True)
class Measure:
    """A share with the list of the cases behind it."""

    share: Share
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: `url` leads to its own figures, `filed_url` to its cases."""

    name: str
    url: str
    tally: Tally
    filed_url: str
    answered: Measure
    in_time: Measure
    reopened: Measure
    satisfied: Measure
    median: str
    p90: str


@dataclass(frozen=True, slots=True)
class Stat:
    """A figure at the head of the page."""

    label: str
    value: str
    unit: str
    note: str
    url: str


def name_of(scope: Scope) -> str:
    if scope.kind == "body" and scope.id is not None:
        return bodies.name(scope.id)
    if scope.id is not None:
        return areas.full_name(scope.id)
    known = areas.areas()
    return areas.city().name() if known else _("The whole city")


def page_of(scope: Scope, **query: object) -> str:
    """Address of the figures of a scope."""
    address = reverse("insight:city") if scope.id is None else reverse(f"insight:{scope.kind}", args=[scope.id])
    return _with(address, query)


def list_of(scope: Scope, figure: str, **query: object) -> str:
    """Address of the cases behind a figure."""
    return _with(reverse("insight:cases"), {"of": scope.key, "figure": figure} | query)


def data_of(found: Figures, form: str) -> str:
    """Address of the same figures as "csv" or "json"."""
    scope = found.scope
    address = reverse("insight:city-data", args=[form])
    if scope.id is not None:
        address = reverse(f"insight:{scope.kind}-data", args=[scope.id, form])
    return _with(address, {"year": found.period.year, "category": found.category})


def bodies_above(body: int) -> list[tuple[str, str]]:
    """(name, address of its figures) of the bodies above, the topmost first."""
    return [(bodies.name(one), page_of(Scope("body", one, f"b{one}"))) for one in bodies.chain(body)[:-1]]


def stats(found: Figures) -> list[Stat]:
    total, span = found.total, _span(found)
    shares = (
        (_("answered in time"), total.answered, "answered"),
        (_("resolved in time"), total.in_time, "in_time"),
        (_("reopened"), total.reopened, "reopened"),
        (_("satisfied"), total.satisfied, "satisfied"),
    )
    shown = [
        Stat(label, share.said, share.unit, _of(share), list_of(found.scope, figure, **span))
        for label, share, figure in shares
    ]
    value, _space, unit = words.length(total.median).partition(" ")
    note = _("nine in ten within %(long)s; %(n)s verified") % {
        "long": words.length(total.p90), "n": f"{sum(total.spread.values()):,}"
    }  # fmt: skip
    verified = list_of(found.scope, "verified", **span)
    shown.append(Stat(_("half are resolved within"), value, unit, note, verified))
    return shown


def months(found: Figures) -> list[Line]:
    """From the first month with a case; those before it say nothing."""
    first = next((month for month, tally in found.months.items() if tally["filed"]), found.period.last)
    return [
        _line(found, words.month_name(month), "", tally, {"first": month, "last": month, **_category(found)})
        for month, tally in found.months.items()
        if month >= first
    ]


def categories(found: Figures) -> list[Line]:
    """The kinds directly below the one asked for, each with all below it; those without a case are left out."""
    nodes = {node.code: node for node in reports.category_tree()}
    groups: dict[str, Tally] = {}
    for code, tally in found.categories.items():
        path = nodes[code].path if code in nodes else (code,)
        above = path.index(found.category) if found.category in path else len(path)
        shown = path[max(above - 1, 0)]
        groups.setdefault(shown, Tally()).add(tally.values, tally.spread)
    ordered = [code for code in nodes if code in groups] + [code for code in groups if code not in nodes]
    lines = []
    for code in ordered:
        deeper = page_of(found.scope, category=code, year=found.period.year)
        lines.append(_line(found, reports.category_name(code) or code, deeper, groups[code], {"category": code}))
    return lines


def channels(found: Figures) -> list[Line]:
    ordered = sorted(found.channels.items(), key=lambda pair: -pair[1]["filed"])
    names = {channel.value: str(channel.label) for channel in Channel}
    return [_line(found, names.get(code, code), "", tally, {"channel": code}) for code, tally in ordered]


def parts(found: Figures, kind: str) -> list[Line]:
    shown: Iterable[Part] = found.areas if kind == "area" else found.bodies
    lines = []
    for part in shown:
        url = page_of(part.scope, year=found.period.year, category=found.category)
        lines.append(_line(found, part.name, url, part.tally, _category(found), scope=part.scope))
    return lines


def ages(found: Figures) -> list[tuple[str, int]]:
    """Bars of the backlog."""
    if found.backlog is None:
        return []
    return [(_age(low, high), count) for low, high, count in found.backlog.bands]


def table(found: Figures) -> Iterator[list[object]]:
    """The whole page as rows: head, all together, by month, by category (leaves), by channel, by area and body."""
    yield ["split", "code", "name", *COUNTERS, "median_minutes", "p90_minutes"]
    yield ["all", found.scope.key, name_of(found.scope), *_cells(found.total)]
    for month, tally in found.months.items():
        yield ["month", month, words.month_name(month), *_cells(tally)]
    for code, tally in sorted(found.categories.items()):
        yield ["category", code, reports.category_name(code) or code, *_cells(tally)]
    for code, tally in sorted(found.channels.items()):
        yield ["channel", code, code, *_cells(tally)]
    for part in (*found.areas, *found.bodies):
        yield [part.scope.kind, part.scope.id, part.name, *_cells(part.tally, spread=False)]


def document(found: Figures) -> dict[str, Any]:
    """The same for programs. Percentages are left to the reader, counts are exact; lengths in minutes."""
    backlog, private = found.backlog, found.private
    return {
        "scope": found.scope.key,
        "name": name_of(found.scope),
        "first_month": found.period.first,
        "last_month": found.period.last,
        "category": found.category,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "all": _dict(found.total),
        "months": [{"month": month, **_dict(tally)} for month, tally in found.months.items()],
        "categories": [{"code": code, **_dict(tally)} for code, tally in sorted(found.categories.items())],
        "channels": [{"code": code, **_dict(tally)} for code, tally in sorted(found.channels.items())],
        "areas": [{"id": one.scope.id, "name": one.name, **_dict(one.tally, spread=False)} for one in found.areas],
        "bodies": [{"id": one.scope.id, "name": one.name, **_dict(one.tally, spread=False)} for one in found.bodies],
        "backlog": None if backlog is None else {
            "open": backlog.open, "late": backlog.late, "median_days": backlog.median, "p90_days": backlog.p90,
            "oldest_days": backlog.oldest,
            "bands": [{"from_days": low, "to_days": high, "cases": count} for low, high, count in backlog.bands],
        },
        "private": None if private is None else {
            "about": private.about, "in_time_percent": _whole_percent(private.in_time),
        },
    }  # fmt: skip


def _whole_percent(share: Share) -> int | None:
    return round(share.percent) if share.percent is not None else None


def _line(
    found: Figures, name: str, url: str, tally: Tally, query: dict[str, object], *, scope: Scope | None = None
) -> Line:
    whose, span = scope or found.scope, _span(found) | query

    def measure(share: Share, figure: str) -> Measure:
        return Measure(share, list_of(whose, figure, **span) if share.whole else "")

    return Line(
        name=name,
        url=url,
        tally=tally,
        filed_url=list_of(whose, "filed", **span) if tally["filed"] else "",
        answered=measure(tally.answered, "answered"),
        in_time=measure(tally.in_time, "in_time"),
        reopened=measure(tally.reopened, "reopened"),
        satisfied=measure(tally.satisfied, "satisfied"),
        median=words.length(tally.median),
        p90=words.length(tally.p90),
    )


def _span(found: Figures) -> dict[str, object]:
    return {"first": found.period.first, "last": found.period.last, **_category(found)}


def _category(found: Figures) -> dict[str, object]:
    return {"category": found.category} if found.category else {}


def _of(share: Share) -> str:
    if not share.whole:
        return _("no case yet")
    return share.of if share.ranked else _("too few for a percentage")


def _age(low: int, high: int | None) -> str:
    if high is None:
        return _("more than %(n)s days") % {"n": low - 1}
    return _("%(low)s–%(high)s days") % {"low": low, "high": high}


def _cells(tally: Tally, *, spread: bool = True) -> list[object]:
    """Quantiles of areas and bodies stand on their own pages."""
    ends = (_minutes(tally.median), _minutes(tally.p90)) if spread else (None, None)
    return [*tally.values, *ends]


def _dict(tally: Tally, *, spread: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = dict(zip(COUNTERS, tally.values, strict=True))
    if spread:
        found |= {"median_minutes": _minutes(tally.median), "p90_minutes": _minutes(tally.p90)}
    return found


def _minutes(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.3g}")


def _with(address: str, query: dict[str, object]) -> str:
    said = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{address}?{urlencode(said)}" if said else address
