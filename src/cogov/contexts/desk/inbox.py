"""Reading what came in: the queue, one message, and what else its sender wrote."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from cogov.contexts.desk import rules
from cogov.contexts.desk.models import Incoming
from cogov.kernel.actors import Actor
from cogov.kernel.errors import Missing

PAGE = 30
"""Messages of one page."""

MOST_COUNTED = 100
"""The queue's count in the side bar; more is shown as 100."""


@dataclass(frozen=True, slots=True)
class InboxPage:
    rows: list[Incoming]
    after: int | None


def visible_to(actor: Actor) -> QuerySet[Incoming]:
    return Incoming.objects.filter(rules.readable(actor))


def waiting(actor: Actor) -> int:
    """One query over an index of those to be read."""
    return visible_to(actor).filter(state=Incoming.State.NEW)[:MOST_COUNTED].count()


def page_of(actor: Actor, *, done: bool, after: int | None = None) -> InboxPage:
    """To be read: the oldest first. Dealt with: the newest first. One query."""
    rows = visible_to(actor)
    if done:
        rows = rows.exclude(state=Incoming.State.NEW).order_by("-id")
        rows = rows.filter(pk__lt=after) if after is not None else rows
    else:
        rows = rows.filter(state=Incoming.State.NEW).order_by("id")
        rows = rows.filter(pk__gt=after) if after is not None else rows
    found = list(rows[: PAGE + 1])
    return InboxPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def one(actor: Actor, incoming: int) -> Incoming:
    """Raises Missing outside the actor's scope. One query."""
    row = visible_to(actor).select_related("handled_by").filter(pk=incoming).first()
    if row is None:
        raise Missing
    return row


def following(actor: Actor, incoming: int) -> int | None:
    """The next one to be read. One query."""
    rows = visible_to(actor).filter(state=Incoming.State.NEW).exclude(pk=incoming).order_by("id")
    return rows.values_list("pk", flat=True).first()


def earlier(actor: Actor, row: Incoming) -> list[Incoming]:
    """What the same sender wrote before, newest first, five at most. One query."""
    rows = visible_to(actor).filter(channel=row.channel, sender=row.sender, pk__lt=row.pk)
    return list(rows.order_by("-id")[:5])


def sees_photo(incoming: int, actor: Actor) -> bool:
    """Who reads the message sees its photos. One query."""
    return actor.is_staff and visible_to(actor).filter(pk=incoming).exists()
