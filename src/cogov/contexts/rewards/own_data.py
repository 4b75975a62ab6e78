"""What the points know about a person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.rewards import balances
from cogov.contexts.rewards.events import PoolLeft
from cogov.contexts.rewards.models import Earning, PoolMember, Suspicion
from cogov.contexts.rewards.reasons import deed, sentence
from cogov.kernel import journal, ledger
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.personal import Basis, personal

PAGE = 1000
"""Lines of a statement read at a time."""

personal(
    "rewards.suspicion",
    "reason",
    "appeal",
    "answer",
    purpose=_("To decide about points that were held back, and to let the resident object"),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
personal(
    "rewards.suspicion",
    "person",
    "facts",
    "decided_by",
    "answered_by",
    purpose=_("To know whose points were held back and who decided; a number that says nothing once erased"),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
personal(
    "rewards.earning",
    "person",
    "device",
    "contact",
    "household",
    "other",
    "cell",
    purpose=_("To keep the ceilings of the points and to notice when somebody plays the rules"),
    basis=Basis.PUBLIC_TASK,
    retention=None,
)
personal(
    "rewards.poolmember",
    "person",
    purpose=_("To know who put points together with whom"),
    basis=Basis.CONSENT,
    retention=None,
)
personal(
    "rewards.pool",
    "name",
    purpose=_("So that a family or community knows its points"),
    basis=Basis.CONSENT,
    retention=None,
)


def export(person: int) -> dict[str, Any]:
    """Everything about one person's points, newest first. Some queries for each thousand lines."""
    return {
        "statement": [
            {"at": line.at.isoformat(), "points": line.amount, "balance": line.balance, "for": sentence(line)}
            for line in _lines(balances.of_person(person))
        ],
        "earned": [
            {"at": row.at.isoformat(), "points": row.points, "state": row.state, "for": deed(row.kind, row.subject_id)}
            for row in Earning.objects.filter(person=person).order_by("-pk")
        ],
        "decisions": [
            {"at": row.at.isoformat(), "state": row.state, "reason": row.reason, "appeal": row.appeal,
             "answer": row.answer}
            for row in Suspicion.objects.filter(person=person).order_by("-pk")
        ],
        "pools": [
            {"name": row.pool.name, "since": row.since.isoformat(), "keeper": row.keeper}
            for row in PoolMember.objects.filter(person=person).select_related("pool").order_by("pk")
        ],
    }  # fmt: skip


def erase(person: int, by: Actor) -> None:
    """Words and digests go; amounts stay, under a number that leads to nobody, or the sums would no longer be zero."""
    Earning.objects.filter(person=person).update(device="", contact="", cell=None, other=None)
    Earning.objects.filter(other=person).update(other=None)
    Suspicion.objects.filter(person=person).exclude(reason="").update(reason="–")
    Suspicion.objects.filter(person=person).update(appeal="", answer="", facts={})
    for member in PoolMember.objects.filter(person=person, until=None).select_related("pool"):
        PoolMember.objects.filter(pk=member.pk).update(until=now())
        journal.record(PoolLeft(person), subject=member.pool, by=by)


def install() -> None:
    accounts.contribute_personal_data("rewards", export, erase, _("Points"))


def _lines(account: int) -> list[ledger.StatementLine]:
    found: list[ledger.StatementLine] = []
    before: int | None = None
    while page := ledger.statement(account, before=before, limit=PAGE):
        found += page
        before = page[-1].id
    return found
