"""One import from start to end, in batches that can be killed at any moment.

A row that repeats another report can only be joined once that one is there. So the input is read
several times: first the rows that repeat nothing; then those whose report is known by now, as long as
that makes more of them known; and at last the rest, as the map says.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from cogov.contexts.reports import finding
from cogov.contexts.reports.actions.categories import set_category
from cogov.contexts.reports.importing import mapping as maps
from cogov.contexts.reports.importing.mapping import Mapping
from cogov.contexts.reports.importing.refusals import Refusals
from cogov.contexts.reports.importing.remote import Open311
from cogov.contexts.reports.importing.sources import Batch, Row, Source, Table
from cogov.contexts.reports.importing.translating import Incoming, Refused, Translator
from cogov.contexts.reports.importing.writing import Target, write
from cogov.contexts.reports.models import Category, ImportRun, Report
from cogov.kernel.actors import Actor, Channel, Role
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden

PLAIN, LINK, REST = "plain", "link", "rest"
"""The passes: rows that repeat nothing; rows whose report is known; rows whose report is not."""


@dataclass(slots=True)
class Counts:
    """Rows by what became of them; `read` = imported + known + refused when all is done."""

    read: int = 0
    imported: int = 0
    joined: int = 0  # of the imported: with the report that they repeat
    known: int = 0  # there already, by source and id
    refused: int = 0
    outside: int = 0  # of the imported: on the map but in no area of this city
    dropped: int = 0  # of the imported: whose position was out of bounds and left out
    mended: int = 0  # of the imported: whose closing time was before the filing
    by_fallback: int = 0  # of the imported: under the map's fallback category


@dataclass(frozen=True, slots=True)
class Summary:
    """`resumed`: an earlier, stopped run was carried on; its rows are counted in. `refused_file` where rows were."""

    name: str
    counts: Counts
    seconds: float
    resumed: bool
    refused_file: Path | None


@dataclass(slots=True)
class Position:
    """Where a run stands: the pass, what it has joined, and the source's own position."""

    stage: str = PLAIN
    joined: int = 0
    at: object = None


@dataclass
class _Work:
    """Everything a batch needs."""

    run: ImportRun
    mapping: Mapping
    source: Source
    translator: Translator
    refusals: Refusals
    by: Actor
    progress: Callable[[int], None]
    counts: Counts
    position: Position
    bad: list[tuple[Row, str]] = field(default_factory=list)


def import_reports(
    source: str | Path,
    mapping: Mapping | Path,
    *,
    by: Actor,
    progress: Callable[[int], None] = lambda _rows: None,
    resume: bool = True,
    refused: Path | None = None,
) -> Summary:
    """Take in a file, or an Open311 address (http, https). `progress` gets the rows done, batch by batch.

    `refused` is where rows that were not taken go; by default FILE.refused.csv beside the file, or
    below COGOV_DATA/imports for an address. Raises Forbidden unless `by` is the machine or an administrator,
    Invalid for an input or a map that cannot be read, Conflict when the same import runs elsewhere.
    """
    if not (by.machine or any(by.with_roles(Role.ADMIN))):
        raise Forbidden
    started = time.monotonic()
    plan = mapping if isinstance(mapping, Mapping) else maps.read(mapping)
    opened = _open(source, plan)
    _make_categories(plan, by)
    translator = Translator(plan)
    run, resumed = _run_of(opened, plan, resume=resume)
    path = refused or _beside(source, plan)
    with Refusals(path, plan.used, kept_bytes=run.refused_bytes) as refusals:
        work = _Work(
            run, plan, opened, translator, refusals, by.through(Channel.IMPORT), progress,
            Counts(**run.counts), Position(**run.position),
        )  # fmt: skip
        with finding.table.in_bulk():
            _all_passes(work)
    return Summary(opened.name, work.counts, time.monotonic() - started, resumed, path if work.counts.refused else None)


def total_rows(source: str | Path, mapping: Mapping) -> int | None:
    """How many rows `progress` will count, where the input tells at once."""
    return _open(source, mapping).total


def _open(source: str | Path, mapping: Mapping) -> Source:
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        return Open311(source, since=mapping.since, window_days=mapping.window_days)
    return Table(Path(source), encoding=mapping.encoding, delimiter=mapping.delimiter, columns=mapping.used)


def _beside(source: str | Path, mapping: Mapping) -> Path:
    if isinstance(source, str) and source.startswith(("http://", "https://")):
        folder = Path(settings.DATA) / "imports"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{mapping.source}.refused.csv"
    path = Path(source)
    return path.with_name(f"{path.name}.refused.csv")


def _make_categories(mapping: Mapping, by: Actor) -> None:
    """Those of the map that are not there yet; the city's own stay as they are."""
    known = set(Category.objects.values_list("code", flat=True))
    for row in mapping.categories:
        if row["code"] not in known:
            set_category(by=by, **row)


def _run_of(source: Source, mapping: Mapping, *, resume: bool) -> tuple[ImportRun, bool]:
    """The stopped run of this very input and map, or a new one."""
    key = hashlib.sha256(f"{source.identity} {mapping.digest}".encode()).hexdigest()
    found = ImportRun.objects.filter(key=key).first()
    if found and resume and found.finished_at is None and found.position:
        return found, True
    fresh = {"name": source.name[:300], "position": {}, "counts": {}, "refused_bytes": 0, "started_at": now(),
             "updated_at": now(), "finished_at": None}  # fmt: skip
    return ImportRun.objects.update_or_create(key=key, defaults=fresh)[0], False


def _all_passes(work: _Work) -> None:
    while True:
        having = "" if work.position.stage == PLAIN else work.mapping.columns["repeats"]
        for batch in work.source.batches(work.position.at, having=having):
            work.progress(_batch(work, batch))
        if not _next_pass(work):
            break
    _save(work, finished=True)


def _next_pass(work: _Work) -> bool:
    """Move on to the pass after this one; False when all is done."""
    position = work.position
    if position.stage == REST or "repeats" not in work.mapping.columns:
        return False
    again = position.stage == PLAIN or position.joined > 0
    work.position = Position(LINK if again else REST)
    if not again:
        work.counts.known -= work.counts.joined  # the last pass meets them once more
    _save(work)
    return True


@transaction.atomic
def _batch(work: _Work, batch: Batch) -> int:
    """Take one batch in; returns how many rows are settled by it, those of the middle passes in the last one."""
    before = replace(work.counts)
    work.bad = []
    rows = list(_wanted(work, batch))
    taken = list(_fresh(work, rows))
    write(taken, source=work.mapping.source, language=work.mapping.language, by=work.by)
    _count(work, taken)
    work.counts.refused += len(work.bad)
    work.position.at = batch.after
    work.run.refused_bytes = work.refusals.write(work.bad)
    _save(work)
    if work.position.stage == LINK:
        return 0
    return sum(getattr(work.counts, name) - getattr(before, name) for name in ("imported", "known", "refused"))


def _wanted(work: _Work, batch: Batch) -> Iterator[tuple[Row, str, str]]:
    """(row, id, id of what it repeats) of the rows that this pass is about."""
    first = work.position.stage == PLAIN
    work.counts.read += len(batch.rows) if first else 0
    for row in batch.rows:
        if row.values is None:
            if first:
                work.bad.append((row, row.problem))
            continue
        try:
            found, repeats = work.translator.source_id(row.values), work.translator.repeats(row.values)
        except Refused as reason:
            if first:
                work.bad.append((row, str(reason)))
            continue
        if bool(repeats) != first:
            yield row, found, repeats


def _fresh(work: _Work, rows: list[tuple[Row, str, str]]) -> Iterator[tuple[Incoming, Target | None]]:
    """Rows that are not there yet and can be taken, with what they repeat."""
    known = _known(work, rows)
    seen: set[str] = set()
    for row, found, repeats in rows:
        if found in known or found in seen:
            work.counts.known += work.position.stage != LINK
            continue
        target = known.get(repeats) if repeats else None
        if work.position.stage == LINK and target is None:
            continue
        try:
            incoming = _checked(work, row, repeats, target)
        except Refused as reason:
            if work.position.stage != LINK:
                work.bad.append((row, str(reason)))
            continue
        seen.add(found)
        yield incoming, target


def _checked(work: _Work, row: Row, repeats: str, target: Target | None) -> Incoming:
    incoming = work.translator.incoming(row.values or {})
    if repeats and target is None and work.mapping.repeats_unknown == "refuse":
        raise Refused(_("The report “%(id)s”, which this one repeats, is not there.") % {"id": repeats})
    if target and target.private != incoming.node.row.private:
        raise Refused(_("A private report and a public one cannot be joined."))
    return incoming


def _known(work: _Work, rows: list[tuple[Row, str, str]]) -> dict[str, Target]:
    """What is there already of the ids and of what they repeat, each as the report it was joined with, if any."""
    asked = {found for _row, found, _repeats in rows} | {repeats for _row, _found, repeats in rows if repeats}
    there = Report.objects.filter(source=work.mapping.source, source_id__in=asked)
    return {
        source_id: Target(root or pk, private)
        for pk, source_id, root, private in there.values_list("pk", "source_id", "merged_into_id", "private")
    }


def _count(work: _Work, taken: list[tuple[Incoming, Target | None]]) -> None:
    counts = work.counts
    counts.imported += len(taken)
    joined = sum(1 for _row, target in taken if target)
    counts.joined += joined
    work.position.joined += joined
    for row, _target in taken:
        counts.outside += row.outside
        counts.dropped += row.position.dropped
        counts.mended += row.mended
        counts.by_fallback += row.by_fallback


def _save(work: _Work, *, finished: bool = False) -> None:
    """Write down how far it has come, unless another process has meanwhile."""
    at = now()
    moved = ImportRun.objects.filter(pk=work.run.pk, updated_at=work.run.updated_at).update(
        position=asdict(work.position), counts=asdict(work.counts), refused_bytes=work.run.refused_bytes,
        updated_at=at, finished_at=at if finished else None,
    )  # fmt: skip
    if moved != 1:
        raise Conflict(_("This import is running elsewhere."))
    work.run.updated_at = at
