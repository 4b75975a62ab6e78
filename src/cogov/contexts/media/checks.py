"""Do files, rows and journal agree? For `doctor`, after a restore, and for whoever doubts a photo."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import islice

from cogov.contexts.media import actions, storage
from cogov.contexts.media.events import Attached
from cogov.contexts.media.models import Asset
from cogov.contexts.media.pipeline import Size
from cogov.kernel import journal
from cogov.kernel.models import Entry

BATCH = 500  # rows, or stems, of one query


class Fault(StrEnum):
    """What can be wrong with a kept photo."""

    MISSING = "missing"
    ALTERED = "altered"


def faults(*, thorough: bool = False, newest: int | None = None) -> Iterator[tuple[int, Fault]]:
    """(id of the asset, fault) of every photo (or of the newest so many) whose files are not all there; `thorough` also
    reads each full size and compares it with its row and with the journal. Two queries for 500 photos, and 1 ms each
    when thorough."""
    chosen = Asset.objects.order_by("pk") if newest is None else Asset.objects.order_by("-pk")[:newest]
    rows = chosen.iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        told = _told(batch) if thorough else {}
        for asset in batch:
            if not all(storage.path(asset.stem, size).is_file() for size in Size):
                yield asset.pk, Fault.MISSING
            elif thorough and {asset.sha256, told.get(asset.pk, asset.sha256)} != {_sha256(asset)}:
                yield asset.pk, Fault.ALTERED


def purge_orphans() -> int:
    """Remove the files of every stem that no row knows, and say how many there were. Walks through all folders.

    What purge_unclaimed does hourly suffices; this is for a restored backup, whose files may be older or newer than its
    rows. Uploads under way carry a mark and are left alone.
    """
    removed, stems = 0, storage.stems()
    while batch := list(islice(stems, BATCH)):
        removed += actions.settle([stem for stem in batch if not storage.is_doubtful(stem)])
    return removed


def _told(batch: Sequence[Asset]) -> dict[int, str]:
    """The fingerprints that the journal holds, by asset."""
    entries = Entry.objects.filter(
        subject_type=journal.subject_type(Asset),
        subject_id__in=[asset.pk for asset in batch],
        kind=Attached.kind,  # type: ignore[attr-defined]  # set by @event
    )
    return {entry.subject_id: json.loads(entry.data)["sha256"] for entry in entries}


def _sha256(asset: Asset) -> str:
    return hashlib.sha256(storage.path(asset.stem, Size.FULL).read_bytes()).hexdigest()
