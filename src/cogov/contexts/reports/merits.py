"""What a case says about who deserves what: for the rewards, without a word of what anybody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cogov.contexts.media import facade as media
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Attachment, Contact, Report, Support
from cogov.kernel import ids


@dataclass(frozen=True, slots=True)
class Merit:
    """One report as the rewards weigh it. `categories` from the leaf up, `areas` from the district down.

    `contact` is a keyed digest of the address that the reporter left, empty without one.
    """

    report: int
    reporter: int | None
    categories: tuple[str, ...]
    difficulty: str
    areas: tuple[int, ...]
    cell: int | None
    filed_at: datetime
    state: str
    outcome: str
    channel: str
    merged_into: int | None
    resolved_by: int | None
    contact: str = ""


def merits(reports: Iterable[int]) -> dict[int, Merit]:
    """By id of the report: two queries for all."""
    wanted = list(reports)
    rows = Report.objects.filter(pk__in=wanted).defer("text", "redacted_text", "attributes", "address")
    contacts = Contact.objects.filter(report__in=wanted).values_list("report_id", "phone", "email")
    reached = {report: phone or email for report, phone, email in contacts}
    return {row.pk: _merit(row, reached.get(row.pk, "")) for row in rows}


def joined_to(report: int) -> list[int]:
    """Ids of the reports that were merged into this one: one query."""
    return list(Report.objects.filter(merged_into=report).order_by("pk").values_list("pk", flat=True))


def supporters(report: int) -> list[int]:
    """Ids of the accounts that said "me too": one query."""
    rows = Support.objects.filter(report=report, person__isnull=False).order_by("pk")
    return [person for person in rows.values_list("person_id", flat=True) if person is not None]


def prints(report: int) -> list[tuple[str, int]]:
    """(kind of the photo, its difference hash) of a report's photos in order: two queries."""
    rows = list(Attachment.objects.filter(report=report).order_by("pk").values_list("asset_id", "kind"))
    hashes = {card.id: card.dhash for card in media.cards([asset for asset, _ in rows])}
    return [(str(kind), hashes[asset]) for asset, kind in rows if asset in hashes]


def _merit(row: Report, contact: str) -> Merit:
    areas = (row.district_id, row.street_id, row.community_id, row.grid_id)
    return Merit(
        report=row.pk, reporter=row.reporter_id, categories=tree().by_id[row.category_id].path,
        difficulty=row.difficulty, areas=tuple(area for area in areas if area is not None), cell=row.cell,
        filed_at=row.filed_at, state=row.state, outcome=row.outcome, channel=row.channel,
        merged_into=row.merged_into_id, resolved_by=row.resolved_by_id,
        contact=ids.derived_token("rewards-contact", contact) if contact else "",
    )  # fmt: skip
