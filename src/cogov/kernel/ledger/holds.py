"""Amounts set aside: an order waiting to be collected, points under suspicion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Invalid, Missing
from cogov.kernel.ledger.accounts import locked
from cogov.kernel.ledger.events import Held, Released, Settled
from cogov.kernel.ledger.models import Account, Hold
from cogov.kernel.ledger.posting import post
from cogov.kernel.ledger.values import Insufficient, Line

TABLE = Hold._meta.db_table


@transaction.atomic
def hold(*, key: str, account: int, amount: int, why: str, by: Actor, until: datetime | None = None) -> int:
    """Set an amount of an account with a floor aside; returns the id of the hold.

    The same key returns the first hold, with another account or amount raises Conflict. Raises Insufficient.
    From `until` on the amount is free again by itself, within a minute. Five statements.
    """
    if amount <= 0:
        raise Invalid("a hold is of more than nothing")
    found = _insert(key, account, amount, why, until)
    if found is None:
        return _first(key, account, amount)
    row = locked([account])[account]
    if row.floor is None:
        raise Invalid("nothing can be held in an open account")
    free = row.total - row.held - row.floor
    if amount > free:
        raise Insufficient(account=account, asked=amount, free=free, unit=row.unit)
    Account.objects.filter(pk=account).update(held=F("held") + amount)
    journal.record(Held(account, amount, why), subject=Hold(pk=found), by=by, first=True)
    return found


@transaction.atomic
def release(hold: int, *, by: Actor) -> None:
    """Give back what was held. A hold that was given back before stays so; one that was spent raises Conflict."""
    row = _locked(hold)
    if row.state == Hold.State.RELEASED:
        return
    _end(row, Hold.State.RELEASED)
    journal.record(Released(row.account_id, row.amount), subject=row, by=by, save=["state"])


@transaction.atomic
def settle(
    hold: int, *, key: str, lines: Sequence[Line], why: str, by: Actor, facts: Mapping[str, Any] | None = None
) -> int:
    """Spend what was held; returns the id of the posting. What the lines leave of it is free again.

    Repeated with the same key and lines returns the same posting. Raises Conflict when the hold has ended
    otherwise, Invalid when the lines take more from its account than was held.
    """
    row = _locked(hold)
    if row.state == Hold.State.SETTLED:
        again = post(key=key, lines=lines, why=why, by=by, facts=facts)
        if again != row.posting_id:
            raise Conflict(_("This was already done in another way."))
        return again
    out = -sum(line.amount for line in lines if line.account == row.account_id)
    if not 0 < out <= row.amount:
        raise Invalid("a hold is settled by taking something, and no more than was held, out of its account")
    locked(line.account for line in lines)
    _end(row, Hold.State.SETTLED)
    row.posting_id = post(key=key, lines=lines, why=why, by=by, facts=facts)
    fact = Settled(row.account_id, row.amount, row.posting_id)
    journal.record(fact, subject=row, by=by, save=["state", "posting_id"])
    return row.posting_id


def release_expired(limit: int = 500) -> int:
    """Give back holds past their time, each in its own transaction; returns how many."""
    due = Hold.objects.filter(state=Hold.State.OPEN, until__lte=now()).order_by("until").values_list("pk", flat=True)
    ended = 0
    for one in list(due[:limit]):
        try:
            release(one, by=SYSTEM)
        except Conflict:  # spent in this moment
            continue
        ended += 1
    return ended


def _end(row: Hold, state: Hold.State) -> None:
    if row.state != Hold.State.OPEN:
        raise Conflict(_("This has already ended."))
    row.state = state
    Account.objects.filter(pk=row.account_id).update(held=F("held") - row.amount)


def _locked(hold: int) -> Hold:
    """Always taken before any account, so that holds and accounts are locked in one order."""
    row = Hold.objects.select_for_update(of=("self",)).filter(pk=hold).first()
    if row is None:
        raise Missing
    return row


def _insert(key: str, account: int, amount: int, why: str, until: datetime | None) -> int | None:
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (key, account_id, amount, why, state, at, until, journal_seq, journal_hash)"
            " VALUES (%s, %s, %s, %s, 'open', %s, %s, 1, '') ON CONFLICT (key) DO NOTHING RETURNING id",
            [key, account, amount, why, adapt(now()), adapt(until)],
        )
        found = cursor.fetchone()
    return int(found[0]) if found else None


def _first(key: str, account: int, amount: int) -> int:
    row = Hold.objects.get(key=key)
    if (row.account_id, row.amount) != (account, amount):
        raise Conflict(_("This request was already sent with other content. Please start again."))
    return row.pk
