"""Filing: the one way by which a report comes into being."""

from __future__ import annotations

import dataclasses

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import finding, timing
from cogov.contexts.reports.actions.base import attach
from cogov.contexts.reports.checking import Checked, check
from cogov.contexts.reports.events import Filed
from cogov.contexts.reports.models import Attachment, Contact, Report
from cogov.contexts.reports.schemas import Draft, Receipt
from cogov.kernel import ids, journal
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.clock import now
from cogov.kernel.idempotency import once

FOR_OTHERS = frozenset({Channel.PHONE, Channel.COUNTER, Channel.SMS, Channel.EMAIL})
"""Channels on which the one who files is not the reporter."""


def file_report(*, draft: Draft, by: Actor, key: str) -> Receipt:
    """File a report; the same `key` with the same draft gives the first receipt again.

    Raises Invalid (field by field) and Conflict (key used for another draft).
    """
    request = dataclasses.asdict(draft) | {"person": by.person, "behalf": by.on_behalf_of}
    answer, replayed = once("reports.file", key, request, lambda: _file(draft, by))
    return Receipt(int(answer["report"]), receipt_of(str(answer["salt"])), replayed)


def receipt_of(salt: str) -> str:
    """The code that opens the report's private page: 160 bits that the database alone does not reveal."""
    return ids.derived_token("receipt", salt)


def new_report(draft: Draft, checked: Checked, *, by: Actor) -> Report:
    """An unsaved report in state `received`."""
    place, row, at, salt = checked.place, checked.node.row, now(), ids.salt()
    report = Report(
        filed_at=at, updated_at=at, category=row, text=checked.text, language=draft.language[:8],
        attributes=checked.attributes, address=draft.address.strip()[:300], lat=place.lat, lon=place.lon,
        cell=place.cell, approximate=place.approximate, channel=by.channel,
        reporter_id=by.on_behalf_of or (None if by.channel in FOR_OTHERS else by.person),
        name_shown=draft.name_shown, private=row.private, receipt=ids.digest(receipt_of(salt)), salt=salt,
        about_body_id=bodies.body(draft.about_body).id if draft.about_body else None,
        difficulty=row.difficulty, emergency=row.emergency,
    )  # fmt: skip
    set_place(report, checked)
    report.due_at = timing.promise(report)
    return report


def set_place(report: Report, checked: Checked) -> None:
    place, chain = checked.place, checked.place.chain
    report.lat, report.lon, report.cell, report.approximate = place.lat, place.lon, place.cell, place.approximate
    report.district_id = chain.district if chain else None
    report.street_id = chain.street if chain else None
    report.community_id = chain.community if chain else None
    report.grid_id = chain.grid if chain else None


def store(report: Report, draft: Draft, checked: Checked, *, by: Actor) -> Report:
    """Insert a new report with contact, photos, first fact, clocks and words to find it by."""
    report.save(force_insert=True)
    photos = attach(report, draft.photos, Attachment.Kind.REPORT, by=by, session=draft.upload_session)
    if checked.contact:
        Contact.objects.create(report=report, **dataclasses.asdict(checked.contact))
    chain = checked.place.chain
    fact = Filed(
        category=checked.node.code, areas=chain.ids if chain else (), private=report.private,
        text_digest=ids.digest(report.salt + report.text), photos=len(photos), emergency=report.emergency,
        split_from=report.split_from_id, due_at=report.due_at.isoformat() if report.due_at else "",
        answer_due_at=timing.answer_promise(report).isoformat(),
    )  # fmt: skip
    journal.record(fact, subject=report, by=by, first=True, at=report.filed_at)
    timing.begin(report)
    finding.index(report, new=True)
    return report


def _file(draft: Draft, by: Actor) -> dict[str, object]:
    """In the transaction of `once`; a savepoint of its own would be two statements more."""
    checked = check(draft)
    report = store(new_report(draft, checked, by=by), draft, checked, by=by)
    return {"report": report.pk, "salt": report.salt}
