"""Who is behind a report and how to reach them; for the desk and for notifications, never for a list."""

from __future__ import annotations

from cogov.contexts.reports.models import Contact, Report
from cogov.contexts.reports.schemas import ContactDraft


def contact_of(report: Report) -> ContactDraft:
    """What the reporter left with this report; empty when nothing. One query."""
    row = Contact.objects.filter(report=report).first()
    return ContactDraft(row.name, row.email, row.phone, row.wants_news) if row else ContactDraft()
