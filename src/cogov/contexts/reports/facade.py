"""What other contexts may ask of reports: plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.reports import cards, queries
from cogov.contexts.reports.actions.filing import file_report, receipt_of
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.contacts import contact_of
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Draft, Receipt, ReportCard
from cogov.kernel.actors import SYSTEM, Actor

__all__ = [
    "Draft",
    "Receipt",
    "Recipient",
    "ReportCard",
    "card",
    "exists",
    "file",
    "public_card",
    "recipients",
    "system_card",
]


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets the news of a report: its reporter, or one whose report was joined into it.

    `receipt` opens their own private page; `person` is None without an account.
    """

    report: int
    person: int | None
    email: str
    phone: str
    language: str
    receipt: str
    private: bool


def card(report: int, actor: Actor) -> ReportCard:
    """Raises Missing outside the actor's scope. One query."""
    return cards.card(queries.get(report, actor), actor)


def category_name(code: str) -> str:
    """In the present language; empty for an unknown code."""
    node = tree().by_code.get(code)
    return node.name if node else ""


def exists(report: int, actor: Actor) -> bool:
    return queries.visible_to(actor).filter(pk=report).exists()


def recipients(report: int) -> list[Recipient]:
    """The reporter and all who were joined in, as far as they want news. One query and one for each."""
    rows = [*Report.objects.filter(pk=report), *queries.followers_of(report)]
    return [found for found in (_recipient(row) for row in rows) if found is not None]


def file(*, draft: Draft, by: Actor, key: str) -> Receipt:
    """See actions.file_report."""
    return file_report(draft=draft, by=by, key=key)


def public_card(report: int) -> ReportCard | None:
    """The card as anybody may see it, None when it is not public."""
    row = queries.public_reports().select_related("category").filter(pk=report).first()
    return cards.card(row, Actor()) if row else None


def system_card(report: int) -> ReportCard:
    """For the machine's own messages to the parties."""
    return card(report, SYSTEM)


def reach_of(report: int) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """(ids of the areas, codes of the categories) that a report falls under, for subscriptions. One query."""
    row = Report.objects.get(pk=report)
    ids = (row.district_id, row.street_id, row.community_id, row.grid_id)
    return tuple(area for area in ids if area is not None), tree().by_id[row.category_id].path


def _recipient(row: Report) -> Recipient | None:
    contact = contact_of(row)
    reach = accounts.contact_of(row.reporter_id) if row.reporter_id else None
    email = contact.email or (reach.email if reach else "") or ""
    phone = contact.phone or (reach.phone if reach else "") or ""
    if not contact.wants_news or not (email or phone or row.reporter_id):
        return None
    return Recipient(
        report=row.pk, person=row.reporter_id, email=email, phone=phone, language=row.language,
        receipt=receipt_of(row.salt), private=row.private,
    )  # fmt: skip
