"""What becomes of an event: letters to those concerned. Each runs at least once; a letter is queued once."""

from __future__ import annotations

from functools import partial

from django.utils.translation import override

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk import wording
from cogov.contexts.desk.actions import receiving, send
from cogov.contexts.desk.events import Received
from cogov.contexts.desk.facade import notify, text
from cogov.contexts.desk.letter import Letter
from cogov.contexts.desk.models import Incoming, Subscription
from cogov.contexts.reports import events
from cogov.contexts.reports import facade as reports
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.journal import on
from cogov.kernel.models import Entry

TOLD = (
    events.Filed, events.Asked, events.Accepted, events.Rejected, events.Merged, events.Dispatched, events.Started,
    events.Resolved, events.Closed, events.Reopened, events.Noted, events.Escalated, events.TimeApproved,
    events.PauseEnded,
)  # fmt: skip
"""Facts that the reporter hears of."""

FOLLOWED = (events.Accepted, events.Dispatched, events.Resolved, events.Closed, events.Reopened)
"""Facts that those who follow a public report hear of."""

BY_TEXT_MESSAGE = (events.Filed, events.Asked, events.Rejected, events.Resolved, events.Closed)
"""Facts for which a text message is paid: those that ask for something or end something."""

QUIET_CLOCKS = ("review", "first_answer", "dispatch", "verification")
"""Clocks whose escalation is told to the city's offices only."""


def tell_parties(fact: object, entry: Entry) -> None:
    """News to the reporter and to all who were joined in: by the ways of their account, else as they asked for it."""
    if _is_internal(fact):
        return
    card = reports.system_card(entry.subject_id)
    if isinstance(fact, events.Accepted) and card.body:
        return  # handed over in the same breath: one letter says both
    occasion = f"entry:{entry.pk}"
    for recipient in reports.recipients(entry.subject_id):
        account = accounts.contact_of(recipient.person) if recipient.person is not None else None
        if account is not None:
            write = partial(_news, entry, recipient)
            notify(person=account.person, occasion=occasion, letter=write, private=recipient.private)
        if recipient.email and (account is None or recipient.email != account.email):
            with override(recipient.language):
                letter = _news(entry, recipient)
            send(occasion, recipient.email, letter, report=recipient.report, language=recipient.language)
        elif account is None and recipient.phone and isinstance(fact, BY_TEXT_MESSAGE):
            with override(recipient.language):
                text(phone=recipient.phone, occasion=occasion, words=_news(entry, recipient).short)


def _news(entry: Entry, recipient: reports.Recipient) -> Letter:
    """In the present language."""
    return wording.news(entry.kind, reports.system_card(entry.subject_id), recipient)


def tell_followers(fact: object, entry: Entry) -> None:
    """A letter to all who follow this report, if it is public."""
    card = reports.public_card(entry.subject_id)
    if card is None:
        return
    for row in Subscription.objects.filter(report=entry.subject_id, confirmed_at__isnull=False):
        send(f"entry:{entry.pk}", row.email, wording.followed(entry.kind, card, row), language=row.language)
    if isinstance(fact, events.Accepted):
        for row in reports_of_choice(entry.subject_id):
            send(f"entry:{entry.pk}", row.email, wording.followed(entry.kind, card, row), language=row.language)


def reports_of_choice(report: int) -> list[Subscription]:
    """Subscriptions to a place or kind that this report falls under. One query."""
    areas_, categories = reports.reach_of(report)
    rows = Subscription.objects.filter(report=None, confirmed_at__isnull=False)
    rows = rows.filter(area=None) | rows.filter(area__in=areas_)
    return [row for row in rows if row.category in ("", *categories)]


def _is_internal(fact: object) -> bool:
    if isinstance(fact, events.Noted):
        return fact.audience != "public"
    if isinstance(fact, events.PauseEnded):
        return fact.because in ("answered", "step")  # what ended it is news of its own
    return isinstance(fact, events.Escalated) and (fact.clock in QUIET_CLOCKS or fact.step > 1)


def acknowledge(_fact: object, entry: Entry) -> None:
    """A letter that waits for a person is answered at once, so that its writer knows that it has arrived."""
    row = Incoming.objects.filter(pk=entry.subject_id, state=Incoming.State.NEW, channel="email").first()
    if row is not None:
        with override(row.language):
            send(f"incoming:{row.pk}", row.sender, wording.arrived(row), report=row.report, language=row.language)


def fetch_pictures(_fact: object, entry: Entry) -> None:
    """Photos that stand elsewhere, once the answer to the messenger is out. Raises Unreachable to be tried again."""
    row = Incoming.objects.filter(pk=entry.subject_id).first()
    if row is None:
        return
    for url in list(row.pictures):
        receiving.fetch_picture(row=row, url=url, by=SYSTEM)


def tell_staff(fact: events.Warned | events.Escalated, entry: Entry) -> None:
    """A clock that runs out is told to those who can still stop it, and then to those above them."""
    if fact.body is None:
        return
    roles = (Role.HANDLER, Role.SUPERVISOR) if isinstance(fact, events.Warned) else (Role.SUPERVISOR, Role.LEADER)
    people = next((found for role in roles if (found := bodies.members(fact.body, role))), ())
    for person in people:
        actor = Actor(person=person, grants=bodies.grants_of(person))
        if reports.exists(entry.subject_id, actor):
            write = partial(_late, entry, actor)
            notify(person=person, occasion=f"entry:{entry.pk}", letter=write, private=True)


def tell_asker(fact: events.TimeApproved | events.TimeRefused, entry: Entry) -> None:
    """Whoever asked for more time hears what was decided."""
    person = reports.asker_of_time(fact.request)
    if person is not None:
        write = partial(wording.decided, entry.kind, entry.subject_id)
        notify(person=person, occasion=f"time:{entry.pk}", letter=write, private=True)


def _late(entry: Entry, actor: Actor) -> Letter:
    return wording.late(entry.kind, reports.card(entry.subject_id, actor), journal.fact_of(entry).clock)


on(Received)(acknowledge)
on(Received, outside=True)(fetch_pictures)
on(events.Warned)(tell_staff)
on(events.Escalated)(tell_staff)
on(events.TimeApproved)(tell_asker)
on(events.TimeRefused)(tell_asker)
for _kind in TOLD:
    on(_kind)(tell_parties)
for _kind in FOLLOWED:
    on(_kind)(tell_followers)
