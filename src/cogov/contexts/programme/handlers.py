"""What was brought by an item of publicity, noted in the transaction that files the report or makes the account."""

from __future__ import annotations

from cogov.contexts.accounts.events import Registered
from cogov.contexts.programme import actions, following
from cogov.contexts.reports.events import Filed
from cogov.kernel.journal import on
from cogov.kernel.models import Entry


@on(Filed, within=True)
def credit_report(_fact: Filed, entry: Entry) -> None:
    poster = following.credited()
    if poster is not None:
        actions.credit_report(poster=poster, report=entry.subject_id)


@on(Registered, within=True)
def credit_account(_fact: Registered, _entry: Entry) -> None:
    poster = following.credited()
    if poster is not None:
        actions.count(poster=poster, what="accounts")
