"""What becomes of an event: letters to those concerned. Each runs at least once; a letter is queued once."""

from __future__ import annotations

from cogov.contexts.desk import wording
from cogov.contexts.desk.actions import send
from cogov.contexts.desk.models import Subscription
from cogov.contexts.reports import events
from cogov.contexts.reports import facade as reports
from cogov.kernel.journal import on
from cogov.kernel.models import Entry

TOLD = (
    events.Filed, events.Asked, events.Accepted, events.Rejected, events.Merged, events.Dispatched, events.Started,
    events.Resolved, events.Closed, events.Reopened, events.Noted, events.Escalated,
)  # fmt: skip
"""Facts that the reporter hears of."""

FOLLOWED = (events.Accepted, events.Dispatched, events.Resolved, events.Closed, events.Reopened)
"""Facts that those who follow a public report hear of."""

QUIET_CLOCKS = ("review", "first_answer")
"""Clocks whose escalation is told to the city's offices only."""


def tell_parties(fact: object, entry: Entry) -> None:
    """A letter to the reporter and to all who were joined in."""
    if _is_internal(fact):
        return
    card = reports.system_card(entry.subject_id)
    if isinstance(fact, events.Accepted) and card.body:
        return  # handed over in the same breath: one letter says both
    for recipient in reports.recipients(entry.subject_id):
        if recipient.email:
            send(f"entry:{entry.pk}", recipient.email, wording.news(entry.kind, card, recipient))


def tell_followers(fact: object, entry: Entry) -> None:
    """A letter to all who follow this report, if it is public."""
    card = reports.public_card(entry.subject_id)
    if card is None:
        return
    for row in Subscription.objects.filter(report=entry.subject_id, confirmed_at__isnull=False):
        send(f"entry:{entry.pk}", row.email, wording.followed(entry.kind, card, row))
    if isinstance(fact, events.Accepted):
        for row in reports_of_choice(entry.subject_id):
            send(f"entry:{entry.pk}", row.email, wording.followed(entry.kind, card, row))


def reports_of_choice(report: int) -> list[Subscription]:
    """Subscriptions to a place or kind that this report falls under. One query."""
    areas_, categories = reports.reach_of(report)
    rows = Subscription.objects.filter(report=None, confirmed_at__isnull=False)
    rows = rows.filter(area=None) | rows.filter(area__in=areas_)
    return [row for row in rows if row.category in ("", *categories)]


def _is_internal(fact: object) -> bool:
    if isinstance(fact, events.Noted):
        return fact.audience != "public"
    return isinstance(fact, events.Escalated) and (fact.clock in QUIET_CLOCKS or fact.step > 1)


for _kind in TOLD:
    on(_kind)(tell_parties)
for _kind in FOLLOWED:
    on(_kind)(tell_followers)
