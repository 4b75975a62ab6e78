"""What of reports is personal, how long it is kept, and what becomes of it when its person asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.reports.events import Anonymised
from cogov.contexts.reports.models import Assignment, Contact, Report, Support, TimeRequest, Update
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.personal import Basis, not_personal, personal

CONTACT_KEPT = timedelta(days=180)
"""After closing: as long as a report can sensibly be sent back; then nobody needs to be reached any more."""


def export(person: int) -> dict[str, Any]:
    """Own reports with contact and answers, own words on others, me-toos."""
    reports = Report.objects.filter(reporter=person).order_by("pk")
    columns = ("id", "filed_at", "state", "text", "address", "lat", "lon", "attributes", "name_shown", "stars")
    contacts = Contact.objects.filter(report__in=reports).values("report", "name", "email", "phone", "wants_news")
    words = Update.objects.filter(author=person).values("report", "at", "text_zh", "text_en")
    return {
        "reports": [_plain(dict(row)) for row in reports.values(*columns)],
        "contacts": list(contacts),
        "words": [_plain(dict(row)) for row in words],
        "supported": list(Support.objects.filter(person=person).values_list("report", flat=True)),
    }


def erase(person: int, by: Actor) -> None:
    """Contacts, receipts and the link to the person go; of the texts only those stay that were public."""
    for report in Report.objects.select_for_update().filter(reporter=person):
        _anonymise(report, by)
    Update.objects.filter(author=person).update(author=None)
    Support.objects.filter(person=person).update(person=None)
    Assignment.objects.filter(handler=person).update(handler=None)
    Report.objects.filter(resolved_by=person).update(resolved_by=None)
    TimeRequest.objects.filter(asked_by=person).update(asked_by=None)
    TimeRequest.objects.filter(decided_by=person).update(decided_by=None)


@transaction.atomic
def forget_contacts() -> int:
    """Delete contacts of reports that closed long ago; returns how many."""
    return Contact.objects.filter(report__closed_at__lt=now() - CONTACT_KEPT).delete()[0]


def _anonymise(report: Report, by: Actor) -> None:
    Contact.objects.filter(report=report).delete()
    shown = report.released_at is not None and not report.private
    report.reporter, report.name_shown, report.salt = None, False, ids.salt()
    report.receipt = ids.digest(ids.token())
    report.text = (report.text if report.redacted_text is None else report.redacted_text) if shown else ""
    report.attributes = {}
    journal.record(
        Anonymised(text_kept=shown), subject=report, by=by,
        save=("reporter", "name_shown", "salt", "receipt", "text", "attributes"),
    )  # fmt: skip


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}


_HANDLE = _("To work on the report and to show it in public once a reviewer has read it")
_REACH = _("To send the news of a report to whoever reported it")
_WHO = _("To show people their own reports and let them speak for them")
_STAFF = _("To show who of the staff did what")

personal("reports.report", "text", "redacted_text", "address", purpose=_HANDLE, basis=Basis.PUBLIC_TASK, retention=None)
personal("reports.report", "reporter", purpose=_WHO, basis=Basis.PUBLIC_TASK, retention=None)
personal("reports.report", "resolved_by", purpose=_STAFF, basis=Basis.PUBLIC_TASK, retention=None)
personal("reports.contact", "name", "email", "phone", purpose=_REACH, basis=Basis.CONSENT, retention=CONTACT_KEPT)
personal("reports.update", "author", purpose=_STAFF, basis=Basis.PUBLIC_TASK, retention=None)
personal("reports.assignment", "handler", purpose=_STAFF, basis=Basis.PUBLIC_TASK, retention=None)
personal("reports.timerequest", "asked_by", "decided_by", purpose=_STAFF, basis=Basis.PUBLIC_TASK, retention=None)
personal("reports.support", "person", purpose=_WHO, basis=Basis.PUBLIC_TASK, retention=None)
personal("reports.rating", "comment", purpose=_HANDLE, basis=Basis.PUBLIC_TASK, retention=None)
not_personal("reports.importrun", "name", because="the name of a file or address that the city imports from")

accounts.contribute_personal_data("reports", export, erase, _("Reports"))
