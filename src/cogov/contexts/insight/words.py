"""How figures are said: shares, lengths, months, formulas."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

RANKED_FROM = 30
"""Cases from which a share is told as a percentage and compared with others: issue of trust, not of statistics."""

HOUR, DAY = 60.0, 1440.0  # minutes


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole` cases; the percentage only where enough stand behind it."""

    part: int
    whole: int

    @property
    def ranked(self) -> bool:
        return self.whole >= RANKED_FROM

    @property
    def percent(self) -> float | None:
        """One decimal; None for fewer than 30 cases."""
        return round(100 * self.part / self.whole, 1) if self.ranked else None

    @property
    def said(self) -> str:
        """ "93.4" for enough cases, else "12 of 14"; "–" without any."""
        if not self.whole:
            return "–"
        return f"{self.percent:g}" if self.ranked else self.of

    @property
    def of(self) -> str:
        return _("%(part)s of %(whole)s") % {"part": f"{self.part:,}", "whole": f"{self.whole:,}"}

    @property
    def unit(self) -> str:
        return "%" if self.ranked else ""


def length(minutes: float | None) -> str:
    """Two digits are as exact as the histogram is: "45 min", "26 h", "4.2 days"; "–" for none."""
    if minutes is None:
        return "–"
    if minutes < 1.5 * HOUR:
        return _("%(n)s min") % {"n": f"{minutes:.0f}"}
    if minutes < 2 * DAY:
        return _("%(n)s h") % {"n": f"{minutes / HOUR:.2g}" if minutes < 10 * HOUR else f"{minutes / HOUR:.0f}"}
    days = minutes / DAY
    return _("%(n)s days") % {"n": f"{days:.1f}" if days < 10 else f"{days:,.0f}"}


def days(count: int | None) -> str:
    if count is None:
        return "–"
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": f"{count:,}"}


def month_name(month: int) -> str:
    return date_format(date(month // 100, month % 100, 1), "YEAR_MONTH_FORMAT")


def day_name(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


@dataclass(frozen=True, slots=True)
class Formula:
    """What a figure is called, what it means, and how it is reckoned."""

    name: object
    words: object
    symbols: str


FORMULAS = (
    Formula(
        gettext_lazy("Answered in time"),
        gettext_lazy(
            "Of the cases whose first answer is decided, those answered by the promised time. Decided are all that"
            " were answered and all whose promised time has passed. An answer is the first of: a question back, handing"
            " over to an office, start of work, public news by staff, refusal with a reason, joining with another"
            " report, a result. What other systems took in is left out."
        ),
        "|{c ∈ A : a(c) ≤ p(c)}| ÷ |A|,  A = {c : min(a(c), p(c)) < t}",
    ),
    Formula(
        gettext_lazy("Resolved in time"),
        gettext_lazy(
            "Of the cases whose promise is decided, those resolved by the promised time. Decided are all that were"
            " resolved and verified, and all open ones whose promised time passed before they were resolved. The time"
            " of the result counts, not that of the check. The promise moves only by an approved extension, a pause or"
            " another difficulty; reopening never moves it. Refused, joined and withdrawn reports are left out."
        ),
        "|{c ∈ V : r(c) ≤ d(c)}| ÷ |D|,  D = {c ∈ V : d(c) < ∞} ∪ {c ∈ B : d(c) < min(r(c), t)}",
    ),
    Formula(
        gettext_lazy("Closed"),
        gettext_lazy(
            "A case counts as closed only when somebody other than the handler verified it: the reporter, an inspector"
            " or a reviewer. Closings that nobody here has checked, such as those of an earlier system, stand apart."
        ),
        "V = {c ∉ B : k(c) ∈ K, k(c) ≠ h(c)}",
    ),
    Formula(
        gettext_lazy("Reopened"),
        gettext_lazy("Of the cases that were said to be done at least once, those sent back at least once."),
        "|{c ∈ W : n(c) ≥ 1}| ÷ |W|",
    ),
    Formula(
        gettext_lazy("Satisfied"),
        gettext_lazy("Of the cases whose reporter gave stars, those with four or five. The last rating counts."),
        "|{c ∈ S : s(c) ≥ 4}| ÷ |S|",
    ),
    Formula(
        gettext_lazy("Time to resolution"),
        gettext_lazy(
            "From filing to the result that was verified, by day and night. Half of the cases needed at most the"
            " median, nine in ten at most the 90th percentile. From a histogram with 16 steps for each doubling: at"
            " most 2.2 percent off."
        ),
        "Q(q) = min{x : |{c ∈ V : r(c) − f(c) ≤ x}| ≥ q·|V|},  q = 0.5, 0.9",
    ),
    Formula(
        gettext_lazy("Backlog"),
        gettext_lazy(
            "All cases that are open now, whenever they were filed. Their age is counted in days from filing. Late are"
            " those whose promised time passed before they were resolved."
        ),
        "age(c) = day(t) − day(f(c)),  c ∈ B",
    ),
)
"""In the order of the page. Signs: see the page."""

SIGNS = (
    ("c", gettext_lazy("a case, counted in the month in which it was filed")),
    ("t", gettext_lazy("the moment named at the top of the page")),
    ("f, a, r", gettext_lazy("when it was filed, first answered, resolved")),
    ("p, d", gettext_lazy("until when a first answer, a result was promised")),
    ("∞", gettext_lazy("not yet, or not at all")),
    ("h, k", gettext_lazy("who did the work, who checked it")),
    ("n, s", gettext_lazy("how often it was sent back, the stars it was given")),
    ("K", gettext_lazy("reporters, inspectors and reviewers")),
    ("A, D", gettext_lazy("cases whose first answer, whose result is decided")),
    ("V, B", gettext_lazy("closed and verified cases, open cases")),
    ("W, S", gettext_lazy("cases said to be done at least once, cases with stars")),
)

LISTS = {
    "filed": gettext_lazy("Reported"),
    "open": gettext_lazy("Still open"),
    "late": gettext_lazy("Open past the promised time"),
    "verified": gettext_lazy("Closed and verified"),
    "told": gettext_lazy("Closed, but checked by nobody here"),
    "answered": gettext_lazy("Answered in time"),
    "not_answered": gettext_lazy("Not answered in time"),
    "in_time": gettext_lazy("Resolved in time"),
    "not_in_time": gettext_lazy("Not resolved in time"),
    "reopened": gettext_lazy("Reopened"),
    "satisfied": gettext_lazy("Satisfied"),
}
"""Titles of the lists of cases."""


def span(first: int, last: int) -> str:
    """ "May 2025 – April 2026"."""
    return month_name(first) if first == last else f"{month_name(first)} – {month_name(last)}"
