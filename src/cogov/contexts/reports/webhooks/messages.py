"""What a message says: a public fact, with the report as anybody may see it at the moment of sending."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.reports import events, finding, rules
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Report, Update
from cogov.contexts.reports.open311.catalogue import stamp
from cogov.contexts.reports.open311.listing import public_photos
from cogov.contexts.reports.timeline import LOOKS
from cogov.kernel.actors import Actor
from cogov.kernel.models import Entry

TOLD: tuple[type, ...] = (
    events.Filed, events.Accepted, events.Rejected, events.Restored, events.Merged, events.Parted,
    events.Recategorised, events.Moved, events.Dispatched, events.Returned, events.Started, events.Noted,
    events.PhotosAdded, events.Resolved, events.Closed, events.Reopened, events.Withdrawn, events.Supported,
    events.Rated, events.Hidden,
)  # fmt: skip
"""Facts of which the public hears."""

REMOVING = (events.Rejected, events.Withdrawn, events.Accepted, events.Recategorised)
"""After these a report that was public may not be so any more; who has a copy is told to remove it."""

CHANGED = "reports.changed"
"""That something was hidden or shown again is the staff's business; that there is something new to read is not."""

SAID_IN_PUBLIC = (Update.Kind.PUBLIC, Update.Kind.REASON, Update.Kind.COMMENT)


def kind_of(fact: object) -> str:
    return _kind(type(fact))


def kinds() -> list[str]:
    """What a subscriber may choose from."""
    return sorted(map(_kind, TOLD))


def titles() -> list[tuple[str, str]]:
    """(kind, what the timeline calls it), in the order of a report's life."""
    return [
        (_kind(fact), str(_("Something was corrected") if fact is events.Hidden else LOOKS[fact].title))
        for fact in TOLD
    ]


def message(fact: object, entry: Entry) -> bytes | None:
    """The body as JSON, None when it is nobody's business. Five queries at most."""
    if isinstance(fact, events.Noted) and fact.audience != "public":
        return None
    report = Report.objects.filter(pk=entry.subject_id).first()
    if report is None:
        return None
    if rules.sees(Actor(), report):
        data = public_fields(report) | {"said": _said(fact, report)}
    elif isinstance(fact, REMOVING) and not tree().by_id[report.category_id].row.private:
        data = {"report": report.pk, "removed": True}
    else:
        return None
    body = {"type": kind_of(fact), "timestamp": stamp(entry.at), "data": data}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def public_fields(report: Report) -> dict[str, Any]:
    """Two queries, for the photos."""
    row = tree().by_id[report.category_id].row
    chain = (report.district_id, report.street_id, report.community_id, report.grid_id)
    photos = public_photos([report]).get(report.pk, [])
    return {
        "report": report.pk,
        "url": settings.SITE_URL + reverse("reports:page", args=[report.pk]),
        "state": report.state,
        "open": report.is_open,
        "outcome": report.outcome or None,
        "category": {"code": row.code, "name_zh": row.name_zh, "name_en": row.name_en},
        "text": finding.public_text(report) or None,
        "language": report.language,
        "filed_at": stamp(report.filed_at),
        "updated_at": stamp(report.updated_at),
        "due_at": stamp(report.due_at) if report.due_at else None,
        "closed_at": stamp(report.closed_at) if report.closed_at else None,
        "lat": report.lat,
        "lon": report.lon,
        "approximate": report.approximate,
        "areas": [areas.area(area).code for area in chain if area is not None],
        "body": _body(report),
        "supporters": report.supporters,
        "stars": report.stars,
        "merged_into": report.merged_into_id,
        "photos": [settings.SITE_URL + asset.full for _row, asset in photos],
    }


def _kind(fact: type) -> str:
    return CHANGED if fact is events.Hidden else str(fact.kind)  # type: ignore[attr-defined]


def _body(report: Report) -> dict[str, str] | None:
    if report.body_id is None:
        return None
    info = bodies.body(report.body_id)
    return {"code": info.code, "name_zh": info.name_zh, "name_en": info.name_en}


def _said(fact: object, report: Report) -> dict[str, str] | None:
    """The words that go with the fact, in the languages in which they were written."""
    number = getattr(fact, "update", None)
    if not number or report.released_at is None:
        return None
    update = Update.objects.filter(pk=number, hidden=False, kind__in=SAID_IN_PUBLIC).first()
    return {"zh": update.text_zh, "en": update.text_en} if update else None
