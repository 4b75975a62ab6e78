"""What proves a posting: its lines, its entry in the journal, and the way from there to a Merkle root.

Who has once written down a root can check later, without us, that the entry was there and is unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cogov.contexts.fund.moves import PLACES
from cogov.kernel import checkpoints, journal
from cogov.kernel.checkpoints import Proof
from cogov.kernel.errors import Missing
from cogov.kernel.ledger.models import Line, Posting
from cogov.kernel.models import Entry


@dataclass(frozen=True, slots=True)
class LineView:
    """One line; `code` and `title` are empty for accounts that are not the fund's."""

    account: int
    kind: str
    owner: str
    unit: str
    code: str
    title: object
    amount: int

    @property
    def debit(self) -> int:
        return max(self.amount, 0)

    @property
    def credit(self) -> int:
        return max(-self.amount, 0)


@dataclass(frozen=True, slots=True)
class Witness:
    """The journal's entry of a posting. `proof` is None until the next checkpoint is made (some minutes).

    `sound`: the entry's content matches its hash, tells the same lines as the ledger, and its proof leads to its root.
    """

    entry: int
    kind: str
    subject: str
    at: datetime
    seq: int
    hash: str
    prev: str
    data: str
    proof: Proof | None
    sound: bool


def lines(posting: int) -> list[LineView]:
    """One query."""
    rows = Line.objects.filter(posting=posting).order_by("id")
    values = rows.values_list("account_id", "account__kind", "account__owner", "account__unit", "amount")
    return [
        LineView(account, kind, owner, unit, *(_named(kind)), amount) for account, kind, owner, unit, amount in values
    ]


def witness(posting: int) -> Witness | None:
    """None where the journal does not know the posting, which the reconciliation reports. Three or four queries."""
    entry = Entry.objects.filter(subject_type=journal.subject_type(Posting), subject_id=posting, seq=1).first()
    if entry is None:
        return None
    try:
        proof = checkpoints.prove(entry.pk)
    except Missing:
        proof = None
    told = journal.fact_of(entry)
    moved = sorted(Line.objects.filter(posting=posting).values_list("account_id", "amount"))
    sound = (
        journal.entry_hash(entry) == entry.hash
        and sorted(tuple(line) for line in told.lines) == moved
        and (proof is None or (proof.entry_hash == entry.hash and checkpoints.holds(proof)))
    )
    return Witness(
        entry=entry.pk, kind=entry.kind, subject=f"{entry.subject_type} {entry.subject_id}", at=entry.at,
        seq=entry.seq, hash=entry.hash, prev=entry.prev, data=entry.data, proof=proof, sound=sound,
    )  # fmt: skip


def _named(kind: str) -> tuple[str, object]:
    place = PLACES.get(kind)
    return (place.code, place.title) if place else ("", kind)
