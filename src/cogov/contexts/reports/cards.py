"""Reports as their readers see them: what a row, a mail or a feed shows, with nothing that its reader may not know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import get_language

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.media import facade as media
from cogov.contexts.reports import finding, rules
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Attachment, Report
from cogov.contexts.reports.schemas import ReportCard
from cogov.kernel.actors import Actor
from cogov.kernel.compiled import Compiled

TITLE = 48
"""Characters of the first line that serve as a title; fits two lines at 320 px."""


def cards(reports: Sequence[Report], actor: Actor, *, photos: bool = True) -> list[ReportCard]:
    """One card each, in order. Two queries for the photos, none for the rest."""
    actor = actor.itself()
    shown = _first_photos(reports, actor) if photos else {}
    return [card(report, actor, photo=shown.get(report.pk, "")) for report in reports]


def card(report: Report, actor: Actor, *, photo: str = "") -> ReportCard:
    language = get_language() or "en"
    node = tree().by_id[report.category_id]
    return ReportCard(
        id=report.pk, filed_at=report.filed_at, state=report.state, outcome=report.outcome, category=node.code,
        category_name=node.name_in(language), icon=node.icon, title=title(report, actor), place=place(report, actor),
        lat=report.lat, lon=report.lon, due_at=report.due_at, closed_at=report.closed_at,
        body=bodies.name(report.body_id) if report.body_id else "", supporters=report.supporters, photo=photo,
        private=report.private,
    )  # fmt: skip


def title(report: Report, actor: Actor) -> str:
    """The first line of what the actor may read, else the category's name."""
    first = text_for(report, actor).strip().split("\n", 1)[0]
    if not first:
        return tree().by_id[report.category_id].name
    return first if len(first) <= TITLE else first[: TITLE - 1].rstrip() + "…"


def text_for(report: Report, actor: Actor) -> str:
    """The whole text for the parties and those entitled; for all others what is public."""
    if rules.is_party(actor, report) or (actor.is_staff and rules.can_see_inside(actor, report)):
        return report.text
    return finding.public_text(report)


def place(report: Report, actor: Actor) -> str:
    """Address and community, in words; what the reporter typed as address is public from release on, as the text is."""
    area = report.community_id or report.district_id
    released = report.released_at is not None and not report.private
    typed = report.address if released or _sees_hidden(report, actor) else ""
    return " · ".join(part for part in (typed, areas.name(area) if area else "") if part)


def photos_of(report: Report, actor: Actor) -> list[tuple[Attachment, media.AssetCard]]:
    """Photos the actor may see, in order. Two queries."""
    return _photos([report], actor).get(report.pk, [])


def _first_photos(reports: Sequence[Report], actor: Actor) -> dict[int, str]:
    return {report: pairs[0][1].thumb for report, pairs in _photos(reports, actor).items() if pairs}


def _photos(reports: Iterable[Report], actor: Actor) -> dict[int, list[tuple[Attachment, media.AssetCard]]]:
    open_to = {report.pk: _sees_hidden(report, actor) for report in reports if _sees_photos(report, actor)}
    rows = _attached(list(open_to))
    assets = {asset.id: asset for asset in media.cards([row.asset_id for row in rows])} if rows else {}
    found: dict[int, list[tuple[Attachment, media.AssetCard]]] = {}
    for row in rows:
        if row.asset_id in assets and (not row.hidden or open_to[row.report_id]):
            found.setdefault(row.report_id, []).append((row, assets[row.asset_id]))
    return found


def _sees_photos(report: Report, actor: Actor) -> bool:
    return (report.released_at is not None and not report.private) or _sees_hidden(report, actor)


def _sees_hidden(report: Report, actor: Actor) -> bool:
    return rules.is_party(actor, report) or (actor.is_staff and rules.can_see_inside(actor, report))


_attached = Compiled(lambda reports: Attachment.objects.filter(report__in=reports).order_by("pk"), list)
