"""What proves that staff are who they say: password, one-time codes, recovery codes."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from cogov.contexts.accounts import totp
from cogov.contexts.accounts.actions.people import locked, myself, own
from cogov.contexts.accounts.events import (
    ContactSet,
    PasswordSet,
    RecoveryCodesMade,
    Registered,
    SecondFactorReset,
    SecondFactorSet,
    StaffRefused,
    StaffSignedIn,
)
from cogov.contexts.accounts.models import Person, RecoveryCode, SecondFactor
from cogov.kernel import journal
from cogov.kernel.actors import Actor, Role
from cogov.kernel.bulk import reserve_ids
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid
from cogov.kernel.ids import derived_token

RECOVERY_CODES = 10
BATCH = 500  # rows of one INSERT: below SQLite's 32,766 parameters
RECOVERY_LETTERS = 10  # of base32: 50 bits each, far beyond five tries


@transaction.atomic
def add_staff(*, email: str, name: str, by: Actor, language: str = "") -> Person:
    """The person with this address, made if there is none; a role is given by the bodies. Raises Forbidden, Invalid."""
    if not by.machine and not any(by.with_roles(Role.ADMIN, Role.SECURITY)):
        raise Forbidden
    person = Person.objects.select_for_update().filter(email=email).first()
    if person is not None:
        return person
    person = Person(email=email, name=name)
    if language in Person.Language.values:
        person.language = language
    person.set_unusable_password()
    person.save(force_insert=True)
    journal.record(Registered("invitation"), subject=person, by=by, first=True)
    return person


@transaction.atomic
def add_staff_in_bulk(*, wanted: Mapping[str, str], by: Actor) -> dict[str, int]:
    """As `add_staff` for many: e-mail → name in, e-mail → id out. One query, one INSERT for 500, a journal row each."""
    if not by.machine and not any(by.with_roles(Role.ADMIN, Role.SECURITY)):
        raise Forbidden
    known = dict(Person.objects.filter(email__in=wanted).values_list("email", "pk"))
    fresh = [(email, name) for email, name in wanted.items() if email not in known]
    people = [
        Person(pk=pk, email=email, name=name, password=make_password(None))
        for pk, (email, name) in zip(reserve_ids(Person, len(fresh)), fresh, strict=True)
    ]
    Person.objects.bulk_create(people, batch_size=BATCH)
    for person in people:
        journal.record(Registered("invitation"), subject=person, by=by, first=True)
    return {str(email): pk for email, pk in known.items()} | {str(person.email): person.pk for person in people}


@transaction.atomic
def set_password(*, person_id: int, password: str, by: Actor) -> Person:
    """Whoever comes here has proved the address, or the old password. Raises Invalid for a weak one."""
    person = own(person_id, by)
    try:
        validate_password(password, person)
    except ValidationError as weak:
        raise Invalid(fields={"password": " ".join(weak.messages)}) from weak
    person.set_password(password)
    journal.record(PasswordSet(), subject=person, by=by, save=("password",))
    if person.email_verified_at is None:
        person.email_verified_at = now()
        journal.record(ContactSet("email", verified=True), subject=person, by=by, save=("email_verified_at",))
    return person


@transaction.atomic
def set_second_factor(*, person_id: int, nonce: str, code: str, by: Actor) -> list[str]:
    """Take the app whose first code is right; returns recovery codes. Raises Invalid, and Conflict if there is one."""
    person = own(person_id, by)
    if SecondFactor.objects.filter(person=person).exists():
        raise Conflict(_("A second step is set up already."))
    step = totp.matching_step(totp.secret(person_id, nonce), code, now())
    if step is None:
        raise Invalid(
            fields={"code": _("This is not the code that the app shows now. Is the telephone's clock right?")}
        )
    SecondFactor.objects.create(person=person, nonce=nonce, confirmed_at=now(), last_step=step)
    journal.record(SecondFactorSet(), subject=person, by=by)
    return _new_recovery_codes(person, by)


@transaction.atomic
def make_recovery_codes(*, person_id: int, by: Actor) -> list[str]:
    """Ten new ones, shown this once; the old ones stop working."""
    return _new_recovery_codes(own(person_id, by), by)


@transaction.atomic
def pass_second_factor(*, person_id: int, code: str) -> str:
    """ "totp" or "recovery" when the code is right and not yet used, else "", which the journal tells."""
    person = locked(pk=person_id)
    factor = _factor_of(person, code)
    if not factor:
        journal.record(StaffRefused(), subject=person, by=myself(person))
    return factor


@transaction.atomic
def note_sign_in(*, person_id: int, factor: str) -> None:
    person = locked(pk=person_id)
    journal.record(StaffSignedIn(factor), subject=person, by=myself(person))


@transaction.atomic
def reset_second_factor(*, person_id: int, by: Actor) -> Person:
    """For somebody who lost telephone and paper: a security officer takes both away. Nobody does it for themselves."""
    if not by.machine and (by.person == person_id or not any(by.with_roles(Role.SECURITY))):
        raise Forbidden
    person = locked(pk=person_id)
    SecondFactor.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    if person.has_usable_password():
        person.set_unusable_password()  # ends open sessions, and the way back begins with the mailbox
    journal.record(SecondFactorReset(), subject=person, by=by, save=("password",))
    return person


def _factor_of(person: Person, code: str) -> str:
    plain = "".join(letter for letter in code.casefold() if letter.isalnum())
    if len(plain) == RECOVERY_LETTERS:
        unused = RecoveryCode.objects.filter(person=person, mac=_mac(person.pk, plain), used_at=None)
        return "recovery" if unused.update(used_at=now()) else ""
    factor = SecondFactor.objects.filter(person=person).first()
    step = totp.matching_step(totp.secret(person.pk, factor.nonce), plain, now()) if factor else None
    if step is None:
        return ""
    fresh = SecondFactor.objects.filter(person=person, last_step__lt=step).update(last_step=step)
    return "totp" if fresh else ""


def _new_recovery_codes(person: Person, by: Actor) -> list[str]:
    RecoveryCode.objects.filter(person=person).delete()
    codes = [_recovery_code() for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, mac=_mac(person.pk, code)) for code in codes)
    journal.record(RecoveryCodesMade(), subject=person, by=by)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _recovery_code() -> str:
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()[:RECOVERY_LETTERS]


def _mac(person_id: int, code: str) -> str:
    return derived_token("recovery", person_id, code)
