"""Checkpoints: all new journal rows under one Merkle root, which also takes in the root before it.

So one published root commits to the whole past: nobody, not even who owns the database, can alter,
remove or slip in a row below it unseen. An inclusion proof shows one row to somebody who has only roots.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Max

from cogov.kernel import merkle
from cogov.kernel.clock import now
from cogov.kernel.errors import Missing
from cogov.kernel.models import Checkpoint, Entry

MOST = 65_536
"""Rows of one checkpoint: a proof then reads them in about 0.1 s, and a million rows make 16 checkpoints."""
PATIENCE = "200ms"
"""For how long PostgreSQL may let new writers wait behind our lock; if it is not enough, the next round tries again."""

log = logging.getLogger("cogov.checkpoints")


@dataclass(frozen=True, slots=True)
class Proof:
    """That the row with hash `entry_hash` is leaf `index` of the `count` leaves under `root`; all hashes as hex."""

    checkpoint: int
    entry: int
    entry_hash: str
    index: int
    count: int
    path: tuple[str, ...]
    root: str


def checkpoint() -> list[Checkpoint]:
    """Put every row that has none yet under checkpoints; returns the new ones, oldest first.

    Returns fewer when another process makes them at the same moment, or when long writes keep the lock from us.
    """
    top = settled()
    made: list[Checkpoint] = []
    while top is not None and (new := _next(top)) is not None:
        made.append(new)
    return made


def leaves(prev_root: str, hashes: Sequence[str]) -> list[bytes]:
    """Leaf hashes of a checkpoint: the root before it, when there is one, then its rows in order of id."""
    return [merkle.leaf(bytes.fromhex(one)) for one in ([prev_root] if prev_root else []) + list(hashes)]


def prove(entry_id: int) -> Proof:
    """Raises Missing when the row is unknown or not yet under a checkpoint. Reads up to `MOST` rows."""
    under = Checkpoint.objects.filter(last_id__gte=entry_id).order_by("last_id").first()
    rows = _rows(under.first_id, under.last_id) if under else []
    position = next((number for number, (pk, _) in enumerate(rows) if pk == entry_id), None)
    if under is None or position is None:
        raise Missing
    nodes = leaves(under.prev_root, [digest for _, digest in rows])
    index = position + (1 if under.prev_root else 0)
    return Proof(
        checkpoint=under.pk,
        entry=entry_id,
        entry_hash=rows[position][1],
        index=index,
        count=len(nodes),
        path=tuple(step.hex() for step in merkle.path(nodes, index)),
        root=under.root,
    )


def holds(proof: Proof) -> bool:
    """Whether the proof leads to its root; needs no database."""
    try:
        start = merkle.leaf(bytes.fromhex(proof.entry_hash))
        steps = [bytes.fromhex(step) for step in proof.path]
    except ValueError:
        return False
    found = merkle.root_by_path(start, proof.index, proof.count, steps)
    return found is not None and found.hex() == proof.root


def settled() -> int | None:
    """The id up to which no row can appear any more; None when that cannot be told now.

    SQLite commits ids in order. PostgreSQL gives them out before the commit, so for a moment we hold
    the lock that waits for every writer; with it, nobody has a smaller id in hand.
    """
    if connection.vendor != "postgresql":
        return _top()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute(f"LOCK TABLE {Entry._meta.db_table} IN SHARE MODE")
            return _top()
    except DatabaseError as error:
        log.info("no checkpoint now: %s", error)
        return None


def _top() -> int | None:
    found: int | None = Entry.objects.aggregate(top=Max("id"))["top"]
    return found


def _next(top: int) -> Checkpoint | None:
    last = Checkpoint.objects.order_by("-last_id").first()
    rows = _rows(last.last_id + 1 if last else 0, top)
    if not rows:
        return None
    prev_root = last.root if last else ""
    nodes = leaves(prev_root, [digest for _, digest in rows])
    try:
        with transaction.atomic():
            return Checkpoint.objects.create(
                at=now(),
                first_id=rows[0][0],
                last_id=rows[-1][0],
                count=len(rows),
                root=merkle.root(nodes).hex(),
                prev_root=prev_root,
            )
    except IntegrityError:  # another process has just made it, and goes on from there
        return None


def _rows(first: int, last: int) -> list[tuple[int, str]]:
    """(id, hash) of at most `MOST` rows in order of id."""
    found = Entry.objects.filter(id__gte=first, id__lte=last).order_by("id").values_list("id", "hash")
    return list(found[:MOST])
