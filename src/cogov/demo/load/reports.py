"""Stories into the database, a stream in, batches out.

A story waits until nothing can be joined with it any more, so that its chain is written once and whole.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import transaction

from cogov.contexts.media.facade import attach_drawn
from cogov.contexts.reports import finding
from cogov.contexts.reports.actions.base import OWNER
from cogov.contexts.reports.models import Assignment, Attachment, Contact, Rating, Report, Support, Update
from cogov.demo.load.insert import insert
from cogov.demo.load.pictures import Album
from cogov.demo.load.replay import Joining, Rows, Stage, replay, words_needed
from cogov.demo.stories import JOINED_WITHIN, Photo, Story
from cogov.kernel.actors import SYSTEM
from cogov.kernel.bulk import Chain, reserve_ids, write_chains
from cogov.kernel.journal import subject_type
from cogov.kernel.models import Clock

BATCH = 1000
"""Reports written in one transaction: some 20,000 rows, half a second in which others wait."""
FORGOTTEN = timedelta(days=30)
"""After it no later report points to a report any more, so its id need not be kept at hand."""


class Loader:
    """Takes stories in order of filing; call `finish` after the last."""

    def __init__(self, stage: Stage, album: Album, progress: Callable[[int], None]) -> None:
        self._stage = stage
        self._progress = progress
        self._album = album
        self._waiting: deque[Story] = deque()
        self._joinings: dict[int, list[Joining]] = defaultdict(list)
        self._fresh: Iterator[int] = iter(())
        self._known: deque[tuple[datetime, int]] = deque()

    def take(self, story: Story) -> int:
        """Keep the story until it is complete; returns the id of its report."""
        self._stage.report_ids[story.number] = pk = self._next_id()
        self._known.append((story.filed_at, story.number))
        for step in story.steps:
            if step.name == "merge":
                by = self._stage.crowd.staff("doc", "reviewer", step.who)
                self._joinings[step.number].append(Joining(step.at, pk, by))
        self._waiting.append(story)
        ripe = self._waiting[min(BATCH, len(self._waiting)) - 1].filed_at + JOINED_WITHIN
        if len(self._waiting) > BATCH and ripe < story.filed_at:
            self._write(BATCH)
        return pk

    def finish(self) -> None:
        """Write what is still waiting."""
        while self._waiting:
            self._write(min(BATCH, len(self._waiting)))

    def _next_id(self) -> int:
        pk = next(self._fresh, None)
        if pk is None:
            self._fresh = iter(reserve_ids(Report, BATCH))
            pk = next(self._fresh)
        return pk

    def _write(self, count: int) -> None:
        stories = [self._waiting.popleft() for _ in range(count)]
        who = {story.reporter for story in stories if story.reporter is not None}
        who |= {step.who for story in stories for step in story.steps if step.name in ("support", "fix")}
        self._stage.crowd.welcome(who, stories[0].filed_at)
        pictures = {photo for story in stories for photo in _photos(story)}
        for photo in pictures:
            self._album.find(photo)  # painted outside of the transaction, which would hold up other writers
        updates = iter(reserve_ids(Update, sum(map(words_needed, stories))))
        rows = [replay(self._stage, story, self._joinings.pop(story.number, []), updates) for story in stories]
        with transaction.atomic():
            self._insert(rows)
        self._forget(stories[-1].filed_at)
        self._progress(count)

    def _insert(self, rows: list[Rows]) -> None:
        reports = [one.report for one in rows]
        write_chains(Chain(one.report, one.links) for one in rows)
        insert(Report, reports)
        insert(Contact, [one.contact for one in rows if one.contact])
        insert(Update, [row for one in rows for row in one.updates])
        insert(Assignment, [row for one in rows for row in one.assignments])
        insert(Support, [row for one in rows for row in one.supports])
        insert(Rating, [row for one in rows for row in one.ratings])
        kind = subject_type(Report)
        insert(Clock, [clock.row(kind, one.report.pk) for one in rows for clock in one.clocks])
        self._attach(rows)
        finding.table.put((finding.words_of(report) for report in reports), new=True)

    def _attach(self, rows: list[Rows]) -> None:
        shown = [(one.report.pk, *photo) for one in rows for photo in one.photos]
        if not shown:
            return
        assets = attach_drawn(
            rows=[(self._album.find(photo), pk, at) for pk, photo, _, at in shown], owner_type=OWNER, by=SYSTEM
        )
        insert(
            Attachment,
            [
                Attachment(report_id=pk, asset_id=asset, kind=kind, at=at)
                for (pk, _, kind, at), asset in zip(shown, assets, strict=True)
            ],
        )

    def _forget(self, until: datetime) -> None:
        while self._known and self._known[0][0] < until - FORGOTTEN:
            _, number = self._known.popleft()
            self._stage.report_ids.pop(number, None)


def _photos(story: Story) -> Iterator[Photo]:
    yield from story.photos
    for step in story.steps:
        yield from step.photos
