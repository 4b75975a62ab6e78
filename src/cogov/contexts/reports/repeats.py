"""Reports that may speak of the same matter: near, recent, of a like kind and in like words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cogov.contexts.reports import cards, queries
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Draft, ReportCard
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.text import words
from cogov.methods import duplicates

SHOWN = 5
"""As FixMyStreet: more would not be read."""

LIKELY = 0.01
"""From here on 85 % of a real city's repeats are among the five shown, at the price of half a hint for each
ordinary report; from 0.05 on it would be 55 % (benchmarks/duplicates/fit.py)."""


@dataclass(frozen=True, slots=True)
class Known:
    """A report that may be the same, with its probability and distance."""

    card: ReportCard
    metres: int
    probability: float


def of(draft: Draft, actor: Actor) -> list[Known]:
    """Public reports that may be the same as the draft, the likeliest first. Three queries at most."""
    node = tree().by_code.get(draft.category)
    if draft.lat is None or draft.lon is None or node is None or node.row.private:
        return []
    return _likely(draft.lat, draft.lon, node.path, draft.text, actor)


def of_report(report: Report, actor: Actor) -> list[Known]:
    """The same for a stored report."""
    if report.lat is None or report.lon is None or report.private:
        return []
    path = tree().by_id[report.category_id].path
    return _likely(report.lat, report.lon, path, report.text, actor, itself=report.pk)


def ranked(
    lat: float,
    lon: float,
    path: Sequence[str],
    text: str,
    *,
    itself: int | None = None,
    most: int = SHOWN,
) -> list[tuple[Report, duplicates.Match]]:
    """The `most` likely earlier reports with their reasons. One query."""
    around = queries.nearby(lat, lon, metres=duplicates.REACH_M, days=duplicates.REACH_DAYS)
    near = {row.pk: (row, metres) for row, metres in around if row.pk != itself}
    at = now()
    found = duplicates.rank(
        words(text),
        path[::-1],
        (
            duplicates.Candidate(
                key=pk,
                metres=metres,
                hours=(at - row.filed_at).total_seconds() / 3600,
                category=tree().by_id[row.category_id].path[::-1],
                words=words(row.text),
                open=row.is_open,
            )
            for pk, (row, metres) in near.items()
        ),
        most=most,
    )
    return [(near[int(match.key)][0], match) for match in found]


def _likely(
    lat: float, lon: float, path: Sequence[str], text: str, actor: Actor, *, itself: int | None = None
) -> list[Known]:
    pairs = [pair for pair in ranked(lat, lon, path, text, itself=itself) if pair[1].probability >= LIKELY]
    shown = cards.cards([row for row, _ in pairs], actor)
    return [Known(card, round(match.metres), match.probability) for card, (_, match) in zip(shown, pairs, strict=True)]
