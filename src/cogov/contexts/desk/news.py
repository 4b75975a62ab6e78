"""What stands behind the bell: reads and small writes of one person's own news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from cogov.contexts.desk.models import Notice
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing

PAGE = 20
"""News of one page: two screens of a phone."""

LINE = 140
"""Letters of a piece of news in the list: three lines of a phone."""

MOST_SHOWN = 99
"""Beyond this number the bell says no more."""

KEPT = timedelta(days=180)
"""Half a year: long enough to look something up, then forgotten."""


@dataclass(frozen=True, slots=True)
class NewsPage:
    """Newest first; `after` goes on from there, None at the end."""

    rows: list[Notice]
    after: int | None


def unread(actor: Actor) -> int:
    """At most `MOST_SHOWN` + 1. One query over an index of the unread."""
    if actor.person is None:
        return 0
    return Notice.objects.filter(person=actor.person, read_at=None)[: MOST_SHOWN + 1].count()


def page_of(actor: Actor, after: int | None = None) -> NewsPage:
    """One query."""
    rows = Notice.objects.filter(person=actor.person).order_by("-id")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows[: PAGE + 1])
    return NewsPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def line_of(row: Notice) -> str:
    """What it says, short: the link beside it leads on, so the paragraph with the address stays away."""
    paragraphs = [part for part in row.text.split("\n\n") if "://" not in part]
    text = " ".join(" ".join(paragraphs).split())
    return text if len(text) <= LINE else text[: LINE - 1].rstrip() + "…"


def open_one(actor: Actor, notice: int) -> Notice:
    """Marks it read. Raises Missing for somebody else's."""
    row = Notice.objects.filter(person=actor.person, pk=notice).first()
    if row is None:
        raise Missing
    Notice.objects.filter(pk=row.pk, read_at=None).update(read_at=now())
    return row


def read_all(actor: Actor, upto: int) -> int:
    """Marks all read that stood on the page, and none that came since."""
    return Notice.objects.filter(person=actor.person, read_at=None, pk__lte=upto).update(read_at=now())


def tidy() -> int:
    return Notice.objects.filter(created_at__lt=now() - KEPT).delete()[0]
