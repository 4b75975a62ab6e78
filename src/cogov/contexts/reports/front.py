"""Pictures of the front page: new reports with a photo, repairs before and after, and the dots on the city's map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet

from cogov.contexts.media import facade as media
from cogov.contexts.reports import cards, figures, queries
from cogov.contexts.reports.checking import PHOTO_LIMIT
from cogov.contexts.reports.models import Attachment, Outcome, Report, State
from cogov.contexts.reports.schemas import ReportCard
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now

PICTURED = 6
"""Two rows of three on a wide screen, a thumb's length on a phone."""

REPAIRS = 3
"""One row: enough to believe it."""

DOTS = 250
"""As many as the eye can tell apart on a map a hand wide."""

Kind = Attachment.Kind


@dataclass(frozen=True, slots=True)
class Repair:
    """A closed report with the addresses of its first and its last photo."""

    card: ReportCard
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A report on the overview; degrees WGS84. `tone` is a class of the drawing."""

    lat: float
    lon: float
    tone: str


def pictured() -> list[ReportCard]:
    """The newest reports whose photo is public; while there are few, others fill the rows. Five queries at most."""
    rows = _seen_in(_shown(Kind.REPORT, _released()), PICTURED)
    if len(rows) < PICTURED:
        others = _released().exclude(pk__in=[row.pk for row in rows]).order_by("-filed_at", "-id")
        rows += others[: PICTURED - len(rows)]
    return cards.cards(rows, Actor())


def repairs() -> list[Repair]:
    """What was mended last and seen before and after. Four queries."""
    mended = _released().filter(state=State.CLOSED, outcome=Outcome.FIXED)
    earlier = Attachment.objects.filter(report=OuterRef("report"), kind__in=[Kind.REPORT, Kind.BEFORE], hidden=False)
    rows = _seen_in(_shown(Kind.AFTER, mended).filter(Exists(earlier)), REPAIRS)
    pairs = _pairs(rows)
    shown = cards.cards(rows, Actor(), photos=False)
    return [Repair(card, *pairs[card.id]) for card in shown if card.id in pairs]


def dots() -> list[Dot]:
    """The newest reports of the span of the figures, the open ones last so that they lie on top. One query."""
    since = now() - timedelta(days=figures.SPAN_DAYS)
    rows = queries.public_reports().filter(lat__isnull=False, filed_at__gte=since).order_by("-filed_at", "-id")
    found = [
        Dot(lat, lon, "done" if closed else "open")
        for lat, lon, closed in rows.values_list("lat", "lon", "closed_at")[:DOTS]
        if lat is not None and lon is not None
    ]
    return sorted(found, key=lambda dot: dot.tone == "open")


def _released() -> QuerySet[Report]:
    """Those whose words and photos anybody may see."""
    return queries.public_reports().filter(released_at__isnull=False, private=False)


def _shown(kind: Kind, reports: QuerySet[Report]) -> QuerySet[Attachment]:
    """Photos of these that everybody may see, the newest first.

    From the photos to their reports, never the other way: a city that took in a million reports without a photo would
    look through them all for one.
    """
    known = Exists(reports.filter(pk=OuterRef("report")))
    return Attachment.objects.filter(known, kind=kind, hidden=False).order_by("-pk")


def _seen_in(photos: QuerySet[Attachment], most: int) -> list[Report]:
    """The reports of the first photos, in their order. Two queries."""
    found = dict.fromkeys(photos.values_list("report", flat=True)[: most * PHOTO_LIMIT])
    wanted = list(found)[:most]
    rows = _released().in_bulk(wanted)
    return [rows[report] for report in wanted if report in rows]


def _pairs(rows: Sequence[Report]) -> dict[int, tuple[str, str]]:
    """Addresses of the small photos by report: the first from before, the last from after."""
    found = list(Attachment.objects.filter(report__in=rows, hidden=False).order_by("pk"))
    thumbs = {card.id: card.thumb for card in media.cards([row.asset_id for row in found])}
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    for row in _stored(found, thumbs):
        if row.kind == Kind.AFTER:
            after[row.report_id] = thumbs[row.asset_id]
        elif row.kind in (Kind.REPORT, Kind.BEFORE):
            before.setdefault(row.report_id, thumbs[row.asset_id])
    return {report: (before[report], after[report]) for report in before.keys() & after.keys()}


def _stored(rows: Iterable[Attachment], thumbs: dict[int, str]) -> list[Attachment]:
    return [row for row in rows if row.asset_id in thumbs]
