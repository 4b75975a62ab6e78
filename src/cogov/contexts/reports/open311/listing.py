"""GET requests: public reports as the standard shows them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.media import facade as media
from cogov.contexts.reports import finding, queries
from cogov.contexts.reports.categories import tree
from cogov.contexts.reports.models import Attachment, Outcome, Report, State, Update
from cogov.contexts.reports.open311.catalogue import LISTS, stamp
from cogov.contexts.reports.open311.parameters import Query
from cogov.contexts.reports.timeline import text_of

ZIP = re.compile(r"(?<!\d)\d{5,6}(?!\d)")
"""Postal codes of China (6 digits) and of many other countries (5), as people write them into an address."""

SAID_IN_PUBLIC = (Update.Kind.PUBLIC, Update.Kind.REASON)

Absolute = Callable[[str], str]
"""Turns a path of this site into a whole address."""

Photo = tuple[Attachment, media.AssetCard]


def found(query: Query) -> list[Report]:
    """One page, newest first. One query."""
    first = (query.page - 1) * query.size
    return list(narrowed(query).order_by("-filed_at", "-pk")[first : first + query.size])


def narrowed(query: Query) -> QuerySet[Report]:
    reports = queries.public_reports()
    if query.ids is not None:
        return reports.filter(pk__in=query.ids)
    filters: dict[str, Any] = {
        "filed_at__gte": query.start,
        "filed_at__lte": query.end,
        "updated_at__gte": query.updated_after,
        "updated_at__lte": query.updated_before,
    }
    reports = reports.filter(**{name: value for name, value in filters.items() if value is not None})
    if query.codes:
        reports = reports.filter(category__in=set().union(*(tree().under(code) for code in query.codes)))
    return reports if query.open is None else reports.filter(closed_at__isnull=query.open)


def shown(reports: Sequence[Report], absolute: Absolute, *, extensions: bool = False) -> list[dict[str, Any]]:
    """Rows of the answer. Three queries whatever the number: photos, their assets, last words in public."""
    photos = public_photos(reports)
    words = _last_words(reports)
    return [
        _row(report, photos.get(report.pk, []), words.get(report.pk, ""), absolute, extensions) for report in reports
    ]


def public_photos(reports: Sequence[Report]) -> dict[int, list[Photo]]:
    """By report, in order: what anybody may see, whoever asks. Two queries."""
    released = [report.pk for report in reports if report.released_at is not None and not report.private]
    rows = list(Attachment.objects.filter(report__in=released, hidden=False).order_by("pk")) if released else []
    assets = {asset.id: asset for asset in media.cards([row.asset_id for row in rows])} if rows else {}
    found: dict[int, list[Photo]] = {}
    for row in rows:
        asset = assets.get(row.asset_id)
        if asset is not None and not asset.hidden:
            found.setdefault(row.report_id, []).append((row, asset))
    return found


def sample() -> dict[str, Any]:
    """The one request of the test endpoint that does not exist."""
    at = stamp(datetime(2026, 1, 1, tzinfo=UTC))
    return dict.fromkeys(FIELDS) | {
        "service_request_id": "0",
        "status": "open",
        "status_notes": _("An example. The test endpoint files nothing."),
        "service_name": _("Example"),
        "service_code": "example",
        "requested_datetime": at,
        "updated_datetime": at,
    }


FIELDS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
    "address_id", "zipcode", "lat", "long", "media_url",
)  # fmt: skip


def _row(report: Report, photos: list[Photo], said: str, absolute: Absolute, extensions: bool) -> dict[str, Any]:
    node = tree().by_id[report.category_id]
    address = _address(report)
    zipcode = ZIP.search(address)
    row = {
        "service_request_id": str(report.pk),
        "status": "open" if report.is_open else "closed",
        "status_notes": _notes(report, said),
        "service_name": node.name,
        "service_code": node.code,
        "description": finding.public_text(report) or None,
        "agency_responsible": bodies.name(report.body_id) if report.body_id else None,
        "service_notice": notice(report),
        "requested_datetime": stamp(report.filed_at),
        "updated_datetime": stamp(report.closed_at or report.updated_at),
        "expected_datetime": stamp(report.due_at) if report.due_at else None,
        "address": address or None,
        "address_id": areas.area(report.community_id).code if report.community_id else None,
        "zipcode": zipcode.group() if zipcode else None,
        "lat": report.lat,
        "long": report.lon,
        "media_url": absolute(photos[0][1].full) if photos else None,
    }
    return row | _extensions(report, photos, absolute) if extensions else row


def notice(report: Report) -> str | None:
    """What happens next."""
    if not report.is_open:
        return None
    return {
        State.RECEIVED: _("Somebody of the city reads it next."),
        State.ASKED: _("The city has asked the reporter and waits for an answer."),
        State.ACCEPTED: _("It is handed to the responsible body next."),
        State.DISPATCHED: _("The responsible body begins next."),
        State.HANDLING: _("Work is in progress."),
        State.RESOLVED: _("Somebody else checks next whether it is really done."),
    }.get(State(report.state))


def _notes(report: Report, said: str) -> str:
    """Where it stands, and the last reason or news given in public."""
    if report.state == State.MERGED:
        return _("Joined with request %(number)s.") % {"number": report.merged_into_id}
    label = Outcome(report.outcome).label if report.state == State.CLOSED else State(report.state).label
    return f"{label}: {said}" if said else str(label)


def _last_words(reports: Sequence[Report]) -> dict[int, str]:
    released = [report.pk for report in reports if report.released_at is not None]
    if not released:
        return {}
    rows = Update.objects.filter(report__in=released, kind__in=SAID_IN_PUBLIC, hidden=False).order_by("pk")
    return {row.report_id: text_of(row)[0] for row in rows}


def _address(report: Report) -> str:
    """From narrow to wide, as the standard asks. What the reporter typed is shown once a reviewer has read it."""
    where = areas.full_name(report.community_id, get_language()) if report.community_id else ""
    typed = report.address if report.released_at is not None else ""
    return ", ".join(part for part in (typed, where) if part)


def _extensions(report: Report, photos: list[Photo], absolute: Absolute) -> dict[str, Any]:
    chain = (report.district_id, report.street_id, report.community_id, report.grid_id)
    return {
        "extended_attributes": {
            "state": report.state,
            "outcome": report.outcome or None,
            "url": absolute(reverse("reports:page", args=[report.pk])),
            "supporters": report.supporters,
            "reopened": report.reopened,
            "approximate": report.approximate,
            "merged_into": str(report.merged_into_id) if report.merged_into_id else None,
            "areas": [areas.area(area).code for area in chain if area is not None],
            "photos": [_photo(row, asset, absolute) for row, asset in photos],
        },
        "attributes": _attributes(report),
    }


def _photo(row: Attachment, asset: media.AssetCard, absolute: Absolute) -> dict[str, Any]:
    return {
        "media_url": absolute(asset.full),
        "title": str(Attachment.Kind(row.kind).label),
        "width": asset.width,
        "height": asset.height,
        "created_at": stamp(row.at),
    }


def _attributes(report: Report) -> list[dict[str, str]]:
    """Answers chosen from a list, once a reviewer has seen them; typed ones may hold anything and stay inside."""
    if report.released_at is None:
        return []
    rows = []
    for question in tree().by_id[report.category_id].row.questions:
        value = report.attributes.get(question["code"])
        if question["datatype"] in LISTS and value:
            chosen = value if isinstance(value, list) else [value]
            rows.append({"code": question["code"], "value": ", ".join(map(str, chosen))})
    return rows
