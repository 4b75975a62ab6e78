"""What other contexts may ask of reports: plain values only."""

from __future__ import annotations

from dataclasses import dataclass

from cogov.contexts.reports import cards, queries
from cogov.contexts.reports.actions.filing import file_report, receipt_of
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


def _recipient(row: Report) -> Recipient | None:
    contact = contact_of(row)
    if not contact.wants_news or not (contact.email or contact.phone or row.reporter_id):
        return None
    return Recipient(
        report=row.pk, person=row.reporter_id, email=contact.email, phone=contact.phone, language=row.language,
        receipt=receipt_of(row.salt), private=row.private,
    )  # fmt: skip
