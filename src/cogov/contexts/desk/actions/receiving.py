"""What comes in is kept first, whatever it is; then a clear reading or a person makes something of it."""

from __future__ import annotations

from django.db import transaction

from cogov.contexts.desk.events import IncomingForgotten
from cogov.contexts.desk.models import Incoming
from cogov.contexts.media import facade as media
from cogov.kernel import journal
from cogov.kernel.actors import Actor

OWNER = "desk.incoming"
"""Under this label the photos of incoming messages are claimed in media."""


@transaction.atomic
def forget_incoming(row: Incoming, *, by: Actor) -> None:
    """The message with its photos; what became of it elsewhere stays there."""
    photos = list(row.photos)
    journal.record(IncomingForgotten(), subject=row, by=by)
    row.delete()
    media.drop(photos, by=by)
