"""Reports of the week for those who lead: list, page, paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.insight import queries, showing, words
from cogov.contexts.insight.models import Weekly
from cogov.contexts.insight.words import Share
from cogov.contexts.reports import facade as reports
from cogov.kernel.errors import Missing
from cogov.kernel.parsing import whole
from cogov.ui.pdf import Paper

SHOWN = 30
"""Reports on one page of the list: half a year of one area."""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    filed: int
    before: int

    @property
    def change(self) -> str:
        """ "+12", "−3", "±0" against the week before."""
        return difference(self.filed, self.before)


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    url: str
    filed: int
    closed: int
    in_time: Share
    late: int


@dataclass(frozen=True, slots=True)
class Told:
    """One report of a week in the reader's language."""

    row: Weekly
    name: str
    days: str
    url: str
    kinds: list[Kind]
    areas: list[Part]
    bodies: list[Part]
    in_time: Share
    satisfied: Share
    median: str
    p90: str

    @property
    def change(self) -> str:
        return difference(self.row.data["filed"], self.row.data["filed_before"])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All that the reader may see, the newest first."""
    before = whole(request.GET.get("before", ""))
    rows = queries.weeks(request.actor, limit=SHOWN + 1, before=before)  # type: ignore[attr-defined]
    shown = [
        {"row": row, "name": areas.full_name(row.area_id), "days": days_of(row), "url": _address(row),
         "in_time": Share(row.data["in_time"], row.data["due"])}
        for row in rows[:SHOWN]
    ]  # fmt: skip
    older = f"?before={rows[SHOWN - 1].pk}" if len(rows) > SHOWN else ""
    return render(request, "insight/weeks.html", {"rows": shown, "older": older})


@require_safe
def one(request: HttpRequest, number: int) -> HttpResponse:
    return render(
        request, "insight/week.html", {"told": (found := told(_asked(request, number))), "lines": lines_of(found)}
    )


@require_safe
def paper(request: HttpRequest, number: int) -> HttpResponse:
    """The same as PDF."""
    return paper_of(told(_asked(request, number))).response(f"week-{number}.pdf")


def told(row: Weekly) -> Told:
    """From memory."""
    data = row.data
    parts = [_part(one) for one in data["parts"]]
    return Told(
        row=row,
        name=areas.full_name(row.area_id),
        days=days_of(row),
        url=showing.page_of(queries.scope_of("area", row.area_id)),
        kinds=[_kind(one) for one in data["kinds"]],
        areas=[part for kind, part in parts if kind == "area"],
        bodies=[part for kind, part in parts if kind == "body"],
        in_time=Share(data["in_time"], data["due"]),
        satisfied=Share(data["satisfied"], data["rated"]),
        median=words.length(data["median"]),
        p90=words.length(data["p90"]),
    )


def paper_of(told: Told) -> Paper:
    sheet = Paper(_("The week in %(area)s") % {"area": told.name}, subtitle=told.days, footer=told.name)
    sheet.pairs([(label, f"{value} {note}".strip()) for label, value, note in lines_of(told)])
    sheet.heading(_("Kinds of matter"))
    head = [_("Kind of matter"), _("Reported"), _("The week before"), _("Up or down")]
    kinds = [(kind.name, kind.filed, kind.before, kind.change) for kind in told.kinds]
    sheet.table(head, kinds, numbers={1, 2, 3}, widths=(4, 1.3, 1.6, 1.2))
    for title, parts in ((_("Areas"), told.areas), (_("Offices"), told.bodies)):
        if parts:
            sheet.heading(title)
            head = [title, _("Reported"), _("Closed"), _("In time"), _("Late now")]
            rows = [(p.name, p.filed, p.closed, f"{p.in_time.said} {p.in_time.unit}".strip(), p.late) for p in parts]
            sheet.table(head, rows, numbers={1, 2, 3, 4}, widths=(4, 1.2, 1.2, 1.6, 1.2))
    made = _("Counted on %(day)s from the city's journal; how it is reckoned stands with the public figures.")
    sheet.text(made % {"day": words.day_name(told.row.made_at.date())}, muted=True)
    return sheet


def lines_of(told: Told) -> list[tuple[str, str, str]]:
    """(what, value, note) in the order of the page."""
    data = told.row.data
    reported = _("%(n)s the week before") % {"n": data["filed_before"]}
    return [
        (_("reports filed"), f"{data['filed']:,}", f"({told.change}; {reported})"),
        (_("closed and verified"), f"{data['closed']:,}", ""),
        (_("resolved in time"), f"{told.in_time.said} {told.in_time.unit}".strip(), _note(told.in_time)),
        (_("satisfied"), f"{told.satisfied.said} {told.satisfied.unit}".strip(), _note(told.satisfied)),
        (_("half resolved within"), told.median, _("(nine in ten within %(long)s)") % {"long": told.p90}),
        (_("became late"), f"{data['became_late']:,}", ""),
        (_("open"), f"{data['open']:,}", _("(%(n)s of them late)") % {"n": f"{data['late']:,}"}),
    ]


def difference(value: int, before: int) -> str:
    change = value - before
    return f"+{change:,}" if change > 0 else f"−{-change:,}" if change else "±0"


def days_of(row: Weekly) -> str:
    """ "16 – 22 November", written out."""
    return f"{words.day_name(row.week)} – {words.day_name(row.week + timedelta(days=6))}"


def _note(share: Share) -> str:
    return f"({share.of})" if share.ranked else ""


def _address(row: Weekly) -> str:
    return reverse("insight:week", args=[row.pk])


def _asked(request: HttpRequest, number: int) -> Weekly:
    return queries.week(number, request.actor)  # type: ignore[attr-defined]


def _kind(told: dict[str, Any]) -> Kind:
    code = told["code"]
    name = (reports.category_name(code) or code) if code else _("All other kinds")
    return Kind(name, told["filed"], told["before"])


def _part(told: dict[str, Any]) -> tuple[str, Part]:
    scope = _scope(told["kind"], told["id"])
    name = scope[0] if scope else f"#{told['id']}"
    url = scope[1] if scope else ""
    share = Share(told["in_time"], told["due"])
    return told["kind"], Part(name, url, told["filed"], told["closed"], share, told["late"])


def _scope(kind: str, id_: int) -> tuple[str, str] | None:
    """(name, address of the figures); None for what is there no more."""
    try:
        name = bodies.name(id_) if kind == "body" else areas.name(id_)
        return name, showing.page_of(queries.scope_of(kind, id_))
    except Missing:
        return None
