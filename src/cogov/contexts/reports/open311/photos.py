"""Fetching photos that were named by address: one delivery of the worker, never the request of a client."""

from __future__ import annotations

from django.db import transaction

from cogov.contexts.media import facade as media
from cogov.contexts.reports.actions.base import attach, locked
from cogov.contexts.reports.events import Hidden, PhotosAdded
from cogov.contexts.reports.models import Attachment, PendingMedia
from cogov.contexts.reports.models.pending_media import FETCH_LIFE
from cogov.contexts.reports.open311.events import MediaLost
from cogov.kernel import journal, outbound
from cogov.kernel.actors import SYSTEM
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid, TooLarge, TooMany, Unavailable

SECONDS = 15.0
"""For one photo, so that six stay within the worker's lease of 120 s; 15 MB over a line of 8 Mbit/s."""

AGAIN = (408, 425, 429, 500, 502, 503, 504)
"""Answers of a server that may have the photo later."""


def fetch_all(report: int) -> int:
    """Fetch what is pending; returns how many are still to come. Each photo counts by itself and once."""
    return sum(not _settled(row) for row in PendingMedia.objects.filter(report=report).order_by("pk"))


def _settled(row: PendingMedia) -> bool:
    """Attached or given up; False when it is worth asking again."""
    try:
        reply = outbound.fetch(row.url, most=media.MAX_BYTES, seconds=SECONDS)
        if reply.status == 200:
            _keep(row, media.store_photo(data=reply.body, by=SYSTEM).token)
            return True
        worth_it = reply.status in AGAIN
    except (outbound.Unreachable, TooMany, Unavailable):
        worth_it = True
    except (outbound.Refused, Invalid, TooLarge):
        worth_it = False
    if worth_it and row.at + FETCH_LIFE > now():
        return False
    _give_up(row)
    return True


@transaction.atomic
def _keep(row: PendingMedia, token: str) -> None:
    """After the release nobody would look at it before the public does, so then it waits for a reviewer."""
    report = locked(row.report_id, by=SYSTEM)
    if not PendingMedia.objects.filter(pk=row.pk).delete()[0]:
        return  # another worker was quicker
    [photo] = attach(report, (token,), Attachment.Kind.REPORT, by=SYSTEM)
    report.updated_at = now()
    journal.record(PhotosAdded(Attachment.Kind.REPORT, 1), subject=report, by=SYSTEM, save=("updated_at",))
    if report.released_at is not None:
        photo.hidden = True
        photo.save(update_fields=["hidden"])
        media.set_hidden(photo.asset_id, True, by=SYSTEM)
        journal.record(Hidden("photo", photo.pk), subject=report, by=SYSTEM)


@transaction.atomic
def _give_up(row: PendingMedia) -> None:
    report = locked(row.report_id, by=SYSTEM)
    if PendingMedia.objects.filter(pk=row.pk).delete()[0]:
        journal.record(MediaLost(1), subject=report, by=SYSTEM)
