"""Residents and what they say about themselves."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts.contacts import Contact, Kind
from cogov.contexts.accounts.events import (
    ContactRemoved,
    ContactSet,
    ProfileChanged,
    Registered,
    SignedOutEverywhere,
)
from cogov.contexts.accounts.models import Person
from cogov.kernel import journal
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Missing

PROFILE = ("name", "language", "large_type", "theme")


@transaction.atomic
def enter(*, contact: Contact, language: str, large_type: bool = False, theme: str = Person.Theme.AUTO) -> Person:
    """The person whose address was proved by a code, made if there is none, who then likes pages as they are now.

    Raises Forbidden when the account was closed. Two at once with one address make one person.
    """
    try:
        with transaction.atomic():
            person = _find(contact) or _make(
                contact, via=contact.kind, verified=True, language=language, large_type=large_type, theme=theme
            )
    except IntegrityError:
        person = locked(**{contact.kind: contact.value})
    if not person.is_active:
        raise Forbidden(_("This account is closed. Please ask at the service counter."))
    if getattr(person, f"{contact.kind}_verified_at") is None:
        _set_contact(person, contact, verified=True, by=myself(person))
    return person


@transaction.atomic
def find_or_create_resident(
    *, contact: Contact, by: Actor, name: str = "", language: str = "", verified: bool = False
) -> Person:
    """For staff and channels that act for others; `verified` when the channel proves the address. Raises Forbidden."""
    if not (by.machine or by.is_staff):
        raise Forbidden
    found = _find(contact)
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _make(contact, via="staff", verified=verified, language=language, name=name, by=by)
    except IntegrityError:
        return locked(**{contact.kind: contact.value})


@transaction.atomic
def change_profile(*, person_id: int, by: Actor, **fields: object) -> Person:
    """Set any of `PROFILE`; what is as before is not told. Raises Forbidden."""
    person = own(person_id, by)
    changed = tuple(name for name in PROFILE if name in fields and fields[name] != getattr(person, name))
    for name in changed:
        setattr(person, name, fields[name])
    if changed:
        journal.record(ProfileChanged(changed), subject=person, by=by, save=changed)
    return person


@transaction.atomic
def set_contact(*, person_id: int, contact: Contact, by: Actor) -> Person:
    """Add or replace the address that was proved by a code. Raises Conflict when somebody else has it."""
    person = own(person_id, by)
    holder = _find(contact)
    if holder is not None and holder.pk != person.pk:
        raise Conflict(_("This address belongs to another account. Sign out, and sign in with it."))
    _set_contact(person, contact, verified=True, by=by)
    return person


@transaction.atomic
def remove_contact(*, person_id: int, kind: Kind, by: Actor) -> Person:
    """Raises Conflict when it is the last one: it is also the key to the account."""
    person = own(person_id, by)
    other = person.phone_verified_at if kind == "email" else person.email_verified_at
    if other is None:
        raise Conflict(_("This is your only address. Add another one first, or erase the account."))
    setattr(person, kind, None)
    setattr(person, f"{kind}_verified_at", None)
    journal.record(ContactRemoved(kind), subject=person, by=by, save=(kind, f"{kind}_verified_at"))
    return person


@transaction.atomic
def sign_out_everywhere(*, person_id: int, by: Actor) -> None:
    """End every session of a resident. Raises Conflict for staff, who change the password instead."""
    person = own(person_id, by)
    if person.has_usable_password():
        raise Conflict(_("Choose a new password: that signs you out everywhere."))
    person.set_unusable_password()  # sessions carry a digest of this column
    journal.record(SignedOutEverywhere(), subject=person, by=by, save=("password",))


def myself(person: Person) -> Actor:
    """Who acts when somebody comes in."""
    return Actor(person=person.pk, name=person.name)


def own(person_id: int, by: Actor) -> Person:
    """The row to change, locked; everybody changes only their own. Raises Forbidden and Missing."""
    if by.person != person_id and not by.machine:
        raise Forbidden
    return locked(pk=person_id)


def locked(**lookup: object) -> Person:
    person = Person.objects.select_for_update().filter(erased_at=None, **lookup).first()
    if person is None:
        raise Missing
    return person


def _find(contact: Contact) -> Person | None:
    return Person.objects.select_for_update().filter(**{contact.kind: contact.value}).first()


def _make(
    contact: Contact, *, via: str, verified: bool, language: str, by: Actor | None = None, **about: object
) -> Person:
    person = Person(
        **about,
        language=language if language in Person.Language.values else Person.Language.CHINESE,
        **{contact.kind: contact.value, f"{contact.kind}_verified_at": now() if verified else None},
    )
    person.set_unusable_password()
    person.save(force_insert=True)
    journal.record(Registered(via), subject=person, by=by or myself(person), first=True)
    return person


def _set_contact(person: Person, contact: Contact, *, verified: bool, by: Actor) -> None:
    setattr(person, contact.kind, contact.value)
    setattr(person, f"{contact.kind}_verified_at", now() if verified else None)
    journal.record(
        ContactSet(contact.kind, verified), subject=person, by=by, save=(contact.kind, f"{contact.kind}_verified_at")
    )
