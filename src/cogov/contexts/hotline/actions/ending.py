"""What a call comes to: a report, a known case, an answer, another office, a call owed, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk import facade as desk
from cogov.contexts.hotline import queries
from cogov.contexts.hotline.actions.arriving import held
from cogov.contexts.hotline.events import CallPromised, Ended
from cogov.contexts.hotline.models import Call, CallBack, Caller, Outcome
from cogov.contexts.hotline.places import Spot
from cogov.contexts.hotline.workflow import WORKFLOW
from cogov.contexts.knowledge import facade as knowledge
from cogov.contexts.reports import facade as reports
from cogov.kernel import journal
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid

FARTHEST = timedelta(days=14)
"""A call promised for later than two weeks is a promise that nobody remembers."""

UNTALKED = (Outcome.ADVISED, Outcome.CUT_OFF)
"""Outcomes of a call that leaves nothing behind."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What the caller says. `spot` is None for a kind without a place."""

    text: str
    kind: str
    spot: Spot | None
    name: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Filed:
    """`told` is the number that gets the receipt by SMS, shortened for the screen; empty = on paper."""

    report: int
    code: str
    told: str


def file(*, call: int, filing: Filing, by: Actor, key: str) -> Filed:
    """A report on the caller's behalf; the call ends with it, and the receipt goes out by SMS.

    Raises Missing, Conflict, Invalid (field by field), TooMany. The resident's account is found or made.
    """
    caller = queries.caller_of(_mine(call, by))
    person = _resident(caller, filing.name, by)
    with transaction.atomic():
        found = held(call, by)
        actor = by.through(Channel(found.channel)).for_resident(person)
        receipt = reports.file(draft=draft_of(filing, caller), by=actor, key=key)
        _end(found, Outcome.FILED, by=actor, report=receipt.report)
        told = _tell(caller.contact, receipt)
    return Filed(receipt.report, receipt.code, told)


def join(*, call: int, report: int, by: Actor, name: str = "") -> int:
    """The caller's voice is added to a known case; the case. Raises Missing, Conflict, Invalid without a contact."""
    caller = queries.caller_of(_mine(call, by))
    person = _resident(caller, name, by)
    if person is None:
        raise Invalid(fields={"about": _("A voice belongs to somebody. Please type the caller's number first.")})
    with transaction.atomic():
        found = held(call, by)
        actor = by.through(Channel(found.channel)).for_resident(person)
        case = reports.join(report, by=actor)
        _end(found, Outcome.JOINED, by=actor, report=case)
    return case


@transaction.atomic
def answer(*, call: int, answer_: int, by: Actor) -> Call:
    """The knowledge base had it. Raises Missing, Conflict."""
    found = held(call, by)
    knowledge.used(answer_, found.pk)
    return _end(found, Outcome.ANSWERED, by=by, answer=answer_)


@transaction.atomic
def connect(*, call: int, body: str, by: Actor) -> Call:
    """Handed to an office's own telephone. Raises Missing, Conflict, Invalid for one without a telephone."""
    found = held(call, by)
    office = bodies.by_code(body)
    if not office.phone:
        raise Invalid(fields={"office": _("This office has no telephone of its own.")})
    return _end(found, Outcome.CONNECTED, by=by, connected=office.id)


@transaction.atomic
def promise(*, call: int, due_at: datetime, reason: str, by: Actor) -> CallBack:
    """Somebody of this line calls back. Raises Missing, Conflict, Invalid (no number, or a time that cannot be)."""
    found = held(call, by)
    if not queries.caller_of(found).contact:
        raise Invalid(fields={"about": _("Please type the number to call first.")})
    if not now() < due_at <= now() + FARTHEST:
        raise Invalid(fields={"due_at": _("Please choose a time within the next two weeks.")})
    owed = CallBack.objects.create(call=found, body_id=found.body_id, due_at=due_at, reason=reason.strip()[:300])
    fact = CallPromised(found.pk, due_at.isoformat(timespec="minutes"))
    journal.record(fact, subject=owed, by=by, first=True)
    _end(found, Outcome.CALL_BACK, by=by)
    return owed


@transaction.atomic
def end(*, call: int, outcome: str, by: Actor) -> Call:
    """Nothing is left to do. Raises Missing, Conflict, Invalid for an outcome that leaves something."""
    if outcome not in UNTALKED:
        raise Invalid
    return _end(held(call, by), Outcome(outcome), by=by)


def draft_of(filing: Filing, caller: Caller) -> reports.Draft:
    """As the reports want it; the place exact where the spot is."""
    spot = filing.spot
    exact = spot is not None and spot.exact
    contact = caller.contact
    return reports.Draft(
        category=filing.kind,
        text=filing.text,
        language=get_language() or "zh-hans",
        lat=spot.lat if spot and exact else None,
        lon=spot.lon if spot and exact else None,
        area=spot.area if spot and not exact else None,
        address=filing.address or (spot.address if spot else ""),
        contact=reports.ContactDraft(
            filing.name, contact if "@" in contact else "", contact if contact.startswith("+") else ""
        ),
    )


def _mine(call: int, by: Actor) -> Call:
    """Asked before the transaction, since looks are counted outside of it."""
    return queries.get(call, by)


def _resident(caller: Caller, name: str, by: Actor) -> int | None:
    """Who it is, made where nobody has the address yet; the look is logged."""
    if caller.person_id is not None or not caller.contact:
        return caller.person_id
    made = accounts.resident_for(caller.contact, by=by, name=name.strip()[:80]).id
    Caller.objects.filter(pk=caller.pk).update(person=made)
    Call.objects.filter(pk=caller.pk).update(looked=True)
    return made


def _end(
    call: Call,
    outcome: Outcome,
    *,
    by: Actor,
    report: int | None = None,
    answer: int | None = None,
    connected: int | None = None,
) -> Call:
    call.ended_at, call.outcome = now(), outcome
    call.report, call.answer, call.connected_id = report, answer, connected
    fact = Ended(outcome, report, answer, connected)
    save = ("ended_at", "outcome", "report", "answer", "connected")
    WORKFLOW.apply("end", call, by=by, fact=fact, save=save)
    return call


def _tell(contact: str, receipt: reports.Receipt) -> str:
    """The receipt as a text message, in neutral words; returns the number shortened, "" without one."""
    if not contact.startswith("+"):
        return ""
    address = settings.SITE_URL + reverse("reports:receipt", args=[receipt.code])
    words = _("We have taken up your matter, no. %(number)s. Follow it here, and keep this to yourself: %(address)s")
    desk.text(
        phone=contact,
        occasion=f"receipt:{receipt.report}",
        words=words % {"number": receipt.report, "address": address},
    )
    return accounts.parse_contact(contact).shown
