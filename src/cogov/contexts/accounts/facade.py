"""What other contexts may ask of the accounts: plain values only, never a `Person`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.functional import Promise

from cogov.contexts.accounts import consents, contributions, demo, gateways, queries, sessions
from cogov.contexts.accounts.actions import erasure, looking, people, staff
from cogov.contexts.accounts.consents import Wish
from cogov.contexts.accounts.contacts import Contact, email, parse
from cogov.contexts.accounts.demo import Persona
from cogov.contexts.accounts.models import Purpose
from cogov.contexts.accounts.queries import PersonCard, Reach
from cogov.kernel.actors import Actor, Role
from cogov.kernel.errors import Forbidden

__all__ = [
    "Contact",
    "PersonCard",
    "Persona",
    "Purpose",
    "Reach",
    "Wish",
    "add_staff",
    "add_staff_in_bulk",
    "contact_of",
    "contacts_of",
    "contribute_personal_data",
    "demo_personas",
    "equip_demo_staff",
    "find_or_create_resident",
    "has_consent",
    "known_resident",
    "log_view",
    "offer_consent",
    "parse_contact",
    "person",
    "persons",
    "reapply_erasures",
    "remember_receipt",
    "resident_for",
    "save_demo_personas",
    "send_code",
    "staff_called",
    "use_sms",
]

FOR_RESIDENTS = (Role.OPERATOR, Role.INSPECTOR, Role.REVIEWER)
"""Roles that take reports from people at the telephone, at the counter and in the street."""


def person(person_id: int) -> PersonCard | None:
    """None for nobody, and for somebody erased. One query."""
    return queries.cards([person_id]).get(person_id)


def persons(ids: Iterable[int]) -> dict[int, PersonCard]:
    """By id, without those erased: one query."""
    return queries.cards(ids)


def contact_of(person_id: int) -> Reach | None:
    """Where the person can be reached, proven addresses only; None for nobody or closed accounts. One query."""
    return queries.reaches([person_id]).get(person_id)


def contacts_of(ids: Iterable[int]) -> dict[int, Reach]:
    return queries.reaches(ids)


def parse_contact(text: str) -> Contact:
    """An e-mail address or telephone number as typed, in its stored form. Raises Invalid."""
    return parse(text)


def find_or_create_resident(
    *, contact: str, by: Actor, name: str = "", language: str = "", verified: bool = False
) -> PersonCard:
    """The resident with this address. `verified`: the channel itself proves it, as a caller's number does."""
    found = people.find_or_create_resident(
        contact=parse(contact), by=by, name=name, language=language, verified=verified
    )
    return PersonCard(found.pk, found.name, found.language)


def resident_for(contact: str, *, by: Actor, name: str = "", verified: bool = False) -> PersonCard:
    """For staff with a resident before them: found or made, and the look is logged. Raises Forbidden, TooMany, Invalid.

    Then `by.for_resident(card.id)` acts on the resident's behalf, which every journal row tells.
    """
    if not any(by.with_roles(*FOR_RESIDENTS)):
        raise Forbidden
    card = find_or_create_resident(contact=contact, by=by, name=name, verified=verified)
    looking.log_view(purpose=Purpose.CALL, by=by, person=card.id)
    return card


def known_resident(contact: str, *, by: Actor) -> PersonCard | None:
    """For staff with a resident before them: found, never made, and the look is logged. Raises as `resident_for`."""
    if not any(by.with_roles(*FOR_RESIDENTS)):
        raise Forbidden
    card = queries.card_of(parse(contact))
    if card is not None:
        looking.log_view(purpose=Purpose.CALL, by=by, person=card.id)
    return card


def log_view(
    actor: Actor, *, purpose: Purpose | str, person: int | None = None, report: int | None = None, matter: str = ""
) -> None:
    """Note that staff look at a resident, at the reporter of a report, or at somebody unknown behind another
    `matter` ("desk.incoming:12"), before showing anything.

    Raises Forbidden, and TooMany with a sentence beyond the quota. Two statements.
    """
    looking.log_view(purpose=purpose, by=actor, person=person, report=report, matter=matter)


def remember_receipt(request: HttpRequest, report_id: int) -> None:
    """This visitor has shown the receipt; it counts in `request.actor.receipts` from the next request on."""
    sessions.remember_receipt(request, report_id)


def has_consent(person_id: int, purpose: str) -> bool:
    return queries.consented(person_id, purpose)


def offer_consent(wish: Wish) -> None:
    """Ask everybody on the account page; call it when the server starts."""
    consents.offer(wish)


def contribute_personal_data(
    name: str, export: Callable[[int], Any], erase: Callable[[int, Actor], None], title: str | Promise = ""
) -> None:
    """Take part in "everything about me" and in erasure (see contributions.py); call it when the server starts."""
    contributions.contribute(name, export, erase, title)


def send_code(contact: Contact, code: str) -> None:
    """Hand a code over by e-mail or text message. Raises Invalid when it cannot be sent."""
    gateways.send_code(contact, code)


def use_sms(gateway: gateways.SmsGateway | None) -> None:
    """Text messages go out through this from now on (desk)."""
    gateways.use_sms(gateway)


def add_staff(*, email_address: str, name: str, by: Actor, language: str = "") -> PersonCard:
    """For the bodies, before a role is given: the person with this address, made if need be. Raises Forbidden, Invalid.

    The person then chooses a password under "Forgotten password, or first time here".
    """
    found = staff.add_staff(email=email(email_address), name=name, by=by, language=language)
    return PersonCard(found.pk, found.name, found.language)


def add_staff_in_bulk(wanted: Mapping[str, str], *, by: Actor) -> dict[str, int]:
    """For imports: e-mail (lower case) → name in, e-mail → id out, accounts made as need be. Raises Forbidden."""
    return staff.add_staff_in_bulk(wanted=wanted, by=by)


def staff_called(emails: Iterable[str]) -> dict[str, int]:
    """Ids of the accounts that have these e-mail addresses (lower case): one query. For those who appoint."""
    return queries.ids_of(emails)


def reapply_erasures() -> int:
    """After a restore: erase again who was erased; returns how many."""
    return erasure.reapply_erasures()


def demo_personas() -> tuple[Persona, ...]:
    """Empty in service."""
    return demo.personas()


def save_demo_personas(personas: Iterable[Persona]) -> None:
    demo.save_personas(personas)


def equip_demo_staff(person_ids: Iterable[int], password: str) -> None:
    """Password and one-time codes for the staff of the demo city. Raises Missing in service."""
    demo.equip_staff(person_ids, password)
