"""The journal into figures: whose rows have grown since the last time is read anew, whole, and compared.

So it makes no difference how often a row is looked at, in what order, or whether a report was reopened,
joined, recategorised or handed on meanwhile: what counted before is taken away exactly, and what counts
now is added. One process folds at a time; the work stands in `models.Progress`.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from cogov.contexts.areas import facade as areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.insight import storing
from cogov.contexts.insight.facts import Row, Shape, Told, row_of
from cogov.contexts.insight.models import Case, Progress
from cogov.contexts.reports import facade as reports
from cogov.kernel import checkpoints
from cogov.kernel.clock import now
from cogov.kernel.models import Entry

SUBJECT = "reports.report"
BATCH = 2_000
"""Journal rows of one transaction of the worker at most, fewer as soon as one takes longer than `HELD`."""
HELD = 0.2
"""Seconds of one transaction of the worker: as long do other writers of SQLite wait."""
LEAST = 50
"""Journal rows of one transaction at least."""
BULK = 20_000
"""The same for commands, where nobody waits: each count is then written once for several thousand cases."""
BUDGET = 10.0
"""Seconds of one run of the worker; what a large import left over is counted by the next runs."""
HOLD = timedelta(minutes=10)
"""For so long a recount keeps others away; it asks again for each part, so one that died frees the way."""

ROW = 1
"""Key of the only row of `Progress`."""


def fold(*, batch: int = BATCH, budget: float | None = BUDGET, holder: bool = False) -> int:
    """Count what is new; returns the number of cases that changed. Costs two small queries when nothing is.

    `budget` in seconds, None = until all is counted. `holder`: the caller holds the figures, see `hold`.
    """
    at, top = now(), _top()
    until = time.monotonic() + budget if budget is not None else None
    changed = 0
    while True:
        began = time.monotonic()
        found, more = _part(top, at, batch, holder=holder)
        changed += found
        if batch <= BATCH and (took := time.monotonic() - began) > HELD:
            batch = max(LEAST, int(batch * HELD / took))
        if not more or (until is not None and time.monotonic() > until):
            return changed


def hold() -> Progress:
    """Keep others from folding for a while, and catch up. Call again now and then, and `release` at the end."""
    with transaction.atomic():
        progress = _locked()
        progress.held_until = now() + HOLD
        progress.save(update_fields=["held_until"])
    return progress


def release() -> None:
    Progress.objects.filter(pk=ROW).update(held_until=None)


def rows_of(subjects: Collection[int] | range, shape: Shape, at: datetime, top: int) -> list[Row]:
    """The cases as the journal tells them up to row `top`: one query, a second one for split reports."""
    told = _chains(subjects, top)
    channels = _channels({pk: chain[0] for pk, chain in told.items() if '"split_from":null' not in chain[0].data})
    return [row_of(pk, chain, shape, at, channel=channels.get(pk, "")) for pk, chain in told.items()]


def shape_now() -> tuple[Shape, str]:
    """What the city looks like, and a digest of it. From memory."""
    levels = {info.id: info.level.value for info in areas.areas()}
    chains = {info.id: info.path for info in bodies.bodies(active=False)}
    private = frozenset(node.code for node in reports.category_tree() if node.private)
    said = json.dumps([settings.TIME_ZONE, sorted(levels.items()), sorted(chains.items()), sorted(private)])
    shape = Shape(ZoneInfo(settings.TIME_ZONE), levels, chains, private)
    return shape, hashlib.sha256(said.encode()).hexdigest()


def _part(top: int, at: datetime, batch: int, *, holder: bool) -> tuple[int, bool]:
    """One transaction: (cases that changed, whether there is more to do)."""
    if not _waits(top, at):
        Progress.objects.filter(pk=ROW).update(as_of=at)
        return 0, False
    with transaction.atomic():
        progress = _locked()
        if progress.held_until is not None and progress.held_until > now() and not holder:
            return 0, False
        shape = _follow_shape(progress)
        subjects = _grown(progress, top, batch)
        decided = set() if subjects else _decided(at, batch)
        subjects = subjects or decided or _swept(progress, batch)
        changed = 0
        if subjects:
            limit = max(top, progress.entry)
            changed = storing.replace(storing.stored_rows(subjects), rows_of(subjects, shape, at, limit))
        progress.as_of = at
        progress.number += bool(changed)
        progress.save()
    return changed, bool(subjects) and (bool(changed) or not decided)  # cases whose journal is gone stay undecided


def _waits(top: int, at: datetime) -> bool:
    """Whether there is anything to do: one query, a second one while the journal stands still."""
    progress = Progress.objects.filter(pk=ROW).first()
    if progress is None or top > progress.entry or progress.sweep is not None or progress.shape != shape_now()[1]:
        return True
    return Case.objects.filter(check_at__lt=at).exists()


def _top() -> int:
    """The journal row up to which all can be counted; that of last time where nothing is new or cannot be told now."""
    counted = Progress.objects.filter(pk=ROW).values_list("entry", flat=True).first() or 0
    newest: int = Entry.objects.aggregate(top=Max("id"))["top"] or 0
    return (checkpoints.settled() or counted) if newest > counted else counted


def _locked() -> Progress:
    Progress.objects.get_or_create(pk=ROW)
    return Progress.objects.select_for_update().get(pk=ROW)


def _follow_shape(progress: Progress) -> Shape:
    """Where bodies were moved, areas drawn anew or a category made private, all cases are looked at again."""
    shape, digest = shape_now()
    if progress.shape != digest:
        progress.sweep = 0 if progress.shape else None
        progress.shape = digest
    return shape


def _grown(progress: Progress, top: int, batch: int) -> set[int]:
    """Reports told of in the next journal rows; moves on past them."""
    while progress.entry < top:
        rows = Entry.objects.filter(id__gt=progress.entry, id__lte=top).order_by("id")
        found = list(rows.values_list("id", "subject_type", "subject_id")[:batch])
        progress.entry = found[-1][0] if len(found) == batch else top
        subjects = {subject for _, kind, subject in found if kind == SUBJECT}
        if subjects:
            return subjects
    return set()


def _decided(at: datetime, batch: int) -> set[int]:
    """Cases about which time alone has decided something."""
    return set(Case.objects.filter(check_at__lt=at).order_by("check_at").values_list("report", flat=True)[:batch])


def _swept(progress: Progress, batch: int) -> set[int]:
    if progress.sweep is None:
        return set()
    rows = Case.objects.filter(report__gt=progress.sweep).order_by("report")
    found = list(rows.values_list("report", flat=True)[:batch])
    progress.sweep = found[-1] if found else None
    return set(found)


def _chains(subjects: Collection[int] | range, top: int) -> dict[int, list[Told]]:
    rows = Entry.objects.filter(subject_type=SUBJECT, id__lte=top)
    if isinstance(subjects, range):
        rows = rows.filter(subject_id__gte=subjects.start, subject_id__lt=subjects.stop)
    else:
        rows = rows.filter(subject_id__in=subjects)
    columns = ("subject_id", "kind", "at", "data", "channel", "role", "person")
    told: dict[int, list[Told]] = defaultdict(list)
    for subject, *rest in rows.order_by("subject_id", "seq").values_list(*columns).iterator(chunk_size=5_000):
        told[subject].append(Told(*rest))
    return told


def _channels(firsts: dict[int, Told]) -> dict[int, str]:
    """A report split from another came the way that one came: one query for each generation."""
    asked = {pk: parent for pk, first in firsts.items() if (parent := _parent(first.data)) is not None}
    found: dict[int, str] = {}
    while asked:
        known = _first_rows(set(asked.values()))
        found |= {pk: known[parent][0] for pk, parent in asked.items() if parent in known}
        above = {pk: _parent(known[parent][1]) for pk, parent in asked.items() if parent in known}
        asked = {pk: parent for pk, parent in above.items() if parent is not None}
    return found


def _first_rows(subjects: Iterable[int]) -> dict[int, tuple[str, str]]:
    rows = Entry.objects.filter(subject_type=SUBJECT, subject_id__in=set(subjects), seq=1)
    return {pk: (channel, data) for pk, channel, data in rows.values_list("subject_id", "channel", "data")}


def _parent(data: str) -> int | None:
    found: Any = json.loads(data).get("split_from")
    return int(found) if found is not None else None
