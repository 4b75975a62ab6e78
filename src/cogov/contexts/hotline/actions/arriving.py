"""A call comes in, or an operator begins one; somebody takes it; who it is becomes known."""

from __future__ import annotations

import re

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.hotline import queries, rules
from cogov.contexts.hotline.events import Arrived, HungUp, Missed, Recognised, Taken
from cogov.contexts.hotline.models import Call, Caller, State
from cogov.contexts.hotline.workflow import WORKFLOW
from cogov.contexts.reports import facade as reports
from cogov.kernel import journal
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing

RECEIPT = re.compile(r"(?:^|[^a-z0-9])([a-z2-7]{32})(?:$|[^a-z0-9])")
"""The code of a receipt, bare or inside the address that its QR code holds."""

BUSY = _("You are in a conversation. Please end it first.")


@transaction.atomic
def ring(*, line: str, contact: str, body: int, by: Actor) -> Call:
    """A telephone rings. `line` is its own id of the call: told again, it is the same call. Raises Forbidden.

    A number that is none is a withheld one: nobody's call is refused.
    """
    if not by.machine:
        raise Forbidden
    found = Call.objects.filter(line=line).first()
    if found is not None:
        return found
    at = now()
    call = Call.objects.create(state=State.RINGING, channel=Channel.PHONE, body_id=body, line=line, arrived_at=at)
    known = _normal(contact)
    Caller.objects.create(call=call, contact=known)
    journal.record(Arrived(call.channel, body, bool(known)), subject=call, by=by, first=True)
    return call


@transaction.atomic
def hang_up(*, line: str, by: Actor) -> Call | None:
    """The line closed: a call that nobody took is missed; the work on one in conversation goes on."""
    call = Call.objects.select_for_update().filter(line=line).first()
    if call is None or call.hung_up_at is not None:
        return call
    call.hung_up_at = now()
    if call.state == State.RINGING:
        WORKFLOW.apply("miss", call, by=by, fact=Missed(), save=("hung_up_at",))
    else:
        journal.record(HungUp(), subject=call, by=by, save=("hung_up_at",))
    return call


def take(*, call: int, by: Actor) -> Call:
    """Whoever is first has it. Raises Missing, Forbidden, Conflict (taken, or busy)."""
    _be_free(by)
    with transaction.atomic():
        found = _locked(call)
        _claim(found, by)
    return found


def start(*, about: str, by: Actor, channel: Channel = Channel.PHONE) -> Call:
    """Somebody called or came: `about` is their number, e-mail or receipt; empty = not said.

    Raises Forbidden, Conflict (busy), Invalid (neither of them), Missing (no such receipt).
    """
    grant = next(by.with_roles(*rules.TAKERS), None)
    if grant is None:
        raise Forbidden
    _be_free(by)
    contact, person, case = _about(about)
    at = now()
    with transaction.atomic():
        call = Call(
            state=State.OPEN, channel=channel, body_id=grant.body, operator_id=by.person, arrived_at=at, taken_at=at
        )
        try:
            with transaction.atomic():
                call.save(force_insert=True)
        except IntegrityError:
            raise Conflict(BUSY) from None
        Caller.objects.create(call=call, contact=contact, person_id=person, case=case)
        journal.record(Arrived(channel, grant.body, bool(contact or case)), subject=call, by=by, first=True)
    return call


@transaction.atomic
def recognise(*, call: int, about: str, by: Actor) -> Call:
    """The caller says a number, an e-mail or a receipt, and is looked for again. Raises as `start`."""
    found = held(call, by)
    caller = queries.caller_of(found)
    caller.contact, caller.person_id, caller.case = _about(about)
    caller.save()
    found.looked = False
    known = bool(caller.contact or caller.case)
    journal.record(Recognised(known), subject=found, by=by, save=("looked",))
    return found


def look(call: Call, *, by: Actor) -> None:
    """Find who it is and note the look, once in a call: whoever reads the screen again looks at the same.

    Raises TooMany. One query for somebody unknown, five for somebody known.
    """
    caller = queries.caller_of(call)
    if call.looked or not (caller.contact or caller.person_id):
        return
    if caller.person_id is not None:
        accounts.log_view(by, purpose=accounts.Purpose.CALL, person=caller.person_id)
    else:
        card = accounts.known_resident(caller.contact, by=by)
        if card is None:
            return
        Caller.objects.filter(pk=call.pk).update(person=card.id)
    Call.objects.filter(pk=call.pk).update(looked=True)
    call.looked = True


def held(call: int, by: Actor) -> Call:
    """The conversation, locked, that the actor is in. Raises Missing, Conflict."""
    found = Call.objects.select_for_update().filter(pk=call, operator=by.person).first()
    if found is None or not rules.holds(by, found):
        raise Missing
    WORKFLOW.check("end", found, by)
    return found


def _claim(found: Call, by: Actor) -> None:
    WORKFLOW.check("take", found, by)
    found.operator_id, found.taken_at = by.person, now()
    try:
        with transaction.atomic():
            WORKFLOW.apply("take", found, by=by, fact=Taken(), save=("operator", "taken_at"))
    except IntegrityError:
        raise Conflict(BUSY) from None


def _be_free(by: Actor) -> None:
    if queries.held_by(by) is not None:
        raise Conflict(BUSY)


def _locked(call: int) -> Call:
    found = Call.objects.select_for_update().filter(pk=call).first()
    if found is None:
        raise Missing
    return found


def _about(text: str) -> tuple[str, int | None, int | None]:
    """(contact, person, case) of what was typed or scanned."""
    plain = text.strip()
    if not plain:
        return "", None, None
    receipt = RECEIPT.search(plain.lower().replace(" ", "") if len(plain.split()) > 4 else plain.lower())
    if receipt:
        case, person = reports.of_receipt(receipt[1])
        return "", person, case
    return accounts.parse_contact(plain).value, None, None


def _normal(contact: str) -> str:
    try:
        return accounts.parse_contact(contact).value if contact else ""
    except Invalid:
        return ""
