"""Reports that may speak of the same matter: near, recent, of a like kind and in like words."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.contexts.reports import cards, queries
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Draft, ReportCard
from cogov.kernel.actors import Actor

SHOWN = 5
"""As FixMyStreet: more would not be read."""


@dataclass(frozen=True, slots=True)
class Known:
    """A report that may be the same, with the reasons."""

    card: ReportCard
    metres: int
    score: float


def of(draft: Draft, actor: Actor) -> list[Known]:
    """Public reports that may be the same as the draft, the likeliest first."""
    if draft.lat is None or draft.lon is None:
        return []
    return _ranked(draft.lat, draft.lon, draft.category, draft.text, actor, None)


def of_report(report: Report, actor: Actor) -> list[Known]:
    """The same for a stored report."""
    if report.lat is None or report.lon is None:
        return []
    return _ranked(report.lat, report.lon, report.category.code, report.text, actor, report.pk)


def _ranked(lat: float, lon: float, category: str, text: str, actor: Actor, itself: int | None) -> list[Known]:
    near = [(row, metre) for row, metre in queries.nearby(lat, lon, actor=actor) if row.pk != itself][:SHOWN]
    shown = cards.cards([row for row, _ in near], actor)
    return [Known(card, round(metre), 0.0) for card, (_, metre) in zip(shown, near, strict=True)]
